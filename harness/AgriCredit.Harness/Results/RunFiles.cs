using System.Text.Json;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Reporting;

namespace AgriCredit.Harness.Results;

/// <summary>Writes the files of a run's folder, and reads them again.</summary>
internal static class RunFiles
{
    /// <summary>Writes a run's folder, the report included.</summary>
    /// <exception cref="HarnessException">As <see cref="RunFolder.Replace"/>.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; an earlier run is as it was.</exception>
    public static void Write(string path, Run run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        RunFolder.Replace(
            path,
            folder =>
            {
                File.WriteAllBytes(Path.Combine(folder, RunFolder.MetricsFile), MetricsJson.ToUtf8(run.Metrics));
                ModelFile.Save(run.Model, Path.Combine(folder, RunFolder.ModelFile));
                File.WriteAllText(Path.Combine(folder, RunFolder.CardFile), RunCard.Create(run).ToMarkdown());
                File.WriteAllText(Path.Combine(folder, RunFolder.RoundsFile), RoundsCsv.ToText(run.Rounds));
                File.WriteAllText(Path.Combine(folder, RunFolder.ScenarioFile), run.Scenario);
                File.WriteAllText(Path.Combine(folder, RunFolder.ReportFile), ReportPage.Render(run));
            },
            cancellationToken);
    }

    /// <summary>Reads a run's folder; the report and the model card are not among what is read.</summary>
    /// <exception cref="HarnessException">There is no such run, or one of its files is damaged; exit code 2.</exception>
    public static Run Read(string path)
    {
        if (!Directory.Exists(path))
            throw new HarnessException(ExitCode.Usage, $"There is no run '{path}'. Name the folder that 'simulate' wrote.");
        return new Run(
            Read(path, RunFolder.MetricsFile, file => MetricsJson.Parse(File.ReadAllBytes(file))),
            Read(path, RunFolder.RoundsFile, file => RoundsCsv.Parse(File.ReadAllText(file))),
            Read(path, RunFolder.ScenarioFile, File.ReadAllText),
            Read(path, RunFolder.ModelFile, ModelFile.Load));
    }

    private static T Read<T>(string folder, string name, Func<string, T> read)
    {
        string file = Path.Combine(folder, name);
        try
        {
            return read(file);
        }
        catch (FileNotFoundException fault)
        {
            throw new HarnessException(ExitCode.Usage, $"'{folder}' is not a run: it has no {name}. Name the folder that 'simulate' wrote.", fault);
        }
        catch (Exception fault) when (fault is JsonException or FormatException or ModelFileException or IOException or UnauthorizedAccessException)
        {
            throw new HarnessException(ExitCode.Usage, $"The run's file '{file}' cannot be read: {fault.Message}", fault);
        }
    }
}
