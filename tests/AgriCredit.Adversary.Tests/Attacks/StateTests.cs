using AgriCredit.Learning;

namespace AgriCredit.Adversary.Tests;

/// <summary>What a party must not forget: what it signed, which sessions it saw, and with whom its rows were summed.</summary>
public sealed class StateTests
{
    [Fact]
    [Attack(AttackCatalogue.TwoSignatures, Against.Naive)]
    public void SignatureKeptInMemory_IsGivenTwiceOverARestart()
    {
        var signed = new List<string>();
        foreach (string list in (string[])["0,1,2", "0,1,3"])
        {
            // A process for each: the guard is a field, and a restart clears it.
            var signer = new ForgetfulSigner();
            signed.Add(signer.Sign(list)!);
            Assert.Null(signer.Sign("another"));
        }

        Assert.Equal(["0,1,2", "0,1,3"], signed);
    }

    [Theory]
    [Attack(AttackCatalogue.TwoSignatures, Against.Ours)]
    [InlineData(false)]
    [InlineData(true)]
    public void KilledAfterSigning_APartySignsNothingElse(bool unmasked)
    {
        using CorruptCoordinator coordinator = new CorruptCoordinator(5).SetUp();
        coordinator.BeginRound();
        PartyId[] one = [.. coordinator.Ids.Take(4)];
        PartyId[] other = [.. coordinator.Ids.Where((_, place) => place != 3)];
        Puppet party = coordinator.Parties[0].Accept(coordinator.SurvivorsFor(coordinator.Ids[0], one));
        if (unmasked)
        {
            IEnumerable<Envelope> others = coordinator.Parties.Skip(1).Take(3).Select(each => each.Accept(coordinator.SurvivorsFor(each.Id, one)).Outgoing);
            party.Accept(coordinator.Request(one, [party.Outgoing, .. others]));
            Assert.IsType<UnmaskingStage>(party.Stage);
        }

        byte[] before = party.Outgoing.Payload.ToArray();
        party.Restart();
        Assert.Equal(before, party.Outgoing.Payload.ToArray());
        party.Accept(coordinator.SurvivorsFor(party.Id, other));
        Assert.Equal(SessionFailureReason.ProtocolViolation, party.Reason);
        Assert.Single(party.Sent.Where(message => message.Kind == MessageKind.SurvivorAck).Select(message => Convert.ToHexString(message.PayloadHash)).Distinct());
    }

    [Fact]
    [Attack(AttackCatalogue.TwoSignatures, Against.Ours)]
    public void KilledBeforeTheWrite_APartyHasSentNothingAndSignsOnce()
    {
        using CorruptCoordinator coordinator = new CorruptCoordinator(5).SetUp();
        coordinator.BeginRound();
        PartyId[] other = [.. coordinator.Ids.Where((_, place) => place != 3)];
        Puppet party = coordinator.Parties[0];
        byte[] input = party.Outgoing.Payload.ToArray();
        party.AcceptAndDieBeforeWriting(coordinator.SurvivorsFor(party.Id, [.. coordinator.Ids.Take(4)]));
        Assert.Equal(input, party.Outgoing.Payload.ToArray());
        party.Accept(coordinator.SurvivorsFor(party.Id, other));
        Assert.Single(party.Sent, message => message.Kind == MessageKind.SurvivorAck);
    }

    [Fact]
    [Attack(AttackCatalogue.LostState, Against.Naive)]
    public void SetUpAgainInTheMiddle_TheSameRoundIsTakenTwice()
    {
        // A party that lost its state is given fresh keys and asked for the round again, and forgot with whom it was summed.
        using var before = new NaiveGroup(4, threshold: 3);
        using var after = new NaiveGroup(4, threshold: 3);
        ulong all = before.TryUnmask([0, 1, 2, 3], [.. before.Parties.Select(party => party.Unmask([0, 1, 2, 3]))])!.Value;
        ulong without = after.TryUnmask([0, 1, 2], [.. after.Parties.Take(3).Select(party => party.Unmask([0, 1, 2]))])!.Value;
        Assert.Equal(before.Values[3], unchecked(all - without));
    }

    [Fact]
    [Attack(AttackCatalogue.LostState, Against.Ours)]
    public void PartyWithoutItsState_IsNotLetIn()
    {
        var clock = new FakeClock();
        using var federation = new InMemoryFederation(SyntheticRows.Three(), Terms.With(mode: AggregationMode.Resilient), clock: clock);
        using var driven = new DrivenFederation(federation, clock);
        RejectionReason? rejection = null;
        driven.Decide = (party, message) =>
        {
            if (message is { Kind: MessageKind.Unmask, Round: 3 } && rejection is null)
            {
                PartyOptions lost = federation.Parties[2];
                using var fresh = new Puppet(new PartyOptions { Identity = lost.Identity, Roster = lost.Roster, Rows = lost.Rows, AcceptedWaivers = Waivers.All });
                rejection = driven.Coordinator.Submit(fresh.Outgoing).Result.Rejection;
                Assert.Equal(SessionFailureReason.StateLost, Party.Rejected(fresh.Context, fresh.Stage, rejection!.Value).Reason);
            }

            return Fate.Send;
        };
        driven.Run();
        Assert.Equal(RejectionReason.StateLost, rejection);
        Assert.True(driven.Outcome.IsFinished, driven.Outcome.Failure?.ToString());
    }

    [Fact]
    [Attack(AttackCatalogue.LostState, Against.Ours)]
    public void PlanOfASessionThatWasLeft_IsAReplay()
    {
        using CorruptCoordinator coordinator = new CorruptCoordinator(4).SetUp();
        coordinator.BeginRound();
        Puppet party = coordinator.Parties[0];
        Assert.NotNull(party.Accept(coordinator.Sign(new Wire.Abort(), MessageKind.Abort, round: 0)).Reason);
        party.Restart();
        Assert.IsType<DeclaringStage>(party.Stage);
        Assert.Equal(SessionFailureReason.ReplayedRound, party.Accept(coordinator.PlanEnvelope).Reason);
    }

    [Fact]
    [Attack(AttackCatalogue.Regroup, Against.Naive)]
    public void GuardWithinASessionOnly_TheNextSessionGivesTheDifference()
    {
        // Sessions with the same members and rows, honest throughout; in the second one member is said to have dropped out.
        using var first = new NaiveGroup(5, threshold: 4);
        using var second = new NaiveGroup(5, threshold: 4);
        ulong all = first.TryUnmask([0, 1, 2, 3, 4], [.. first.Parties.Select(party => party.Unmask([0, 1, 2, 3, 4]))])!.Value;
        ulong without = second.TryUnmask([0, 1, 2, 3], [.. second.Parties.Take(4).Select(party => party.Unmask([0, 1, 2, 3]))])!.Value;
        Assert.Equal(first.Values[4], unchecked(all - without));
    }

    /// <summary>
    /// The same members, rows and terms twice. The first sums of both sessions are at the same constants: were they over all, and then over all but one that is said to
    /// have dropped out, that one's row count, defaults and column sums would follow exactly.
    /// </summary>
    [Theory]
    [Attack(AttackCatalogue.Regroup, Against.Ours)]
    [InlineData(AggregationMode.Resilient)]
    [InlineData(AggregationMode.Static)]
    public void FeignedDropOutInTheNextSession_IsARegroup(AggregationMode earlier)
    {
        MemoryStateStore[] stores = [.. Enumerable.Range(0, 5).Select(_ => new MemoryStateStore())];
        using CorruptCoordinator first = new CorruptCoordinator(5, mode: earlier, stores: stores).SetUp();
        first.BeginRound();
        if (earlier == AggregationMode.Resilient)
        {
            first.PlayRound();
        }

        foreach (Puppet party in first.Parties)
        {
            party.Accept(first.Sign(new Wire.Abort(), MessageKind.Abort, round: 0));
        }

        using CorruptCoordinator second = new CorruptCoordinator(5, stores: stores, credentials: first.Federation.Credentials, rows: first.Rows).SetUp();
        second.BeginRound();
        PartyId[] without = [.. second.Ids.Take(4)];
        foreach (Puppet party in second.Parties.Take(4))
        {
            Assert.Equal(SessionFailureReason.Regroup, second.Copy(party).Accept(second.SurvivorsFor(party.Id, without)).Reason);

            // Over the same parties the rows may be summed again.
            Assert.IsType<UnmaskingStage>(second.Copy(party).Accept(second.SurvivorsFor(party.Id, second.Ids)).Stage);
        }
    }

    [Fact]
    [Attack(AttackCatalogue.Regroup, Against.Ours)]
    public void RosterWithAPartyLess_IsARegroup()
    {
        MemoryStateStore[] stores = [.. Enumerable.Range(0, 4).Select(_ => new MemoryStateStore())];
        using CorruptCoordinator first = new CorruptCoordinator(4, stores: stores).SetUp();
        using var second = new CorruptCoordinator(3, stores: stores[..3], rows: [.. first.Rows.Take(3)]);
        foreach (Puppet party in first.Parties)
        {
            party.Accept(first.Sign(new Wire.Abort(), MessageKind.Abort, round: 0));
        }

        foreach (Puppet party in second.Parties)
        {
            party.Restart();
        }

        Envelope plan = second.Propose();
        Assert.All(second.Parties, party => Assert.Equal(SessionFailureReason.Regroup, party.Accept(plan).Reason));
    }

    /// <summary>The mistake: one signature a process.</summary>
    private sealed class ForgetfulSigner
    {
        private string? _signed;

        public string? Sign(string list) => _signed is null ? _signed = list : null;
    }
}
