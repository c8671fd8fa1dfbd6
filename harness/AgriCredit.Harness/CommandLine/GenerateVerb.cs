using System.CommandLine;
using AgriCredit.Harness.Data;
using AgriCredit.Harness.Generation;
using AgriCredit.Harness.Scenarios;

namespace AgriCredit.Harness.CommandLine;

/// <summary><c>generate</c>: writes synthetic farm loans.</summary>
internal sealed class GenerateVerb : Verb
{
    private readonly Option<int> _rows = new("--rows") { Description = "Number of loans.", DefaultValueFactory = _ => GeneratorSection.DefaultRows, HelpName = "N" };
    private readonly Option<int> _seed = new("--seed") { Description = "The same seed gives the same loans.", DefaultValueFactory = _ => Scenario.DefaultSeed, HelpName = "N" };
    private readonly Option<int> _parties = new("--parties")
    {
        Description = "Number of banks; their sizes repeat the ratio 8:5:3:2:1.",
        DefaultValueFactory = _ => GeneratorSection.DefaultParties,
        HelpName = "K",
    };

    private readonly Option<string> _output = new("--output") { Description = "The file to write: .csv, .csv.gz or .parquet.", Required = true, HelpName = "FILE" };
    private readonly Option<string?> _truth = new("--truth") { Description = "Also write the true intercept and coefficients, as JSON.", HelpName = "FILE" };

    public GenerateVerb()
        : base("generate", "Writes synthetic farm loans whose true model is known.")
    {
    }

    protected override void AddOptions(Command command)
    {
        RequireRange(_rows, 1, GeneratorSection.MaxRows);
        RequireRange(_seed, 0, int.MaxValue);
        RequireRange(_parties, 1, GeneratorSection.MaxParties);
        command.Add(_rows);
        command.Add(_seed);
        command.Add(_parties);
        command.Add(_output);
        command.Add(_truth);
    }

    protected override async Task RunAsync(ParseResult arguments, ConsoleOutput output, CancellationToken cancellationToken)
    {
        int rows = arguments.GetValue(_rows), seed = arguments.GetValue(_seed), parties = arguments.GetValue(_parties);
        string path = arguments.GetRequiredValue(_output);
        string? truth = arguments.GetValue(_truth);
        FarmLoanFile.RequireWritable(path);
        if (truth is not null)
        {
            AtomicFile.RequireWritable(truth);
            if (Path.GetFullPath(truth) == Path.GetFullPath(path))
            {
                throw new HarnessException(ExitCode.Usage, "--output and --truth name the same file.");
            }
        }

        FarmLoans loans = await output.RunAsync($"Generating {rows:N0} farm loans", async progress =>
        {
            FarmLoans generated = await Task.Run(() => FarmLoanGenerator.Generate(rows, seed, parties, cancellationToken), cancellationToken);
            progress.Report(0.5);
            await Task.Run(() => FarmLoanFile.Write(generated, path, cancellationToken), cancellationToken);
            return generated;
        });
        output.WriteResult($"{path}: {rows:N0} farm loans of {parties} {(parties == 1 ? "bank" : "banks")}, {100.0 * loans.Defaults.Sum(label => label) / rows:F1} % of them defaults.");
        if (truth is not null)
        {
            FarmLoanFile.WriteTruth(loans, seed, truth);
            output.WriteResult($"{truth}: the true intercept and coefficients.");
        }
    }
}
