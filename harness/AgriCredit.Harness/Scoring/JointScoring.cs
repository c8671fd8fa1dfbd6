using System.Globalization;
using System.Text;
using AgriCredit.Federation;
using AgriCredit.Federation.Vertical;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Data;
using AgriCredit.Harness.Hosting;
using AgriCredit.Harness.Simulation;

namespace AgriCredit.Harness.Scoring;

/// <summary>Scores the applicants of a file together with the other parties of a joint fit.</summary>
internal sealed class JointScoring
{
    /// <summary>The others come back to the relay after every session; a session that begins in between finds them leaving.</summary>
    private const int MostAttempts = 6;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(400);
    private readonly ScoringSetup _setup;
    private readonly ConsoleOutput _output;
    private readonly HostLog _log;
    private readonly RelayEntrance _relay;

    public JointScoring(ScoringSetup setup, ConsoleOutput output)
    {
        _setup = setup;
        _output = output;
        _log = new HostLog(output, TimeProvider.System, setup.Section.Party, LogFormat.Text);
        _relay = new RelayEntrance(setup.Member, setup.Member.Roster.Address);
    }

    /// <summary>Scores.</summary>
    /// <param name="input">The applicants: their ids and the party's own columns.</param>
    /// <param name="query">SQL that derives the columns; null to take them from the file.</param>
    /// <param name="path">The CSV file to write; nothing is written unless all sessions end well.</param>
    /// <param name="cancellationToken">Stops it; the others are told.</param>
    /// <exception cref="HarnessException">The file has faults, or a session failed; the exit code of its reason.</exception>
    public async Task RunAsync(string input, string? query, string path, CancellationToken cancellationToken)
    {
        (List<string> ids, double[][] raw) = Read(input, query, cancellationToken);
        JointRows applicants = _setup.Rows(ids, raw);
        using IStateStore? state = _setup.Scoring.Prepared ? _setup.OpenState() : null;
        ScoreRequester requester = Requester(state is null ? null : _setup.OpenPool(state));
        var scores = new List<ApplicantScore>();
        for (int first = 0; first < applicants.Count; first += ScoringTerms.LargestBatch)
        {
            int[] batch = [.. Enumerable.Range(first, Math.Min(ScoringTerms.LargestBatch, applicants.Count - first))];
            scores.AddRange((await AskAsync(requester, applicants.Select(batch), cancellationToken)).Applicants);
        }

        AtomicFile.Write(path, temporary => File.WriteAllText(temporary, Csv(scores), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)));
        int Count(ApplicantOutcome outcome) => scores.Count(score => score.Outcome == outcome);
        _output.WriteResult($"{path}: {Count(ApplicantOutcome.Scored):N0} of {scores.Count:N0} applicants scored together with {string.Join(", ", _setup.Half.Parties.Skip(1))}; {Count(ApplicantOutcome.Unknown):N0} unknown there, {Count(ApplicantOutcome.Limited):N0} over a limit.");
    }

    private ScoreRequester Requester(ScorePool? pool)
    {
        try
        {
            return new ScoreRequester(_setup.Options(waits: false), _setup.Half, _setup.Terms, pool);
        }
        catch (ArgumentException exception)
        {
            throw HarnessException.Usage(_setup.Configuration, exception);
        }
    }

    private async Task<ScoringResult> AskAsync(ScoreRequester requester, JointRows batch, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            ScoringOutcome outcome;
            await using (IMemberChannel channel = await _relay.JoinAsync(_log, cancellationToken))
            {
                outcome = await requester.RunAsync(batch, channel, cancellationToken);
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (outcome.Result is { } result)
            {
                return result;
            }

            if (requester.HasAsked || outcome.Failure!.Reason != JointFailureReason.MemberLost || attempt == MostAttempts)
            {
                throw JointFailures.ToException(outcome.Failure!);
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }

    private (List<string> Ids, double[][] Raw) Read(string input, string? query, CancellationToken cancellationToken)
    {
        using var session = new DuckDbSession(folder: null) { Remedy = "relative names count from the current folder" };
        string id = _setup.Member.Terms.Section.Id!;
        using ApplicantRows rows = ApplicantRows.Open(session, input, query, new ApplicantColumns(_setup.Own.Features, _setup.Columns.MayBeMissing, id), cancellationToken);
        if (!rows.HasIds)
        {
            throw new HarnessException(ExitCode.Usage, $"{input}: lacks the column '{id}', by which the other parties know an applicant.");
        }

        var ids = new List<string>();
        List<double>[] columns = [.. _setup.Own.Features.Select(_ => new List<double>())];
        while (rows.Read())
        {
            ids.Add(rows.Id);
            for (int column = 0; column < columns.Length; column++)
            {
                columns[column].Add(rows.Values[column]);
            }
        }

        return ids.Count > 0 ? (ids, [.. columns.Select(column => column.ToArray())]) : throw new HarnessException(ExitCode.Usage, $"{input}: there is no applicant in it.");
    }

    private string Csv(List<ApplicantScore> scores)
    {
        bool isBand = _setup.Terms.Release == ScoreRelease.Band;
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        text.WriteLine($"row,{ScoresCsv.Cell(_setup.Member.Terms.Section.Id!)},{(isBand ? "band" : "pd")},outcome,party");
        for (int row = 0; row < scores.Count; row++)
        {
            ApplicantScore score = scores[row];
            string value = score.Band is { } band ? band.ToString(CultureInfo.InvariantCulture) : score.Probability is { } probability ? probability.ToString("F5", CultureInfo.InvariantCulture) : "";
            text.WriteLine($"{row},{ScoresCsv.Cell(score.Id)},{value},{score.Outcome.ToString().ToLowerInvariant()},{ScoresCsv.Cell(score.Party?.Value ?? "")}");
        }

        return text.ToString();
    }
}
