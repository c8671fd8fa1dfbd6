using System.Text.RegularExpressions;

namespace AgriCredit.Harness.Data;

/// <summary>Turns DuckDB's messages into ones that say where and what to do, and hold no applicant's value.</summary>
internal static partial class DuckDbErrors
{
    /// <summary>What went wrong, in one line or with DuckDB's pointer into the SQL.</summary>
    /// <param name="message">DuckDB's message.</param>
    /// <param name="folder">Where relative file names are looked up.</param>
    /// <param name="remedy">How the user names another folder.</param>
    public static string Describe(string message, string folder, string remedy)
    {
        if (MissingFile().Match(message) is { Success: true } missing)
        {
            return $"no file '{missing.Groups["file"].Value}' in '{folder}' ({remedy})";
        }

        if (CsvConversion().Match(message) is { Success: true } conversion)
        {
            return DescribeConversion(conversion, CsvFile().Match(message));
        }

        if (message.Contains("requires the extension", StringComparison.Ordinal))
        {
            return message.Split('\n')[0] + "; extensions are not loaded here: use local CSV or Parquet files";
        }

        // Everything after DuckDB's pointer into the SQL is advice about settings and, for CSV files, a copy of the row.
        string text = OriginalLine().Replace(message, "");
        text = ConvertedText().Replace(text, "Could not convert a text to");
        int advice = text.IndexOf("Possible solutions", StringComparison.Ordinal);
        return (advice < 0 ? text : text[..advice]).Trim();
    }

    private static string DescribeConversion(Match conversion, Match file)
    {
        int line = int.Parse(conversion.Groups["line"].Value);
        string where = file.Success ? $" of '{file.Groups["file"].Value.Trim()}'" : "";
        return $"column '{conversion.Groups["column"].Value}' holds text that is not a number in row {line - 2} (data rows count from 0; line {line}{where}): " +
            $"expected {conversion.Groups["type"].Value}, as in the rows before";
    }

    [GeneratedRegex("""No files found that match the pattern "(?<file>.*?)"(?:$|\n)""", RegexOptions.ExplicitCapture)]
    private static partial Regex MissingFile();

    [GeneratedRegex("""CSV Error on Line: (?<line>\d+)\n.*?Error when converting column "(?<column>.*?)"\. Could not convert string ".*" to '(?<type>\w+)'""", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex CsvConversion();

    [GeneratedRegex("""\n\s*file = (?<file>.*)""", RegexOptions.ExplicitCapture)]
    private static partial Regex CsvFile();

    [GeneratedRegex("""Original Line:.*\n?""")]
    private static partial Regex OriginalLine();

    [GeneratedRegex("""Could not convert string (?<quote>['"]).*\k<quote> to""", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex ConvertedText();
}
