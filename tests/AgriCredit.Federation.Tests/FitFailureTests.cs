using AgriCredit.Learning;
using Google.Protobuf;

namespace AgriCredit.Federation.Tests;

/// <summary>Data and plans that no fit comes of: a named reason at every member, and no result.</summary>
public class FitFailureTests
{
    [Theory]
    [InlineData(1e9)]
    [InlineData(1e300)]
    public async Task ValueBoundTooLargeForTheRing_IsAPlanOverflow(double bound) =>
        await AssertFailsAsync(SyntheticRows.Three(), SessionFailureReason.PlanOverflow, change: Terms.With(valueBound: bound));

    [Fact]
    public async Task OverflowIsFoundBeforeAnythingIsSent()
    {
        using var federation = new InMemoryFederation(SyntheticRows.Three(), Terms.With(valueBound: 1e12, standardise: false));
        var kinds = new List<MessageKind>();
        SessionOutcome[] outcomes = await federation.FailAsync((_, inner) => new TamperingChannel(inner, sent =>
        {
            lock (kinds)
            {
                kinds.Add(sent.Kind);
            }

            return sent;
        }));
        Assert.Equal(SessionFailureReason.PlanOverflow, outcomes[0].Failure!.Reason);
        Assert.All(kinds, kind => Assert.Equal(MessageKind.Declaration, kind));
    }

    [Fact]
    public async Task OverflowingPlanOfAMaliciousCoordinator_IsRefusedByTheParty()
    {
        using var federation = new InMemoryFederation(SyntheticRows.Three());
        SessionOutcome[] outcomes = await federation.FailAsync((party, inner) => party.Identity.Id.Value != "bank-1" ? inner : new TamperingChannel(inner, TamperingChannel.Answers(
            MessageKind.SessionPlan, 0, envelope => envelope.Forge(federation.CoordinatorIdentity, Wire.SessionPlan.Parser, plan => plan.ValueBound = 1e12))));
        Assert.All(outcomes, outcome => Assert.Equal(SessionFailureReason.PlanOverflow, outcome.Failure!.Reason));
    }

    [Fact]
    public async Task ValueBeyondTheBound_NamesTheFeature()
    {
        Dataset[] rows = SyntheticRows.Three();
        double[] column = rows[1].Column(1).ToArray();
        column[0] = 1e9;
        rows[1] = new Dataset(rows[1].FeatureNames, [rows[1].Column(0).ToArray(), column, rows[1].Column(2).ToArray()], rows[1].Labels.ToArray());
        SessionOutcome[] raw = await AssertFailsAsync(rows, SessionFailureReason.ValueOutOfRange, "x1", Terms.With(standardise: false));
        Assert.Equal([new PartyId("bank-1")], raw[0].Failure!.Parties);
        Assert.DoesNotContain("1000000000", raw[2].Failure!.Message, StringComparison.Ordinal);
        await AssertFailsAsync(rows, SessionFailureReason.ValueOutOfRange, "x1", Terms.With(valueBound: 8));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5.25)]
    [InlineData(-0.1)]
    public async Task ConstantColumn_IsNamed(double value)
    {
        Dataset[] rows = [.. SyntheticRows.Three().Select(party => new Dataset(
            party.FeatureNames,
            [party.Column(0).ToArray(), party.Column(1).ToArray(), [.. Enumerable.Repeat(value, party.RowCount)]],
            party.Labels.ToArray()))];
        await AssertFailsAsync(rows, SessionFailureReason.ConstantColumn, "x2");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task OneClassInAll_IsNamed(byte label) =>
        await AssertFailsAsync([.. SyntheticRows.Three().Select(party => Relabel(party, (_, _) => label))], SessionFailureReason.OneClass);

    [Fact]
    public async Task SeparableRows_FailToTrain() =>
        await AssertFailsAsync(
            [.. SyntheticRows.Three().Select(party => Relabel(party, (rows, row) => rows.Column(0)[row] > 0 ? (byte)1 : (byte)0))],
            SessionFailureReason.TrainingFailed);

    [Fact]
    public async Task CollinearColumns_FailToTrain() =>
        await AssertFailsAsync(
            [.. SyntheticRows.Three().Select(party => new Dataset(
                party.FeatureNames,
                [party.Column(0).ToArray(), party.Column(1).ToArray(), party.Column(0).ToArray()],
                party.Labels.ToArray()))],
            SessionFailureReason.TrainingFailed);

    [Fact]
    public async Task DivergingDescent_FailsToTrain() =>
        await AssertFailsAsync(
            SyntheticRows.Three(),
            SessionFailureReason.TrainingFailed,
            change: Terms.With(new TrainingOptions { Optimizer = OptimizerKind.FedSgd, LearningRate = 1e12, L2 = 1, MaxRounds = 500, Tolerance = 0 }));

    [Fact]
    public async Task InputOutOfRange_EndsTheSessionForAll()
    {
        using var federation = new InMemoryFederation(SyntheticRows.Three());
        SessionOutcome[] outcomes = await federation.FailAsync((party, inner) => party.Identity.Id.Value != "bank-1" ? inner : new TamperingChannel(inner, sent =>
            sent.Kind != MessageKind.MaskedInput ? sent : sent.Forge(party.Identity, Wire.MaskedInput.Parser, input =>
            {
                ulong[] words = Forgery.Words(input.Words);
                words[0] = unchecked(words[0] + (1UL << 62));
                input.Words = Forgery.Bytes(words);
            })));
        Assert.Equal(SessionFailureReason.BadTag, outcomes[0].Failure!.Reason);
        Assert.Equal(SessionFailureReason.BadTag, outcomes[1].Failure!.Reason);
    }

    /// <summary>A party holds the tag's key, so it can make any sum within the bounds authentic; the first two elements are rows and defaults.</summary>
    [Theory]
    [InlineData(0, 0)]
    [InlineData(-5, 0)]
    [InlineData(100, -1)]
    [InlineData(100, 101)]
    [InlineData(-100, -50)]
    public void CountsThatNoRowsHave_AreAProtocolViolation(int rows, int defaults)
    {
        FederatedFit fit = new(Plan(), trainer: null);
        fit.Advance([unchecked((ulong)rows), unchecked((ulong)defaults), 0, 0, 0], fit.Survivors);
        Assert.Equal(SessionFailureReason.ProtocolViolation, fit.Failure!.Reason);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(101)]
    public void MoreValuesThanRows_AreAProtocolViolation(int present)
    {
        FederatedFit fit = new(Plan(imputed: true), trainer: null);
        fit.Advance([100, 50, 0, 0, 0, 100, unchecked((ulong)present), 100], fit.Survivors);
        Assert.Equal(SessionFailureReason.ProtocolViolation, fit.Failure!.Reason);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(99)]
    [InlineData(101)]
    [InlineData(-100)]
    public void RowsThatChangeBetweenRounds_AreAProtocolViolation(int rows)
    {
        FederatedFit fit = new(Plan(), trainer: null);
        fit.Advance([100, 50, 0, 0, 0], fit.Survivors);
        Assert.Null(fit.Failure);
        fit.Advance([100, 1UL << 50, 1UL << 50, 1UL << 50], fit.Survivors);
        Assert.Null(fit.Failure);
        ulong[] sum = new ulong[fit.Layout!.Length];
        sum[0] = unchecked((ulong)rows);
        fit.Advance(sum, fit.Survivors);
        Assert.Equal(SessionFailureReason.ProtocolViolation, fit.Failure!.Reason);
    }

    private static SessionPlan Plan(bool imputed = false)
    {
        using var federation = new InMemoryFederation(SyntheticRows.Three(), Terms.With(imputed: imputed ? ["x0", "x1", "x2"] : null));
        return SessionPlan.Read(SessionPlan.Write(federation.Request, federation.Credentials.Roster, [1, 2, 3], 8).ToByteArray())!;
    }

    private static Dataset Relabel(Dataset rows, Func<Dataset, int, byte> label) => new(
        rows.FeatureNames,
        [.. Enumerable.Range(0, rows.FeatureCount).Select(feature => rows.Column(feature).ToArray())],
        [.. Enumerable.Range(0, rows.RowCount).Select(row => label(rows, row))]);

    private static async Task<SessionOutcome[]> AssertFailsAsync(Dataset[] rows, SessionFailureReason reason, string? subject = null, Func<SessionRequest, SessionRequest>? change = null)
    {
        using var federation = new InMemoryFederation(rows, change);
        SessionOutcome[] outcomes = await federation.FailAsync();
        Assert.All(outcomes, outcome => Assert.Equal(reason, outcome.Failure!.Reason));
        if (subject is not null)
        {
            Assert.All(outcomes, outcome => Assert.Equal(subject, outcome.Failure!.Subject));
        }

        return outcomes;
    }
}
