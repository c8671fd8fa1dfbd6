using System.Text.Json;
using AgriCredit.Harness.CommandLine;

namespace AgriCredit.Harness.Scenarios;

/// <summary>A scenario as loaded: complete, checked, and with the folder its relative file names count from.</summary>
/// <param name="Scenario">With every default filled in.</param>
/// <param name="Folder">Where data files are looked up unless the command line names another folder; null for a shipped scenario.</param>
/// <param name="Source">The file or the shipped scenario's name, for messages.</param>
internal sealed record ScenarioFile(Scenario Scenario, string? Folder, string Source)
{
    /// <summary>Loads a scenario by the name of a shipped one or by path; none is <see cref="ShippedScenarios.Default"/>.</summary>
    /// <param name="nameOrPath">A shipped scenario's name, or a file.</param>
    /// <param name="seed">Goes before the scenario's seed.</param>
    /// <exception cref="HarnessException">The scenario is not there, cannot be read, is wrong, or asks for what this version does not have; exit code 2.</exception>
    public static ScenarioFile Load(string? nameOrPath, int? seed = null)
    {
        nameOrPath ??= ShippedScenarios.Default;
        if (ShippedScenarios.Names.Contains(nameOrPath))
        {
            return new ScenarioFile(Parse(ShippedScenarios.Read(nameOrPath), nameOrPath, nameOrPath, seed), Folder: null, nameOrPath);
        }

        string name = Path.GetFileNameWithoutExtension(nameOrPath);
        return new ScenarioFile(Parse(ReadFile(nameOrPath), name, nameOrPath, seed), Path.GetDirectoryName(Path.GetFullPath(nameOrPath)), nameOrPath);
    }

    /// <summary>Reads, checks and completes a scenario.</summary>
    /// <param name="utf8">The file's bytes.</param>
    /// <param name="defaultName">The name of a scenario that has none.</param>
    /// <param name="source">Names the file in messages.</param>
    /// <param name="seed">Goes before the scenario's seed.</param>
    public static Scenario Parse(ReadOnlyMemory<byte> utf8, string defaultName, string source, int? seed = null)
    {
        using JsonDocument document = JsonFile.Parse(utf8, source);
        var faults = new ScenarioFaults();
        Scenario? scenario = ScenarioReader.Read<Scenario>(document.RootElement, faults);
        if (scenario is not null)
        {
            scenario = scenario with { Name = scenario.Name ?? defaultName };
            ScenarioRules.Check(scenario, faults);
        }

        if (faults.Count > 0)
        {
            throw new HarnessException(ExitCode.Usage, $"{source}: the scenario has {faults.Count} {(faults.Count == 1 ? "fault" : "faults")}:", faults.Lines);
        }

        ScenarioSupport.Require(scenario!, source);
        return ScenarioDefaults.Complete(scenario! with { Seed = seed ?? scenario!.Seed });
    }

    private static byte[] ReadFile(string path)
    {
        try
        {
            return JsonFile.ReadBytes(path, "scenario");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            string hint = NearestName.Hint(path, ShippedScenarios.Names);
            throw new HarnessException(
                ExitCode.Usage,
                $"No scenario '{path}'{hint}: there is no such file, and the shipped scenarios are {string.Join(", ", ShippedScenarios.Names)}.",
                exception);
        }
    }
}
