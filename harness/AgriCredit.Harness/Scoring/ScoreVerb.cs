using System.CommandLine;
using System.Text;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Data;
using AgriCredit.Harness.Hosting;

namespace AgriCredit.Harness.Scoring;

/// <summary><c>score</c>: probability of default and points of every applicant of a file.</summary>
internal sealed class ScoreVerb : Verb
{
    private const int CancellationInterval = 4096, BufferSize = 1 << 16;

    private readonly Option<string?> _model = new("--model") { Description = "The model: model.json of a run.", HelpName = "FILE" };
    private readonly Option<string?> _configuration = new("--config") { Description = "In place of --model: the configuration of the party that holds the label, party.json; the other parties of the joint fit serve scores.", HelpName = "FILE" };
    private readonly Option<string> _input = new("--input") { Description = "The applicants: .csv, .csv.gz or .parquet with the model's columns.", Required = true, HelpName = "FILE" };
    private readonly Option<string> _output = new("--output") { Description = "The CSV file to write: row, id, pd, points, reasons; with --config row, id, pd or band, outcome, party.", Required = true, HelpName = "FILE" };
    private readonly Option<string?> _query = new("--query")
    {
        Description = $"DuckDB SQL that derives the model's columns from the table '{ApplicantFile.View}', such as \"select *, ln(amount) as ln_amount from {ApplicantFile.View}\".",
        HelpName = "SQL",
    };

    /// <summary>Makes the verb.</summary>
    public ScoreVerb()
        : base("score", "Scores every applicant of a file.")
    {
    }

    /// <inheritdoc/>
    protected override void AddOptions(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.Add(_model);
        command.Add(_configuration);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_model) is null == result.GetResult(_configuration) is null)
            {
                result.AddError("Expected --model FILE, or --config FILE to score together with other parties; one of them.");
            }
        });
        command.Add(_input);
        command.Add(_output);
        command.Add(_query);
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, ConsoleOutput output, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(output);
        string input = arguments.GetRequiredValue(_input), path = arguments.GetRequiredValue(_output), modelPath = arguments.GetValue(_model) ?? arguments.GetValue(_configuration)!;
        string? query = arguments.GetValue(_query);
        AtomicFile.RequireWritable(path, input, modelPath);
        if (arguments.GetValue(_configuration) is not null)
        {
            using var setup = ScoringSetup.Open(modelPath, asks: true);
            await new JointScoring(setup, output).RunAsync(input, query, path, cancellationToken);
            return;
        }

        CreditScorer scorer = Load(modelPath);
        long rows = 0;
        await output.RunAsync($"Scoring {input}", progress => Task.Run(
            () =>
            {
                AtomicFile.Write(path, temporary => rows = Score(scorer, input, query, temporary, cancellationToken));
                progress.Report(1);
                return rows;
            },
            cancellationToken));
        output.WriteResult($"{path}: {rows:N0} {(rows == 1 ? "applicant" : "applicants")} scored with the model of '{scorer.Model.Provenance.Scenario}'.");
    }

    /// <summary>Loads a model file.</summary>
    /// <exception cref="HarnessException">It is no sound model file, or cannot be read; exit code 2.</exception>
    internal static CreditScorer Load(string path)
    {
        try
        {
            return CreditScorer.Load(path);
        }
        catch (Exception fault) when (fault is ModelFileException or IOException or UnauthorizedAccessException)
        {
            throw new HarnessException(ExitCode.Usage, $"The model '{path}' cannot be used: {fault.Message}", fault);
        }
    }

    private static long Score(CreditScorer scorer, string input, string? query, string output, CancellationToken cancellationToken)
    {
        using var session = new DuckDbSession(folder: null) { Remedy = "relative names count from the current folder" };
        using ApplicantRows applicants = ApplicantRows.Open(session, input, query, scorer.Model, cancellationToken);
        using var writer = new StreamWriter(output, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), BufferSize);
        var scores = new ScoresCsv(writer, applicants.HasIds ? scorer.Model.IdColumn : null);
        var reasons = new ReasonCode[scorer.CanExplain ? scorer.Model.Reasons.Maximum : 0];
        while (applicants.Read())
        {
            if (applicants.Row % CancellationInterval == 0)
                cancellationToken.ThrowIfCancellationRequested();
            CreditScore score = Score(scorer, applicants, input, reasons, out int count);
            scores.Write(applicants.Row, applicants.Id, score, reasons.AsSpan(0, count));
        }

        return applicants.Row + 1;
    }

    /// <summary>Missing and infinite values were met when the row was read; what is left is a finite value beyond any scale.</summary>
    private static CreditScore Score(CreditScorer scorer, ApplicantRows applicants, string input, Span<ReasonCode> reasons, out int count)
    {
        try
        {
            count = 0;
            return scorer.CanExplain ? scorer.Explain(applicants.Values, reasons, out count) : scorer.Score(applicants.Values);
        }
        catch (ArgumentException fault)
        {
            throw new HarnessException(ExitCode.Usage, $"{input}: row {applicants.Row} (rows count from 0) cannot be scored: {fault.Message}", fault);
        }
    }
}
