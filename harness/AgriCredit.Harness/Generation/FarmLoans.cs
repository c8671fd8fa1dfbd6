namespace AgriCredit.Harness.Generation;

/// <summary>Synthetic farm loans as columns.</summary>
internal sealed class FarmLoans
{
    public static readonly string[] KnownToNames = ["both", "bank", "cloud"];

    public FarmLoans(FarmLoanWorld world, int rows)
    {
        World = world;
        Values = [.. FarmLoanColumns.All.Select(_ => GC.AllocateUninitializedArray<double>(rows))];
        Defaults = GC.AllocateUninitializedArray<byte>(rows);
        Banks = GC.AllocateUninitializedArray<int>(rows);
        Counties = GC.AllocateUninitializedArray<int>(rows);
        Crops = GC.AllocateUninitializedArray<byte>(rows);
        Seasons = GC.AllocateUninitializedArray<byte>(rows);
        KnownTo = GC.AllocateUninitializedArray<byte>(rows);
    }

    public FarmLoanWorld World { get; }

    public int RowCount => Defaults.Length;

    /// <summary>One column for each of <see cref="FarmLoanColumns.All"/>.</summary>
    public double[][] Values { get; }

    /// <summary>1 = default.</summary>
    public byte[] Defaults { get; }

    /// <summary>Index into <see cref="FarmLoanWorld.BankNames"/>; likewise the columns below.</summary>
    public int[] Banks { get; }

    public int[] Counties { get; }

    public byte[] Crops { get; }

    public byte[] Seasons { get; }

    /// <summary>Index into <see cref="KnownToNames"/>.</summary>
    public byte[] KnownTo { get; }

    /// <summary>A farmer has one loan, so the row tells the farmer.</summary>
    public static string FarmerId(int row) => $"F{row + 1:D9}";

    /// <summary>A text column's value.</summary>
    /// <param name="column">A name of <see cref="FarmLoanColumns"/> that is not a feature or the label.</param>
    /// <param name="row">0-based row.</param>
    public string Text(string column, int row) => column switch
    {
        FarmLoanColumns.Id => FarmerId(row),
        FarmLoanColumns.Bank => World.BankNames[Banks[row]],
        FarmLoanColumns.County => World.Counties[Counties[row]].Name,
        FarmLoanColumns.Crop => FarmLoanWorld.Crops[Crops[row]].Name,
        FarmLoanColumns.Season => FarmLoanWorld.Seasons[Seasons[row]],
        FarmLoanColumns.KnownTo => KnownToNames[KnownTo[row]],
        _ => throw new ArgumentException($"'{column}' is not a text column.", nameof(column)),
    };
}
