using AgriCredit.Learning;

namespace AgriCredit.Benchmarks.Inputs;

/// <summary>
/// Loans of several parties from one logistic model: each feature is a uniform number in [-1, 1] plus one that all features of a row share in [-1/2, 1/2],
/// every second weight negative, about one default in five.
/// </summary>
internal static class SyntheticLoans
{
    /// <summary>The seed of every data set; published figures belong to it.</summary>
    public const ulong Seed = 20_240_607;

    private const double Intercept = -1.6;
    private const double WeightScale = 1.5;
    private const int RangeRows = 4096;

    /// <summary>Makes the parties' rows, as equal in number as can be.</summary>
    public static IReadOnlyList<Dataset> Create(int rows, int features, int parties) =>
    [
        .. Enumerable.Range(0, parties).Select(party =>
        {
            int start = (int)((long)rows * party / parties);
            int end = (int)((long)rows * (party + 1) / parties);
            return CreateParty(start, end - start, features);
        }),
    ];

    private static Dataset CreateParty(int firstRow, int rows, int features)
    {
        double[][] columns = [.. Enumerable.Range(0, features).Select(_ => new double[rows])];
        byte[] labels = new byte[rows];
        Parallel.For(0, (rows + RangeRows - 1) / RangeRows, range =>
        {
            int start = range * RangeRows;
            Fill(columns, labels, firstRow, start, Math.Min(RangeRows, rows - start));
        });
        return new Dataset([.. Enumerable.Range(0, features).Select(feature => $"x{feature}")], columns, labels);
    }

    private static void Fill(double[][] columns, byte[] labels, int firstRow, int start, int count)
    {
        var numbers = new SeededNumbers(Seed);
        ulong perRow = (ulong)columns.Length + 2;
        double weight = WeightScale / Math.Sqrt(columns.Length);
        for (int row = start; row < start + count; row++)
        {
            ulong index = (ulong)(firstRow + row) * perRow;
            double common = numbers.Uniform(index) - 0.5;
            double logit = Intercept;
            for (int feature = 0; feature < columns.Length; feature++)
            {
                double value = (2 * numbers.Uniform(index + (ulong)feature + 2)) - 1 + common;
                columns[feature][row] = value;
                logit += (feature % 2 == 0 ? weight : -weight) * value;
            }

            labels[row] = (byte)(numbers.Uniform(index + 1) < 1 / (1 + Math.Exp(-logit)) ? 1 : 0);
        }
    }
}
