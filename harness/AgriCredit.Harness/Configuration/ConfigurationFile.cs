using System.Text.Json;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Scenarios;

namespace AgriCredit.Harness.Configuration;

/// <summary>Reads the configuration files of members as strictly as scenarios: all faults together, each with its JSON path.</summary>
internal static class ConfigurationFile
{
    /// <summary>Reads a file.</summary>
    /// <typeparam name="T">The type of its root.</typeparam>
    /// <param name="path">The file.</param>
    /// <param name="what">Names its kind in messages, such as "roster".</param>
    /// <param name="check">Adds what is wrong beyond types and ranges.</param>
    /// <exception cref="HarnessException">It is not there, cannot be read, or is wrong; exit code 2.</exception>
    public static T Read<T>(string path, string what, Action<T, ScenarioFaults> check)
        where T : class
    {
        byte[] bytes;
        try
        {
            bytes = JsonFile.ReadBytes(path, what);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new HarnessException(ExitCode.Usage, $"There is no {what} '{path}'.", exception);
        }

        return Parse(bytes, path, what, check);
    }

    /// <summary>Reads a file's bytes.</summary>
    public static T Parse<T>(ReadOnlyMemory<byte> utf8, string source, string what, Action<T, ScenarioFaults> check)
        where T : class
    {
        using JsonDocument document = JsonFile.Parse(utf8, source);
        var faults = new ScenarioFaults();
        T? file = ScenarioReader.Read<T>(document.RootElement, faults);
        if (file is not null)
        {
            check(file, faults);
        }

        return faults.Count == 0
            ? file!
            : throw new HarnessException(ExitCode.Usage, $"{source}: the {what} has {faults.Count} {(faults.Count == 1 ? "fault" : "faults")}:", faults.Lines);
    }

    /// <summary>A file name in a configuration, as a path: relative ones count from the configuration's folder.</summary>
    public static string Resolve(string configuration, string name) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(configuration))!, name);
}
