using AgriCredit.Federation;
using AgriCredit.Federation.Vertical;

namespace AgriCredit.Benchmarks.Inputs;

/// <summary>A bank, a cloud and a dealer with the halves of a joint fit of theirs: they score applicants in sessions in this process, and the joined model scores the same in one place.</summary>
internal sealed class JointScorers : IDisposable
{
    /// <summary>Rows of the fit, and applicants whom the cloud knows.</summary>
    private const int Rows = 3_000;

    /// <summary>A benchmark asks about the same applicants over and over.</summary>
    private static readonly ScoringLimits NoLimits = new() { ApplicantsPerPeriod = int.MaxValue, TimesPerApplicant = int.MaxValue };

    private readonly JointMembers _members;
    private readonly MemoryStateStore _ledger = new();
    private readonly ScoreRequester _bank;
    private readonly ScoreProvider _cloud;
    private readonly ScoreDealer _dealer;
    private readonly CreditScorer _joined;

    /// <summary>Fits.</summary>
    /// <param name="bankFeatures">Columns of the bank.</param>
    /// <param name="cloudFeatures">Columns of the cloud.</param>
    public JointScorers(int bankFeatures, int cloudFeatures)
    {
        _members = new JointMembers(Rows, bankFeatures, cloudFeatures);
        (JointResult bank, JointResult cloud, _) = _members.RunInMemoryAsync().GetAwaiter().GetResult();
        var terms = new ScoringTerms();
        _bank = new ScoreRequester(_members.Options(JointMembers.Bank), Half(bank), terms);
        _cloud = new ScoreProvider(_members.Options(JointMembers.Cloud), Half(cloud), terms, _members.CloudRows, new ScoringLedger(_ledger, NoLimits, TimeProvider.System));
        _dealer = new ScoreDealer(_members.Options(JointMembers.Dealer));
        _joined = new CreditScorer(Model([bank.Own!, cloud.Own!]));
    }

    /// <summary>The bank's rows of the first applicants, to ask about.</summary>
    public JointRows Applicants(int count) =>
        new([.. _members.BankRows.Ids.Take(count)], _members.BankRows.Features, _members.BankRows.SelectColumns([.. Enumerable.Range(0, count)]), labels: null);

    /// <summary>All columns of the first applicants, row after row, as the joined model takes them.</summary>
    public double[] Values(int count) => [.. Enumerable.Range(0, count).SelectMany(row => Enumerable.Range(0, _members.Loans.FeatureCount).Select(feature => _members.Loans.Column(feature)[row]))];

    /// <summary>Probabilities by the joined model, without any session.</summary>
    public void ScorePlainly(ReadOnlySpan<double> values, Span<double> probabilities) => _joined.ScoreBatch(values, probabilities);

    /// <summary>Runs one session over a relay in memory, set-up included.</summary>
    /// <param name="applicants">Whom the bank asks about.</param>
    public async Task<(ScoringResult Bank, ScoringResult Cloud, ScoringResult Dealer)> ScoreAsync(JointRows applicants)
    {
        var relay = new MemoryRelay();
        Task<ScoringResult> bank = RunAsync(relay.Connect(JointMembers.Bank), channel => _bank.RunAsync(applicants, channel, CancellationToken.None));
        Task<ScoringResult> cloud = RunAsync(relay.Connect(JointMembers.Cloud), channel => _cloud.RunAsync(channel, CancellationToken.None));
        Task<ScoringResult> dealer = RunAsync(relay.Connect(JointMembers.Dealer), channel => _dealer.RunAsync(channel, CancellationToken.None));
        return (await bank, await cloud, await dealer);
    }

    /// <summary>Releases identities and ledger.</summary>
    public void Dispose()
    {
        _ledger.Dispose();
        _members.Dispose();
    }

    private static Task<ScoringResult> RunAsync(IMemberChannel channel, Func<IMemberChannel, Task<ScoringOutcome>> body) => Task.Run(async () =>
    {
        await using (channel)
        {
            ScoringOutcome outcome = await body(channel);
            return outcome.Result ?? throw new InvalidOperationException($"The session that was to be measured failed: {outcome.Failure!.Reason}. {outcome.Failure.Message}");
        }
    });

    private static JointHalf Half(JointResult result) => new(result.Session, result.Parties, result.Own!);

    private static CreditModel Model(IReadOnlyList<JointPart> parts) => new(
        [.. parts.SelectMany(part => part.Features.Select((name, feature) => new ModelFeature(name, new StandardiseTransform(part.Scale!.Means[feature], part.Scale.StandardDeviations[feature]))))],
        parts[0].Intercept!.Value,
        [.. parts.SelectMany(part => part.Coefficients)],
        new ScorecardScaling(),
        new ModelProvenance { Scenario = "benchmark", Parties = [.. parts.Select(part => part.Party.Value)], Rounds = 0, Optimizer = "newton" });
}
