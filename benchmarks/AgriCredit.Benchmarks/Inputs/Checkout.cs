namespace AgriCredit.Benchmarks.Inputs;

/// <summary>Finds what lies beside these benchmarks in the checkout.</summary>
internal static class Checkout
{
    /// <summary>The environment variable that names the data folder.</summary>
    public const string DataVariable = "AGRICREDIT_DATA";

    private const string Solution = "AgriCredit.sln";

    /// <summary>The built command line, or null.</summary>
    public static string? HarnessProgram()
    {
        string outputs = Path.Combine(Root(), "harness", "AgriCredit.Harness", "bin", "Release");
        string name = OperatingSystem.IsWindows() ? "agricredit.exe" : "agricredit";
        return Directory.Exists(outputs) ? Directory.EnumerateFiles(outputs, name, SearchOption.AllDirectories).FirstOrDefault() : null;
    }

    /// <summary>The folder of real loans: <see cref="DataVariable"/>, by default <c>../shared/data</c> beside the checkout; it may not exist.</summary>
    public static string DataFolder() => Environment.GetEnvironmentVariable(DataVariable) is { Length: > 0 } folder
        ? folder
        : Path.GetFullPath(Path.Combine(Root(), "..", "shared", "data"));

    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, Solution)))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds {Solution}.");
    }
}
