using System.CommandLine;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Data;
using AgriCredit.Harness.Results;

namespace AgriCredit.Harness.Reporting;

/// <summary><c>report</c>: the page of one run, or of several side by side.</summary>
internal sealed class ReportVerb : Verb
{
    private readonly Argument<string[]> _runs = new("RUN") { Description = "Folders that 'simulate' wrote.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?> _output = new("--output")
    {
        Description = $"The page to write. Default: {RunFolder.ReportFile} in the run's folder, or for several runs in the current one.",
        HelpName = "FILE",
    };

    /// <summary>Makes the verb.</summary>
    public ReportVerb()
        : base("report", "Writes the self-contained page of one run, or of several side by side.")
    {
    }

    /// <inheritdoc/>
    protected override void AddOptions(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.Add(_runs);
        command.Add(_output);
    }

    /// <inheritdoc/>
    protected override Task RunAsync(ParseResult arguments, ConsoleOutput output, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(output);
        string[] folders = arguments.GetRequiredValue(_runs);
        string path = arguments.GetValue(_output) ?? (folders.Length == 1 ? Path.Combine(folders[0], RunFolder.ReportFile) : RunFolder.ReportFile);
        Run[] runs = [.. folders.Select(RunFiles.Read)];
        AtomicFile.RequireWritable(path);
        cancellationToken.ThrowIfCancellationRequested();
        string page = runs.Length == 1 ? ReportPage.Render(runs[0]) : ReportPage.Render([.. Names(folders).Zip(runs)]);
        AtomicFile.Write(path, temporary => File.WriteAllText(temporary, page));
        output.WriteResult(path);
        return Task.CompletedTask;
    }

    /// <summary>A run goes by its folder's name, or by the path it was given where two folders have the same.</summary>
    private static string[] Names(string[] folders)
    {
        string[] names = [.. folders.Select(folder => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))))];
        return names.Distinct().Count() == names.Length ? names : folders;
    }
}
