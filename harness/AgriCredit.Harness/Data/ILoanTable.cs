namespace AgriCredit.Harness.Data;

/// <summary>Rows in a fixed order with named columns, read as numbers or as text.</summary>
internal interface ILoanTable
{
    /// <summary>Names in the source's order; a query may return one twice.</summary>
    IReadOnlyList<string> Columns { get; }

    /// <summary>Reads whole columns. A fault of the data is added to <paramref name="faults"/>, and that column is then missing from the result.</summary>
    /// <param name="numbers">Names of columns to read as numbers.</param>
    /// <param name="texts">Names of columns to read as text; none of them among <paramref name="numbers"/>.</param>
    /// <param name="faults">Receives what is wrong.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    LoanColumns Read(IReadOnlyList<string> numbers, IReadOnlyList<string> texts, ICollection<string> faults, CancellationToken cancellationToken);
}
