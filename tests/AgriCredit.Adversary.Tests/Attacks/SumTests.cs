using AgriCredit.Learning;
using Google.Protobuf;

namespace AgriCredit.Adversary.Tests;

/// <summary>Sums that are not what they seem, and sums of too few.</summary>
public sealed class SumTests
{
    private const ulong P = Field61.Prime;

    private static readonly Dictionary<string, Action<Wire.Publish>> Alterations = new()
    {
        ["plus one"] = publish => Change(publish, sum => sum[2] = unchecked(sum[2] + 1)),
        ["a party's rows more"] = publish => Change(publish, sum => sum[0] = unchecked(sum[0] + 100)),
        ["plus p"] = publish => Change(publish, sum => sum[2] = unchecked(sum[2] + P)),
        ["plus 8 p, which is minus 8"] = publish => Change(publish, sum => sum[2] = unchecked(sum[2] + (8 * P))),
        ["doubled with its tag"] = publish =>
        {
            Change(publish, sum => Array.ForEach(Enumerable.Range(0, sum.Length).ToArray(), index => sum[index] = unchecked(2 * sum[index])));
            publish.Tag = Field61.Add(publish.Tag, publish.Tag);
        },
        ["zeros"] = publish =>
        {
            Change(publish, Array.Clear);
            publish.Tag = 0;
        },
        ["another tag"] = publish => publish.Tag = Field61.Add(publish.Tag, 1),
        ["tag plus p"] = publish => publish.Tag += P,
    };

    public static TheoryData<string> AlterationNames => [.. Alterations.Keys];

    [Fact]
    [Attack(AttackCatalogue.AlteredSum, Against.Naive)]
    public void WithoutTagOffsetOrRange_AlteredSumsPass()
    {
        using var group = new NaiveGroup(3, threshold: 2);
        ulong sum = group.Values.Aggregate((a, b) => unchecked(a + b));
        const ulong Alpha = 987_654_321;

        // A linear tag: twice the sum has twice the tag. And in the field S + p is S.
        ulong tag = Field61.Multiply(Alpha, sum);
        Assert.Equal(Field61.Add(tag, tag), Field61.Multiply(Alpha, 2 * sum));
        Assert.Equal(group.Tag(sum, 3), group.Tag(Field61.Add(0, sum + P), 3));

        // With a constant term the first of both fails.
        Assert.NotEqual(Field61.Add(group.Tag(sum, 3), group.Tag(sum, 3)), group.Tag(2 * sum, 3));
    }

    [Theory]
    [Attack(AttackCatalogue.AlteredSum, Against.Ours)]
    [MemberData(nameof(AlterationNames))]
    public void AlteredSum_IsABadTag(string alteration)
    {
        using CorruptCoordinator coordinator = new CorruptCoordinator(4).SetUp();
        coordinator.BeginRound();
        MaskedSum sum = UnmaskAll(coordinator);
        Wire.Publish publish = coordinator.WritePublish(sum, coordinator.Ids);
        Alterations[alteration](publish);
        Puppet party = coordinator.Parties[1].Accept(coordinator.Sign(publish, MessageKind.Publish));
        Assert.Equal(SessionFailureReason.BadTag, party.Reason);
    }

    [Fact]
    [Attack(AttackCatalogue.Overflow, Against.Naive)]
    public void UnboundedSum_TurnsNegative()
    {
        // 21 bits of rows at 40 fractional bits, three parties that each fit: together they do not.
        long[] values = [.. Enumerable.Repeat((1L << 61) + (1L << 60), 3)];
        Assert.All(values, value => Assert.True(value > 0));
        Assert.True(values.Aggregate((a, b) => unchecked(a + b)) < 0);
    }

    [Theory]
    [Attack(AttackCatalogue.Overflow, Against.Ours)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(100)]
    public void SumAtTheBound_IsExactAndOneUnitMoreIsRefused(int parties)
    {
        // At f = 0 the largest bound is the largest C with n C + ceil(n / 2) below 2^60.
        long bound = ((1L << 60) - 1 - ((parties + 1) / 2)) / parties;
        bound -= bound % (1L << 9);
        var layout = new VectorLayout(parties, [new VectorPart("x", 1, 0, bound)]);
        var context = new RoundContext(new byte[32], 1, 0, new byte[32], new byte[32]);
        using SecretBytes groupKey = SecretBytes.Random(32);
        foreach (double sign in (double[])[1, -1])
        {
            ulong[] encoded = new ulong[1];
            Assert.Equal(-1, FixedPointEncoding.Encode([sign * bound], layout, encoded));
            ulong[] sum = [unchecked((ulong)((long)encoded[0] * parties))];
            Assert.Equal((long)sign * bound * parties, unchecked((long)sum[0]));
            ulong tag = IntegrityTag.Compute(groupKey, context, sum, parties);
            Assert.True(MaskedSum.Verify(sum, tag, layout, context, groupKey, parties));
            double[] decoded = new double[1];
            FixedPointEncoding.Decode(sum, layout, decoded);
            Assert.Equal(sign * bound * parties, decoded[0], 1.0);
            Assert.Equal(0, FixedPointEncoding.Encode([sign * Math.BitIncrement((double)bound)], layout, encoded));
        }

        Assert.Throws<ArgumentException>(() => new VectorLayout(parties, [new VectorPart("x", 1, 0, bound + 1024)]));
    }

    [Fact]
    [Attack(AttackCatalogue.Overflow, Against.Ours)]
    public void PlanThatCouldOverflow_IsRefusedBeforeAnythingIsSent()
    {
        using var coordinator = new CorruptCoordinator(3, change: request => Terms.With(valueBound: 1e12, mode: AggregationMode.Resilient)(request));
        Puppet party = coordinator.Parties[0].Accept(coordinator.Propose());
        Assert.Equal(SessionFailureReason.PlanOverflow, party.Reason);
        Assert.Equal([MessageKind.Declaration, MessageKind.Refusal], party.Sent.Select(message => message.Kind));
    }

    [Fact]
    [Attack(AttackCatalogue.CohortOfOne, Against.Naive)]
    public void MaskedWithWhoeverIsInThePlan_TheOnlyOneIsInTheClear()
    {
        ulong value = 54_321;
        ulong masked = value;
        foreach (byte[] key in Array.Empty<byte[]>())
        {
            using MaskStream stream = MaskStream.FromKey(key);
            masked = unchecked(masked + NaiveGroup.First(stream));
        }

        Assert.Equal(value, masked);
    }

    [Fact]
    [Attack(AttackCatalogue.CohortOfOne, Against.Ours)]
    public void PlansRoundsAndListsOfTooFew_AreRefused()
    {
        using CorruptCoordinator coordinator = new(5);
        Wire.SessionPlan alone = Wire.SessionPlan.Parser.ParseFrom(coordinator.Propose().Payload.Span);
        while (alone.Members.Count > 1)
        {
            alone.Members.RemoveAt(1);
        }

        foreach (string mode in (string[])["static", "resilient"])
        {
            alone.Mode = mode;
            Assert.Equal(SessionFailureReason.PlanRefused, Fresh(coordinator).Accept(coordinator.Sign(alone, MessageKind.SessionPlan, transcript: Envelope.NoHash)).Reason);
        }

        coordinator.Transcript = Envelope.NoHash;
        coordinator.SetUp();
        for (int count = 1; count < 5; count++)
        {
            Wire.RoundPlan plan = Wire.RoundPlan.Parser.ParseFrom(RoundPlans.Write(coordinator.Fit, [.. coordinator.Ids.Take(count)]).Span);
            Puppet first = coordinator.Copy(coordinator.Parties[0]).Accept(coordinator.Sign(plan, MessageKind.RoundPlan, round: 1));
            Assert.True(first.Reason == SessionFailureReason.ModelMismatch, $"{count} of 5 in the first round");
            Assert.DoesNotContain(first.Sent, message => message.Kind == MessageKind.MaskedInput);
        }

        coordinator.BeginRound();
        for (int count = 1; count < coordinator.Plan.Quorum; count++)
        {
            PartyId[] few = [.. coordinator.Ids.Take(count)];
            Puppet told = coordinator.Copy(coordinator.Parties[0]).Accept(coordinator.SurvivorsFor(coordinator.Ids[0], few));
            Assert.True(told.Reason == SessionFailureReason.ProtocolViolation, $"{count} survivors");
        }
    }

    [Fact]
    [Attack(AttackCatalogue.CohortOfOne, Against.Ours)]
    public void MaskingWithNobody_IsACallersMistake()
    {
        var layout = new VectorLayout(2, [new VectorPart("x", 1, 0, 1)]);
        using SecretBytes key = SecretBytes.Random(32);
        Assert.Throws<ArgumentException>(() => MaskedVector.Create([1], layout, new RoundContext(new byte[32], 1, 0, new byte[32], new byte[32]), key, [], [], null, out _));
    }

    [Fact]
    [Attack(AttackCatalogue.CohortOfOne, Against.Ours)]
    public void TwoParties_NeedTheirConsent()
    {
        using var coordinator = new CorruptCoordinator(2, mode: AggregationMode.Static, change: request => Terms.With(waivers: [Waivers.RowMinimum])(request));
        Assert.Equal(SessionFailureReason.AggregateDisclosure, coordinator.Parties[0].Accept(coordinator.Propose()).Reason);
    }

    [Fact]
    [Attack(AttackCatalogue.LateInput, Against.Naive)]
    public void WithoutSelfMasks_TheLateInputIsRead()
    {
        using var group = new NaiveGroup(4, threshold: 3, selfMasks: false);
        NaiveUnmask[] given = [.. group.Parties.Where(party => party.Place != 2).Select(party => party.Unmask([0, 1, 3]))];
        Assert.NotEqual(group.Values[2], group.Parties[2].Masked);
        Assert.Equal(group.Values[2], group.TryUnmask([2], given)!.Value);
    }

    [Fact]
    [Attack(AttackCatalogue.LateInput, Against.Ours)]
    public void LateInput_StaysMasked()
    {
        using CorruptCoordinator coordinator = new CorruptCoordinator(5).SetUp();
        coordinator.BeginRound();
        PartyId late = coordinator.Ids[4];
        PartyId[] survivors = [.. coordinator.Ids.Take(4)];
        Puppet[] asked = [.. coordinator.Parties.Take(4)];
        Envelope[] acks = [.. asked.Select(party => party.Accept(coordinator.SurvivorsFor(party.Id, survivors)).Outgoing)];
        var spoils = new Spoils(coordinator);
        foreach (Puppet party in asked)
        {
            spoils.Take(party.Id, party.Accept(coordinator.Request(survivors, acks)).Outgoing, survivors);
        }

        Assert.Equal((ulong)coordinator.Rows.Take(4).Sum(rows => rows.RowCount), spoils.TryUnmask(survivors)!.Sum[0]);
        Assert.Null(spoils.TryUnmask([late]));
        Assert.Null(spoils.TryUnmask(coordinator.Ids));
        Assert.All(survivors, giver => Assert.True(spoils.HoldsLeaf(giver, late) && !spoils.HoldsShare(late, giver)));

        // With all of its pairwise masks off, what is left is not even in the range of a sum.
        MaskedSum rest = spoils.WithoutPairwiseMasks(late);
        Assert.NotEqual((ulong)coordinator.Rows[4].RowCount, rest.Sum[0]);
        Assert.True(FixedPointEncoding.FirstOutOfRange(rest.Sum, coordinator.Fit.Layout!) >= 0);

        // Nor does a survivor that was asked once give it when the late one is proposed again.
        Assert.All(asked, party => Assert.Equal(SessionFailureReason.ProtocolViolation, party.Accept(coordinator.SurvivorsFor(party.Id, coordinator.Ids)).Reason));
    }

    [Fact]
    [Attack(AttackCatalogue.RetryWithoutParty, Against.Naive)]
    public void SameModelWithoutAParty_TheDifferenceIsThatParty()
    {
        // Two attempts at one model, with fresh keys and honest parties throughout.
        using var first = new NaiveGroup(4, threshold: 3);
        using var second = new NaiveGroup(4, threshold: 3);
        ulong all = first.TryUnmask([0, 1, 2, 3], [.. first.Parties.Select(party => party.Unmask([0, 1, 2, 3]))])!.Value;
        ulong without = second.TryUnmask([0, 1, 3], [.. second.Parties.Where(party => party.Place != 2).Select(party => party.Unmask([0, 1, 3]))])!.Value;
        Assert.Equal(first.Values[2], unchecked(all - without));
    }

    [Fact]
    [Attack(AttackCatalogue.RetryWithoutParty, Against.Ours)]
    public void VoidedRound_IsNotTakenAgainAtItsModel()
    {
        using CorruptCoordinator coordinator = new CorruptCoordinator(5).SetUp();
        coordinator.BeginRound();
        coordinator.PlayRound();
        coordinator.PlayRound();
        Assert.Equal(RoundKind.Training, coordinator.Fit.Kind);
        Assert.NotNull(UnmaskAll(coordinator));
        PartyId[] rest = [.. coordinator.Ids.Take(4)];

        // The sum over all is known; now a party is said to have left, and the round is to be taken again without it.
        Envelope given = coordinator.Sign(VoidOf(coordinator.Ids[4]), MessageKind.Void);
        coordinator.Transcript = Transcript.NextAfterVoid(coordinator.Transcript.Span, given);
        ReadOnlyMemory<byte> same = RoundPlans.Write(coordinator.Fit, rest);
        Envelope again = Envelope.Sign(coordinator.Federation.CoordinatorIdentity, same, MessageKind.RoundPlan, coordinator.Session, coordinator.Round + 1, 0, coordinator.Transcript);
        Puppet party = coordinator.Copy(coordinator.Parties[0]).Accept(given, again);
        Assert.Equal(SessionFailureReason.ModelMismatch, party.Reason);

        string spent = Convert.ToHexString(coordinator.Fit.SubjectHash);
        coordinator.Fit.Void([coordinator.Ids[4]]);
        Assert.NotEqual(spent, Convert.ToHexString(coordinator.Fit.SubjectHash));
        Envelope moved = Envelope.Sign(
            coordinator.Federation.CoordinatorIdentity, RoundPlans.Write(coordinator.Fit, rest), MessageKind.RoundPlan, coordinator.Session, coordinator.Round + 1, 0, coordinator.Transcript);
        Assert.IsType<ContributingStage>(coordinator.Copy(coordinator.Parties[0]).Accept(given, moved).Stage);
    }

    [Fact]
    [Attack(AttackCatalogue.RetryWithoutParty, Against.Ours)]
    public void VoidWithoutAModel_IsTheEnd()
    {
        using CorruptCoordinator coordinator = new CorruptCoordinator(5).SetUp();
        coordinator.BeginRound();
        Assert.NotNull(UnmaskAll(coordinator));
        Puppet party = coordinator.Parties[0].Accept(coordinator.Sign(VoidOf(coordinator.Ids[4]), MessageKind.Void));
        Assert.Equal(SessionFailureReason.Void, party.Reason);
        Assert.Equal(SessionFailureReason.ProtocolViolation, coordinator.Parties[1].Accept(coordinator.Sign(new Wire.Void(), MessageKind.Void)).Reason);
        Assert.Equal(SessionFailureReason.ProtocolViolation, coordinator.Parties[2].Accept(coordinator.Sign(VoidOf(coordinator.Ids[2]), MessageKind.Void)).Reason);
    }

    [Fact]
    [Attack(AttackCatalogue.ChosenModel, Against.Naive)]
    public void HessianAtAChosenModel_ShowsOneRow()
    {
        // One feature. At w = K (-x, 1) every row but the one at x is saturated: the sum of p(1 - p) (1, x) over 1,000 rows is that row's.
        var random = new Random(7);
        double[] rows = [.. Enumerable.Range(0, 1000).Select(_ => Math.Round(random.NextDouble() * 1000, 2)).Distinct()];
        double target = rows[321];
        const double K = 1e6;
        double weight = 0;
        double weighted = 0;
        foreach (double x in rows)
        {
            double p = 1 / (1 + Math.Exp(-K * (x - target)));
            weight += p * (1 - p);
            weighted += p * (1 - p) * x;
        }

        Assert.Equal(target, weighted / weight, 1e-6);
    }

    [Fact]
    [Attack(AttackCatalogue.ChosenModel, Against.Ours)]
    public void ModelOfTheCoordinators_IsAMismatch()
    {
        using CorruptCoordinator coordinator = new CorruptCoordinator(4).SetUp();
        coordinator.BeginRound();
        coordinator.PlayRound();
        Puppet party = coordinator.Parties[0];
        MaskedSum sum = UnmaskAll(coordinator);
        Envelope publish = coordinator.Sign(coordinator.WritePublish(sum, coordinator.Ids), MessageKind.Publish);
        coordinator.Transcript = Transcript.Next(coordinator.Transcript.Span, coordinator.RoundPlan, publish);
        coordinator.Fit.Advance(sum.Sum, coordinator.Ids);
        foreach (Action<Wire.RoundPlan> change in new Action<Wire.RoundPlan>[]
        {
            plan => plan.SubjectHash = ByteString.CopyFrom(FederatedFit.ModelHash([-1e6, 1e6, 0])),
            plan => plan.Kind = (uint)RoundKind.Evaluation,
            plan => plan.Kind = (uint)RoundKind.Means,
            plan => plan.Layout[^1].FractionalBits++,
            plan => plan.Layout.RemoveAt(0),
        })
        {
            Wire.RoundPlan plan = Wire.RoundPlan.Parser.ParseFrom(RoundPlans.Write(coordinator.Fit, coordinator.Ids).Span);
            change(plan);
            Puppet told = coordinator.Copy(party).Accept(publish, coordinator.Sign(plan, MessageKind.RoundPlan, round: coordinator.Round + 1));
            Assert.Equal(SessionFailureReason.ModelMismatch, told.Reason);
            Assert.DoesNotContain(told.Sent, message => message.Kind == MessageKind.MaskedInput && message.Round > coordinator.Round);
        }
    }

    private static Puppet Fresh(CorruptCoordinator coordinator)
    {
        PartyOptions options = coordinator.Federation.Parties[0];
        return new Puppet(new PartyOptions { Identity = options.Identity, Roster = options.Roster, Rows = options.Rows, AcceptedWaivers = Waivers.All });
    }

    private static Wire.Void VoidOf(PartyId missing)
    {
        var given = new Wire.Void { Reason = (uint)SessionFailureReason.Void };
        given.Missing.Add(missing.Value);
        return given;
    }

    private static MaskedSum UnmaskAll(CorruptCoordinator coordinator)
    {
        var spoils = new Spoils(coordinator);
        foreach (Puppet party in coordinator.Parties)
        {
            spoils.Take(party.Id, party.Accept(coordinator.SurvivorsFor(party.Id, coordinator.Ids)).Outgoing, coordinator.Ids);
        }

        return spoils.TryUnmask(coordinator.Ids)!;
    }

    private static void Change(Wire.Publish publish, Action<ulong[]> change)
    {
        ulong[] sum = Forgery.Words(publish.Sum);
        change(sum);
        publish.Sum = Forgery.Bytes(sum);
    }
}
