using AgriCredit.Federation;
using AgriCredit.Federation.Vertical;
using AgriCredit.Learning;

namespace AgriCredit.Benchmarks.Inputs;

/// <summary>A bank, a cloud and a dealer with synthetic loans divided by columns; runs joint fits among them in this process.</summary>
internal sealed class JointMembers : IDisposable
{
    private readonly EphemeralCredentials _credentials = new(new PartyId("relay"), [Bank, Cloud, Dealer], TimeProvider.System);

    /// <summary>Divides loans among the two parties.</summary>
    /// <param name="rows">Loans; all are known to both.</param>
    /// <param name="bankFeatures">Columns of the bank.</param>
    /// <param name="cloudFeatures">Columns of the cloud.</param>
    public JointMembers(int rows, int bankFeatures, int cloudFeatures)
    {
        Loans = SyntheticLoans.Create(rows, bankFeatures + cloudFeatures, parties: 1)[0];
        string[] ids = [.. Enumerable.Range(0, rows).Select(row => $"farmer-{row}")];
        BankRows = new JointRows(ids, [.. Loans.FeatureNames.Take(bankFeatures)], Columns(0, bankFeatures), Loans.Labels.ToArray());
        CloudRows = new JointRows(ids, [.. Loans.FeatureNames.Skip(bankFeatures)], Columns(bankFeatures, cloudFeatures), labels: null);
    }

    /// <summary>The label holder.</summary>
    public static PartyId Bank { get; } = new("bank");

    /// <summary>The other party.</summary>
    public static PartyId Cloud { get; } = new("cloud");

    /// <summary>Deals, and has no rows.</summary>
    public static PartyId Dealer { get; } = new("dealer");

    /// <summary>The bank's columns and the label.</summary>
    public JointRows BankRows { get; }

    /// <summary>The cloud's columns.</summary>
    public JointRows CloudRows { get; }

    /// <summary>All columns together.</summary>
    public Dataset Loans { get; }

    /// <summary>The fit of all columns, in double.</summary>
    public LogisticFit FitPooled() => LogisticRegression.Fit(DesignMatrix.Create(Loans, Standardisation.FromRows(Loans)), new TrainingOptions());

    /// <summary>Runs a session over a relay in memory.</summary>
    public Task<(JointResult Bank, JointResult Cloud, JointResult Dealer)> RunInMemoryAsync() => RunAsync(new MemoryRelay().Connect);

    /// <summary>Who a member is and with whom it works.</summary>
    public JointMemberOptions Options(PartyId member) => new()
    {
        Identity = _credentials.Identity(member),
        Roster = _credentials.Roster,
        LabelHolder = Bank,
        Dealer = Dealer,
        Terms = new JointTerms { Release = JointRelease.Joined },
    };

    /// <summary>Releases the identities.</summary>
    public void Dispose() => _credentials.Dispose();

    private async Task<(JointResult Bank, JointResult Cloud, JointResult Dealer)> RunAsync(Func<PartyId, IMemberChannel> connect)
    {
        Task<JointResult> bank = RunAsync(Bank, connect, channel => new JointParty(Options(Bank), BankRows).RunAsync(channel, CancellationToken.None));
        Task<JointResult> cloud = RunAsync(Cloud, connect, channel => new JointParty(Options(Cloud), CloudRows).RunAsync(channel, CancellationToken.None));
        Task<JointResult> dealer = RunAsync(Dealer, connect, channel => new JointDealer(Options(Dealer)).RunAsync(channel, CancellationToken.None));
        return (await bank, await cloud, await dealer);
    }

    private static Task<JointResult> RunAsync(PartyId member, Func<PartyId, IMemberChannel> connect, Func<IMemberChannel, Task<JointOutcome>> body) => Task.Run(async () =>
    {
        await using IMemberChannel channel = connect(member);
        JointOutcome outcome = await body(channel);
        return outcome.Result ?? throw new InvalidOperationException($"The session that was to be measured failed: {outcome.Failure!.Reason}. {outcome.Failure.Message}");
    });

    private double[][] Columns(int first, int count) => [.. Enumerable.Range(first, count).Select(feature => Loans.Column(feature).ToArray())];
}
