using System.CommandLine;
using System.CommandLine.Parsing;
using AgriCredit.Harness.Data;
using AgriCredit.Harness.Scenarios;

namespace AgriCredit.Harness.Simulation;

/// <summary>The arguments of a verb that takes a scenario.</summary>
internal sealed class ScenarioArguments
{
    private readonly Argument<string?> _scenario = new("SCENARIO")
    {
        Description = $"A scenario file, or a shipped one: {string.Join(", ", ShippedScenarios.Names)}. Default: {ShippedScenarios.Default}, which needs no data.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _data = new("--data") { Description = "Where relative file names of the scenario's queries are looked up; default: beside the scenario.", HelpName = "DIR" };
    private readonly Option<int?> _seed = new("--seed") { Description = "Goes before the scenario's seed.", HelpName = "N" };

    public void AddTo(Command command)
    {
        _seed.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out int value) && value < 0)
            {
                result.AddError($"{_seed.Name}: expected a whole number from 0, got {value}.");
            }
        });
        command.Add(_scenario);
        command.Add(_data);
        command.Add(_seed);
    }

    /// <summary>Whether the command line names a scenario, or says something about one.</summary>
    public bool IsIn(CommandResult command) =>
        command.GetResult(_scenario) is { Tokens.Count: > 0 } || command.GetResult(_data) is { Implicit: false } || command.GetResult(_seed) is { Implicit: false };

    public ScenarioFile Load(ParseResult arguments) => ScenarioFile.Load(arguments.GetValue(_scenario), arguments.GetValue(_seed));

    public LoadedScenario LoadRows(ParseResult arguments, ScenarioFile file, CancellationToken cancellationToken) =>
        ScenarioLoader.Load(file, arguments.GetValue(_data), cancellationToken);

    public LoadedVerticalScenario LoadVerticalRows(ParseResult arguments, ScenarioFile file, CancellationToken cancellationToken) =>
        VerticalLoader.Load(file, arguments.GetValue(_data), cancellationToken);
}
