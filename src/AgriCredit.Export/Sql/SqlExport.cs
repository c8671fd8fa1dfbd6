using System.Globalization;
using System.Text;

namespace AgriCredit.Export;

/// <summary>Writes a model as plain SQL, as PostgreSQL and DuckDB read it.</summary>
/// <remarks>
/// Columns have the names of the raw values; categories are text. NULL and NaN are missing values. What <see cref="CreditScorer"/> refuses gives NULL: a query cannot refuse one row of many. The
/// exponential and the logarithm are the database's, so scores agree to rounding, not in every bit. PostgreSQL itself ends a query with an error where a product is too small for a double.
/// </remarks>
public static class SqlExport
{
    private const string NaN = "CAST('NaN' AS DOUBLE PRECISION)";
    private const string Infinity = "CAST('Infinity' AS DOUBLE PRECISION)";

    // Beyond it some databases call the exponential an error; PD is 0 or 1 there to all digits.
    private const string LargestExponent = "7E2";

    /// <summary>ln(PD / (1 - PD)) as one expression over a table's columns.</summary>
    /// <param name="model">The model.</param>
    public static string Logit(CreditModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return string.Join("\n + ", model.Terms.Terms.Select(term => Term(new ExportedTerm(term))).Prepend(Number(model.Terms.Intercept)));
    }

    /// <summary>A query that gives every row of a table with its <c>logit</c>, <c>pd</c> and <c>points</c>.</summary>
    /// <param name="model">The model.</param>
    /// <param name="table">The table's name, as one identifier; it is quoted.</param>
    /// <exception cref="ArgumentException"><paramref name="table"/> is empty.</exception>
    public static string Query(CreditModel model, string table)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(table);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"SELECT scored.*,\n CASE WHEN logit > {LargestExponent} THEN 1E0 WHEN logit < -{LargestExponent} THEN 0E0 ELSE 1 / (1 + exp(-logit)) END AS pd,\n");
        text.Append(CultureInfo.InvariantCulture, $" {Number(model.Scaling.Offset)} - {Number(model.Scaling.Factor)} * logit AS points\nFROM (SELECT applicants.*,\n {Logit(model)} AS logit\n FROM {Identifier(table)} AS applicants) AS scored");
        return text.ToString();
    }

    private static string Term(ExportedTerm term)
    {
        string whenMissing = term.WhenMissing is { } missing ? Number(missing) : "NULL";
        string column = Identifier(term.Input);
        if (term.Categories.Count > 0)
        {
            string cases = string.Concat(term.Bins(WoeBinKind.Categories).Select(part => $" WHEN {column} IN ({string.Join(", ", part.Bin.Categories.Select(Text))}) THEN {Number(part.Contribution)}"));
            string other = term.Bins(WoeBinKind.Other).Select(part => Number(part.Contribution)).FirstOrDefault("NULL");
            return $"CASE WHEN {column} IS NULL THEN {whenMissing}{cases} ELSE {other} END";
        }

        string value = $"CAST({column} AS DOUBLE PRECISION)";
        var text = new StringBuilder($"CASE WHEN {column} IS NULL OR {value} = {NaN} THEN {whenMissing} WHEN abs({value}) = {Infinity} THEN NULL");
        foreach ((WoeBin bin, double contribution) in term.Bins(WoeBinKind.Special))
        {
            text.Append(CultureInfo.InvariantCulture, $" WHEN {value} IN ({string.Join(", ", bin.Codes.Select(Number))}) THEN {Number(contribution)}");
        }

        if (term.Range is { } range)
        {
            text.Append(CultureInfo.InvariantCulture, $" WHEN {value} < {Number(range.Low)} OR {value} > {Number(range.High)} THEN NULL");
        }

        return text.Append(term.HasBins ? Binned(term, value) : Weighted(term, value)).Append(" END").ToString();
    }

    private static string Weighted(ExportedTerm term, string value)
    {
        string changed = term.Clip is { } clip ? $"least(greatest({value}, {Number(clip.Low)}), {Number(clip.High)})" : value;
        if (term.Log is not { } log)
        {
            return $" ELSE {Number(term.Weight)} * {changed}";
        }

        string shifted = $"({changed} + {Number(log.Offset)})";
        return $" WHEN {shifted} < {Number(LogTransform.SmallestArgument)} THEN NULL ELSE {Number(term.Weight)} * ln({shifted})";
    }

    private static string Binned(ExportedTerm term, string value)
    {
        (WoeBin Bin, double Contribution)[] intervals = [.. term.Bins(WoeBinKind.Interval)];
        string cases = string.Concat(intervals[..^1].Select(part => $" WHEN {value} < {Number(part.Bin.High)} THEN {Number(part.Contribution)}"));
        return $"{cases} ELSE {Number(intervals[^1].Contribution)}";
    }

    private static string Identifier(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Text(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>A number of double precision: with an exponent, for databases that read others as decimals.</summary>
    private static string Number(double value)
    {
        string digits = value.ToString("R", CultureInfo.InvariantCulture);
        return $"CAST({(digits.Contains('E', StringComparison.Ordinal) ? digits : digits + "E0")} AS DOUBLE PRECISION)";
    }
}
