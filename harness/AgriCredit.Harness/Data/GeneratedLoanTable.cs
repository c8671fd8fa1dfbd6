using AgriCredit.Harness.Generation;

namespace AgriCredit.Harness.Data;

/// <summary>Synthetic farm loans read like the result of a query.</summary>
internal sealed class GeneratedLoanTable : ILoanTable
{
    private readonly FarmLoans _loans;

    public GeneratedLoanTable(FarmLoans loans) => _loans = loans;

    public IReadOnlyList<string> Columns { get; } =
    [
        FarmLoanColumns.Id, FarmLoanColumns.Bank, FarmLoanColumns.County, FarmLoanColumns.Crop, FarmLoanColumns.Season, FarmLoanColumns.KnownTo,
        .. FarmLoanColumns.Features, FarmLoanColumns.Label,
    ];

    public LoanColumns Read(IReadOnlyList<string> numbers, IReadOnlyList<string> texts, ICollection<string> faults, CancellationToken cancellationToken)
    {
        var readNumbers = new Dictionary<string, double[]>();
        foreach (string name in numbers)
        {
            if (Numbers(name) is { } values)
            {
                readNumbers.Add(name, values);
            }
            else
            {
                faults.Add($"column '{name}' holds text, not numbers");
            }
        }

        return new LoanColumns(_loans.RowCount, readNumbers, texts.ToDictionary(name => name, Texts));
    }

    private double[]? Numbers(string name)
    {
        if (name == FarmLoanColumns.Label)
        {
            return [.. _loans.Defaults.Select(label => (double)label)];
        }

        int feature = FarmLoanColumns.Features.ToList().IndexOf(name);
        return feature < 0 ? null : _loans.Values[feature];
    }

    private string?[] Texts(string name)
    {
        double[]? numbers = Numbers(name);
        string?[] texts = new string?[_loans.RowCount];
        for (int row = 0; row < texts.Length; row++)
        {
            texts[row] = numbers is null ? _loans.Text(name, row) : numbers[row].ToString();
        }

        return texts;
    }
}
