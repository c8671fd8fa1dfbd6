using System.Collections.Concurrent;

namespace AgriCredit.Federation.Vertical.Tests;

/// <summary>What is wrong with a session's data, terms or members ends it for all, with one reason and one message.</summary>
public class SessionErrorTests
{
    private static readonly JointTerms Terms = new() { PaddingMultiple = 1 };
    private readonly SyntheticSides _sides = SyntheticSides.Create(200, [2, 2], 0.3, seed: 130);

    [Fact]
    public Task NoOverlap() => EndsAsync(
        JointFailureReason.NoOverlap, JointFederation.Bank, Rows(1, rows => new JointRows([.. rows.Ids.Select(id => "other-" + id)], rows.Features, _sides.Columns[1], labels: null)));

    [Fact]
    public Task LabelsAtBothSides() => EndsAsync(
        JointFailureReason.LabelHolder, JointFederation.Cloud, Rows(1, rows => new JointRows(rows.Ids, rows.Features, _sides.Columns[1], _sides.Labels)));

    [Fact]
    public Task LabelsAtNeitherSide() => EndsAsync(
        JointFailureReason.LabelHolder, JointFederation.Bank, Rows(0, rows => new JointRows(rows.Ids, rows.Features, _sides.Columns[0], labels: null)));

    [Fact]
    public Task FeatureAtBothSides() => EndsAsync(
        JointFailureReason.RepeatedFeature, JointFederation.Cloud, Rows(1, rows => new JointRows(rows.Ids, ["p0x1", "other"], _sides.Columns[1], labels: null)));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public Task ConstantColumn(int side) => EndsAsync(
        JointFailureReason.ConstantColumn,
        side == 0 ? JointFederation.Bank : JointFederation.Cloud,
        Rows(side, rows => new JointRows(rows.Ids, rows.Features, [_sides.Columns[side][0], [.. rows.Ids.Select(_ => 3.5)]], side == 0 ? _sides.Labels : null)));

    [Fact]
    public Task OneClass() => EndsAsync(
        JointFailureReason.OneClass, JointFederation.Bank, Rows(0, rows => new JointRows(rows.Ids, rows.Features, _sides.Columns[0], new byte[rows.Count])));

    [Fact]
    public Task LabelsThatTheBankAloneSeparates() => EndsAsync(
        JointFailureReason.Separable,
        JointFederation.Bank,
        Rows(0, rows => new JointRows(rows.Ids, rows.Features, _sides.Columns[0], [.. _sides.Columns[0][0].Select(value => (byte)(value > 0.5 ? 1 : 0))])));

    [Fact]
    public Task TooFewRows() => EndsAsync(
        JointFailureReason.RowCount,
        JointFederation.Bank,
        Rows(1, rows => new JointRows([.. rows.Ids.Take(49), .. rows.Ids.Skip(49).Select(id => "other-" + id)], rows.Features, _sides.Columns[1], labels: null)));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task DuplicateIds_AreToldWithTheirRows_OnlyToTheirOwner(int side)
    {
        PartyId member = side == 0 ? JointFederation.Bank : JointFederation.Cloud;
        JointRows[] rows = Rows(side, own => new JointRows([.. own.Ids.Skip(1), "farmer-77"], own.Features, _sides.Columns[side], side == 0 ? _sides.Labels : null));

        JointOutcome[] outcomes = await EndsAsync(JointFailureReason.BadIds, member, rows);

        Assert.Contains("row 200 repeats row 77", outcomes[side].Failure!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("row 200", outcomes[1 - side].Failure!.Message, StringComparison.Ordinal);
        Assert.All(outcomes, outcome => Assert.DoesNotContain("farmer", outcome.Failure!.Message, StringComparison.Ordinal));
    }

    public static TheoryData<string> OtherTerms => ["l2", "standardise", "release", "padding multiple"];

    [Theory]
    [MemberData(nameof(OtherTerms))]
    public async Task TermsThatDiffer(string name)
    {
        var own = new JointTerms { L2 = name == "l2" ? 0.5 : 0, Standardise = name != "standardise", Release = name == "release" ? JointRelease.Joined : JointRelease.Own, PaddingMultiple = name == "padding multiple" ? 7 : 1 };
        using var federation = Federation();

        JointOutcome[] outcomes = await federation.RunAsync(_sides.Rows(), Terms, member => member == JointFederation.Cloud ? channel => new JointParty(federation.Options(member, own), _sides.Rows()[1]).RunAsync(channel, default) : null);

        AssertAll(outcomes, JointFailureReason.OtherTerms, JointFederation.Bank);
        Assert.All(outcomes, outcome => Assert.Contains(name, outcome.Failure!.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("another member")]
    [InlineData("another dealer")]
    public async Task MembersThatDiffer(string what)
    {
        using var federation = Federation();
        using var wider = new EphemeralCredentials(new PartyId("relay"), [.. federation.Parties, JointFederation.Dealer, new PartyId("cloud-2")], TimeProvider.System);
        JointMemberOptions options = federation.Options(JointFederation.Cloud, Terms);
        if (what == "another dealer")
        {
            // The cloud takes the bank's dealer for a party of its own: it expects other members.
            JointOutcome[] swapped = await federation.RunAsync(_sides.Rows(), Terms, member => member == JointFederation.Dealer ? channel => new JointParty(new JointMemberOptions { Identity = federation.Credentials.Identity(member), Roster = options.Roster, LabelHolder = JointFederation.Bank, Dealer = JointFederation.Cloud, Terms = Terms, Patience = options.Patience, JoinPatience = options.JoinPatience }, _sides.Rows()[1]).RunAsync(channel, default)
                : null);
            Assert.All(swapped, outcome => Assert.NotNull(outcome.Failure));
            Assert.All(swapped, outcome => Assert.Contains(outcome.Failure!.Reason, (JointFailureReason[])[JointFailureReason.BadMessage, JointFailureReason.OtherMembers]));
            return;
        }

        // Another roster has another certificate for every member: nobody's signature is known.
        var other = new JointMemberOptions { Identity = wider.Identity(JointFederation.Cloud), Roster = wider.Roster, LabelHolder = JointFederation.Bank, Dealer = JointFederation.Dealer, Terms = Terms, Patience = options.Patience, JoinPatience = options.JoinPatience };
        JointOutcome[] outcomes = await federation.RunAsync(_sides.Rows(), Terms, member => member == JointFederation.Cloud ? channel => new JointParty(other, _sides.Rows()[1]).RunAsync(channel, default) : null);
        Assert.All(outcomes, outcome => Assert.NotNull(outcome.Failure));
        Assert.Equal((JointFailureReason.BadMessage, JointFederation.Cloud), (outcomes[0].Failure!.Reason, outcomes[0].Failure!.Member));
        Assert.Equal((JointFailureReason.BadMessage, JointFederation.Cloud), (outcomes[2].Failure!.Reason, outcomes[2].Failure!.Member));
    }

    [Fact]
    public void Options_ThatDoNotFit_AreRefused()
    {
        using var federation = Federation();
        JointRows[] rows = _sides.Rows();

        Assert.Throws<ArgumentException>(() => new JointParty(federation.Options(JointFederation.Dealer, Terms), rows[0]));
        Assert.Throws<ArgumentException>(() => new JointDealer(federation.Options(JointFederation.Bank, Terms)));
        Assert.Throws<ArgumentException>(() => new JointParty(federation.Options(JointFederation.Bank, new JointTerms { L2 = double.NaN }), rows[0]));
        Assert.Throws<ArgumentException>(() => new JointParty(federation.Options(JointFederation.Bank, new JointTerms { PaddingMultiple = 0 }), rows[0]));
        Assert.Throws<ArgumentException>(() => new JointParty(federation.Options(JointFederation.Cloud, Terms), new JointRows(rows[1].Ids, [], [], labels: null)));
        Assert.Throws<ArgumentException>(() => new JointRows(rows[1].Ids, ["a"], [[1, 2]], labels: null));
        Assert.Throws<ArgumentException>(() => new JointRows(["1"], ["a"], [[double.NaN]], labels: null));
        Assert.Throws<ArgumentException>(() => new JointRows(["1"], ["a"], [[1]], labels: [2]));
        Assert.Throws<ArgumentException>(() => new JointRows(["1"], ["a", "a"], [[1], [1]], labels: null));
    }

    [Fact]
    public async Task MemberThatNeverComes_IsATimeout()
    {
        using var federation = new JointFederation(2) { Patience = TimeSpan.FromSeconds(2) };

        JointOutcome[] outcomes = await federation.RunAsync(_sides.Rows(), Terms, member => member == JointFederation.Cloud ? channel => Task.Delay(TimeSpan.FromSeconds(6)).ContinueWith(_ => new JointOutcome(null, null), TaskScheduler.Default) : null);

        Assert.Equal((JointFailureReason.Timeout, JointFederation.Cloud), (outcomes[0].Failure!.Reason, outcomes[0].Failure!.Member));
        Assert.Equal(JointFailureReason.Timeout, outcomes[2].Failure!.Reason);
    }

    [Fact]
    public async Task MemberThatIsLost_IsNoticedWhileAnotherHasNotCome()
    {
        using var federation = Federation();
        await using IMemberChannel bank = federation.Connect(JointFederation.Bank);
        IMemberChannel dealer = federation.Connect(JointFederation.Dealer);
        Task<JointOutcome> outcome = new JointParty(federation.Options(JointFederation.Bank, Terms), _sides.Rows()[0]).RunAsync(bank, default);

        await dealer.DisposeAsync();

        JointFailure failure = (await outcome.WaitAsync(TimeSpan.FromSeconds(10))).Failure!;
        Assert.Equal((JointFailureReason.MemberLost, JointFederation.Dealer), (failure.Reason, failure.Member));
    }

    [Fact]
    public async Task ColumnsThatDependOnEachOther_AreCounted()
    {
        using var federation = Federation();
        double[][] columns = [.. _sides.Columns[1], [.. _sides.Columns[1][0].Zip(_sides.Columns[1][1], (left, right) => left + right)]];

        JointOutcome[] outcomes = await federation.RunAsync([_sides.Rows()[0], new JointRows(_sides.Rows()[1].Ids, ["a", "b", "a + b"], columns, labels: null)], Terms);

        Assert.All(outcomes, outcome => Assert.Null(outcome.Failure));
        Assert.Equal((0, 1), (outcomes[0].Result!.DroppedDirections, outcomes[1].Result!.DroppedDirections));
    }

    // A member is told to stop just before its number-th message to another, for every step of the session.
    [Theory]
    [InlineData("bank")]
    [InlineData("cloud")]
    [InlineData("dealer")]
    public async Task MemberThatStops_AtAnyStep_TellsAllOthers(string name)
    {
        var stopping = new PartyId(name);
        ConcurrentDictionary<(PartyId From, PartyId To), List<byte[]>> recorded = await SessionSteps.RecordAsync();
        IReadOnlyList<(PartyId From, PartyId To, int Number, string Step)> places = await SessionSteps.PlacesAsync(recorded);
        var wrong = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(places.Where(place => place.From == stopping && place.Step != "end"), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (place, _) =>
        {
            using var federation = new JointFederation(2) { Patience = TimeSpan.FromSeconds(15) };
            using var stop = new CancellationTokenSource();
            SessionSteps.Tamper(federation, (from, to, number, message) =>
            {
                if ((from, to, number) == (place.From, place.To, place.Number))
                {
                    stop.Cancel();
                    stop.Token.ThrowIfCancellationRequested();
                }

                return [message];
            });
            JointRows[] rows = SessionSteps.Sides.Rows();
            bool wasStopped = false;
            JointOutcome[] outcomes = await federation.RunAsync(rows, SessionSteps.Terms, member => member != stopping ? null : channel => StopAsync(member, channel));
            JointOutcome[] others = [.. outcomes.Where((_, i) => ((PartyId[])[.. federation.Parties, JointFederation.Dealer])[i] != stopping)];
            if (!wasStopped || others.Any(outcome => outcome.Failure is not { Reason: JointFailureReason.Stopped } failure || failure.Member != stopping))
            {
                wrong.Add($"{place}: {string.Join(" | ", others.Select(outcome => outcome.Failure is { } failure ? $"{failure.Reason} {failure.Member} {failure.Message}" : "result"))}");
            }

            async Task<JointOutcome> StopAsync(PartyId member, IMemberChannel channel)
            {
                try
                {
                    return await (member == JointFederation.Dealer
                        ? new JointDealer(federation.Options(member, SessionSteps.Terms)).RunAsync(channel, stop.Token)
                        : new JointParty(federation.Options(member, SessionSteps.Terms), rows[member == JointFederation.Bank ? 0 : 1]).RunAsync(channel, stop.Token));
                }
                catch (OperationCanceledException)
                {
                    wasStopped = true;
                    return new JointOutcome(null, null);
                }
            }
        });

        Assert.Empty(wrong);
    }

    private static JointFederation Federation() => new(2) { Patience = TimeSpan.FromSeconds(10) };

    private JointRows[] Rows(int side, Func<JointRows, JointRows> change)
    {
        JointRows[] rows = _sides.Rows();
        rows[side] = change(rows[side]);
        return rows;
    }

    private static async Task<JointOutcome[]> EndsAsync(JointFailureReason reason, PartyId member, JointRows[] rows)
    {
        using JointFederation federation = Federation();
        JointOutcome[] outcomes = await federation.RunAsync(rows, Terms);
        AssertAll(outcomes, reason, member);
        return outcomes;
    }

    private static void AssertAll(JointOutcome[] outcomes, JointFailureReason reason, PartyId member)
    {
        Assert.All(outcomes, outcome => Assert.Null(outcome.Result));
        Assert.All(outcomes, outcome => Assert.Equal((reason, member), (outcome.Failure!.Reason, outcome.Failure.Member)));
        Assert.All(outcomes, outcome => Assert.NotEmpty(outcome.Failure!.Message));
    }
}
