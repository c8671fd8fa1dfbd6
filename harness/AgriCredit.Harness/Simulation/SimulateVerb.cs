using System.CommandLine;
using System.Diagnostics;
using System.Text;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Data;
using AgriCredit.Harness.Reporting;
using AgriCredit.Harness.Results;
using AgriCredit.Harness.Scenarios;

namespace AgriCredit.Harness.Simulation;

/// <summary><c>simulate</c>: runs a federation on this machine and shows what it is worth and what it costs.</summary>
internal sealed class SimulateVerb : Verb
{
    private readonly ScenarioArguments _scenario = new();
    private readonly Option<string?> _out = new("--out") { Description = "The run's folder; default runs/NAME. An earlier run there is replaced.", HelpName = "DIR" };
    private readonly Option<bool> _json = new("--json") { Description = "Print metrics.json alone." };

    private readonly Option<bool> _processes = new("--processes") { Description = "Run each member in a process of its own; the dealer of a joint fit serves the relay as well." };

    public SimulateVerb()
        : base("simulate", "Simulates a federation on this machine: each party alone, federated, pooled.")
    {
    }

    protected override void AddOptions(Command command)
    {
        _scenario.AddTo(command);
        command.Add(_out);
        command.Add(_json);
        command.Add(_processes);
    }

    protected override async Task RunAsync(ParseResult arguments, ConsoleOutput output, CancellationToken cancellationToken)
    {
        ScenarioFile file = _scenario.Load(arguments);
        string folder = arguments.GetValue(_out) ?? Path.Combine("runs", file.Scenario.Name!);
        RunFolder.CheckAvailable(folder);

        long started = Stopwatch.GetTimestamp();
        Run run = file.Scenario.Partition is VerticalPartition
            ? await RunVerticalAsync(arguments, file, started, output, cancellationToken)
            : await RunHorizontalAsync(arguments, file, started, output, cancellationToken);
        RunFiles.Write(folder, run, cancellationToken);

        if (arguments.GetValue(_json))
        {
            output.WriteResult(Encoding.UTF8.GetString(MetricsJson.ToUtf8(run.Metrics)).TrimEnd('\n'));
        }
        else
        {
            ConsoleReport.Write(output.Results, run.Metrics);
            output.WriteResult("");
            output.WriteResult($"Written to {folder}: {string.Join(", ", RunFolder.ReportFile, RunFolder.ModelFile, RunFolder.CardFile, RunFolder.MetricsFile, RunFolder.RoundsFile, RunFolder.ScenarioFile)}.");
        }
    }

    private Task<Run> RunHorizontalAsync(ParseResult arguments, ScenarioFile file, long started, ConsoleOutput output, CancellationToken cancellationToken)
    {
        LoadedScenario loaded = _scenario.LoadRows(arguments, file, cancellationToken);
        TimeSpan loadTime = Stopwatch.GetElapsedTime(started);
        SessionTerms.RequireMinimums(loaded);

        int parties = loaded.Parties.Count;
        bool processes = arguments.GetValue(_processes);
        IFederation federation = processes ? new ProcessFederation(loaded) : new FederationRun(loaded);
        return output.RunAsync(
            $"Training '{file.Scenario.Name}' over {parties} parties{(processes ? ", each role in a process of its own" : "")}",
            progress => new HorizontalSimulation(loaded, federation).RunAsync(loadTime, progress, cancellationToken));
    }

    private Task<Run> RunVerticalAsync(ParseResult arguments, ScenarioFile file, long started, ConsoleOutput output, CancellationToken cancellationToken)
    {
        LoadedVerticalScenario loaded = _scenario.LoadVerticalRows(arguments, file, cancellationToken);
        TimeSpan loadTime = Stopwatch.GetElapsedTime(started);
        bool processes = arguments.GetValue(_processes);
        IJointFederation federation = processes ? new JointProcessFederation(loaded) : new JointFederationRun(loaded);
        return output.RunAsync(
            $"Training '{file.Scenario.Name}' over the columns of {loaded.Sides.Count} parties{(processes ? ", each in a process of its own, as is the dealer with the relay" : "")}",
            progress => new VerticalSimulation(loaded, federation).RunAsync(loadTime, progress, cancellationToken));
    }
}
