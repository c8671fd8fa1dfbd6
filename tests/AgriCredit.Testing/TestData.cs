using System.Text.Json;
using Sylvan.Data.Csv;

namespace AgriCredit.Testing;

/// <summary>
/// Finds the real loans and their reference fits: the folder named by <c>AGRICREDIT_DATA</c>, by default <c>../shared/data</c> beside the checkout.
/// They are not part of the project.
/// </summary>
public static class TestData
{
    /// <summary>The environment variable that names the folder.</summary>
    public const string Variable = "AGRICREDIT_DATA";

    /// <summary>The checkout: the nearest folder above the test assembly that holds AgriCredit.sln.</summary>
    public static string Checkout { get; } = FindCheckout();

    /// <summary>The data folder; it may not exist.</summary>
    public static string Folder { get; } = System.Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder
        ? folder
        : Path.GetFullPath(Path.Combine(Checkout, "..", "shared", "data"));

    /// <summary>The full path of a data file, e.g. <c>"sba_agri", "sba_agri.csv"</c>.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Folder, .. parts]);

    /// <summary>A reference result, e.g. <c>"sba_agri", "reference", "agri.json"</c>.</summary>
    public static JsonElement Reference(params string[] parts)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(PathOf(parts)));
        return document.RootElement.Clone();
    }

    /// <summary>The array of numbers at a path of property names.</summary>
    public static double[] Numbers(this JsonElement element, params string[] path) =>
        [.. element.At(path).EnumerateArray().Select(number => number.GetDouble())];

    /// <summary>The element at a path of property names.</summary>
    public static JsonElement At(this JsonElement element, params string[] path) =>
        path.Aggregate(element, (current, name) => current.GetProperty(name));

    /// <summary>Reads a CSV file (.csv or .csv.gz) with a header as text columns keyed by name, in row order.</summary>
    public static IReadOnlyDictionary<string, string[]> ReadCsv(params string[] parts)
    {
        string path = PathOf(parts);
        using Stream file = File.OpenRead(path);
        using Stream stream = path.EndsWith(".gz", StringComparison.Ordinal)
            ? new System.IO.Compression.GZipStream(file, System.IO.Compression.CompressionMode.Decompress)
            : file;
        using var reader = new StreamReader(stream);
        using CsvDataReader csv = CsvDataReader.Create(reader);
        var columns = new List<string>[csv.FieldCount];
        for (int column = 0; column < columns.Length; column++)
        {
            columns[column] = [];
        }

        while (csv.Read())
        {
            for (int column = 0; column < columns.Length; column++)
            {
                columns[column].Add(csv.GetString(column));
            }
        }

        return Enumerable.Range(0, columns.Length).ToDictionary(csv.GetName, column => columns[column].ToArray());
    }

    private static string FindCheckout()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "AgriCredit.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("No folder above the test assembly holds AgriCredit.sln.");
    }
}
