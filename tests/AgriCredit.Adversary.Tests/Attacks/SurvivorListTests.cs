namespace AgriCredit.Adversary.Tests;

/// <summary>The coordinator tells different parties of different survivors, to be given two sums that differ by one party.</summary>
public sealed class SurvivorListTests
{
    [Fact]
    [Attack(AttackCatalogue.SurvivorLists, Against.Naive)]
    [Attack(AttackCatalogue.BothShareKinds, Against.Naive)]
    public void WithoutAgreement_TwoListsGiveTwoSums()
    {
        using var group = new NaiveGroup(4, threshold: 3);
        NaiveUnmask[] whole = [.. group.Parties.Select(party => party.Unmask([0, 1, 2, 3]))];
        NaiveUnmask[] without = [.. group.Parties.Where(party => party.Place != 2).Select(party => party.Unmask([0, 1, 3]))];
        ulong all = group.TryUnmask([0, 1, 2, 3], whole)!.Value;
        ulong others = group.TryUnmask([0, 1, 3], without)!.Value;
        Assert.Equal(group.Values[2], unchecked(all - others));

        // Not even a difference is needed: shares of the self mask and the mask keys take everything off one vector.
        Assert.Equal(group.Values[2], group.TryUnmask([2], [.. whole, .. without])!.Value);
    }

    [Theory]
    [Attack(AttackCatalogue.SurvivorLists, Against.Ours)]
    [InlineData(4, 1)]
    [InlineData(5, 2)]
    public void UpToTheBound_NoWayToTellThemGivesTwoSums(int parties, int collusion)
    {
        using CorruptCoordinator coordinator = new CorruptCoordinator(parties, collusion).SetUp();
        coordinator.BeginRound();
        Puppet[] honest = [.. coordinator.Parties.Skip(collusion)];
        PartyId[] colluding = [.. coordinator.Ids.Take(collusion)];
        IReadOnlyList<PartyId>[] lists = [.. Subsets(coordinator.Ids).Where(list => list.Count >= coordinator.Plan.Quorum)];
        IReadOnlyList<PartyId>[][] told = [.. honest.Select(party => lists.Where(list => list.Contains(party.Id)).ToArray())];
        int[] choice = new int[honest.Length];
        int sums = 0;
        do
        {
            IReadOnlyList<PartyId>[] stories = [.. choice.Select((which, index) => told[index][which])];
            Spoils spoils = Split(coordinator, colluding, [.. honest.Select(coordinator.Copy)], stories);

            // What colluders add to a sum the coordinator knows: sums that differ in them alone are one.
            IReadOnlyList<PartyId>[] found = [.. Subsets([.. honest.Select(party => party.Id)]).Where(list => list.Count > 0 && spoils.TryUnmask(list) is not null)];
            Assert.True(found.Length <= 1, $"{found.Length} sums came out when {string.Join("; ", stories.Select(story => string.Join(",", story)))} was told.");
            Assert.All(found, list => Assert.True(list.Count >= coordinator.Plan.Quorum - collusion));
            Assert.All(honest, party => Assert.Empty(spoils.GivenBothOf(party.Id)));
            sums += found.Length;
        }
        while (Next(choice, told));

        // Told alike they do unmask: the search can find a sum.
        Assert.True(sums > 0);
    }

    /// <summary>What the bound is for: one colluder more than planned, and the two sums are there.</summary>
    [Fact]
    [Attack(AttackCatalogue.SurvivorLists, Against.Ours)]
    public void OneBeyondTheBound_TwoSumsComeOut()
    {
        using CorruptCoordinator coordinator = new CorruptCoordinator(4, 1).SetUp();
        coordinator.BeginRound();
        PartyId victim = coordinator.Ids[3];
        PartyId[] colluding = [coordinator.Ids[0], coordinator.Ids[1]];
        PartyId[] others = [.. coordinator.Ids.Take(3)];
        Spoils spoils = Split(coordinator, colluding, [coordinator.Copy(coordinator.Parties[2]), coordinator.Copy(coordinator.Parties[3])], [others, coordinator.Ids]);
        MaskedSum all = spoils.TryUnmask(coordinator.Ids)!;
        MaskedSum rest = spoils.TryUnmask(others)!;
        Assert.Equal((ulong)coordinator.Rows[3].RowCount, unchecked(all.Sum[0] - rest.Sum[0]));
        Assert.Equal((ulong)coordinator.Rows[3].DefaultCount, unchecked(all.Sum[1] - rest.Sum[1]));
        Assert.Empty(spoils.GivenBothOf(victim));
    }

    [Theory]
    [Attack(AttackCatalogue.BothShareKinds, Against.Ours)]
    [InlineData(true)]
    [InlineData(false)]
    public void AskedForBothKinds_APartyLeaves(bool sharesFirst)
    {
        using CorruptCoordinator coordinator = new CorruptCoordinator(5).SetUp();
        coordinator.BeginRound();
        PartyId[] without = [.. coordinator.Ids.Take(4)];
        Puppet asked = coordinator.Parties[0];
        var spoils = new Spoils(coordinator);
        Envelope[] acks = [.. coordinator.Parties.Take(4).Select(party => coordinator.Copy(party).Accept(coordinator.SurvivorsFor(party.Id, without)).Outgoing)];
        if (sharesFirst)
        {
            asked.Accept(coordinator.SurvivorsFor(asked.Id, coordinator.Ids));
            spoils.Take(asked.Id, asked.Outgoing, coordinator.Ids);
            asked.Accept(coordinator.Request(without, acks));
        }
        else
        {
            asked.Accept(coordinator.SurvivorsFor(asked.Id, without)).Accept(coordinator.Request(without, acks));
            spoils.Take(asked.Id, asked.Outgoing, without);
            asked.Accept(coordinator.SurvivorsFor(asked.Id, coordinator.Ids));
        }

        Assert.Equal(SessionFailureReason.ProtocolViolation, asked.Reason);
        Assert.Equal(MessageKind.Refusal, asked.Outgoing.Kind);
        Assert.Empty(spoils.GivenBothOf(asked.Id));
        Assert.Equal(sharesFirst, spoils.HoldsShare(coordinator.Ids[4], asked.Id));
        Assert.Equal(!sharesFirst, spoils.HoldsLeaf(asked.Id, coordinator.Ids[4]));
    }

    [Fact]
    [Attack(AttackCatalogue.BothShareKinds, Against.Ours)]
    public void KeysWithoutAQuorumsSignatures_AreNotGiven()
    {
        using CorruptCoordinator coordinator = new CorruptCoordinator(5).SetUp();
        coordinator.BeginRound();
        PartyId[] without = [.. coordinator.Ids.Take(4)];
        PartyId[] another = [.. coordinator.Ids.Where((_, place) => place != 3)];
        Envelope[] acks = [.. coordinator.Parties.Take(4).Select(party => coordinator.Copy(party).Accept(coordinator.SurvivorsFor(party.Id, without)).Outgoing)];
        Envelope outsider = acks[1].Forge(coordinator.Federation.Credentials.Identity(coordinator.Ids[4]));
        Envelope other = coordinator.Copy(coordinator.Parties[2]).Accept(coordinator.SurvivorsFor(coordinator.Ids[2], another)).Outgoing;
        (string, IReadOnlyList<PartyId>, Envelope[])[] requests =
        [
            ("too few", without, acks[..3]),
            ("one twice", without, [.. acks[..3], acks[2]]),
            ("one from who is not among the survivors", without, [.. acks[..3], outsider]),
            ("one for another list", without, [acks[0], acks[1], other, acks[3]]),
            ("one that the coordinator signed", without, [.. acks[..3], acks[3].Forge(coordinator.Federation.CoordinatorIdentity)]),
            ("for another list than signed", another, acks),
            ("one of another round", without, [.. acks[..3], acks[3].Forge(coordinator.Federation.Credentials.Identity(coordinator.Ids[3]), round: 2)]),
            ("one of another kind", without, [.. acks[..3], acks[3].Forge(coordinator.Federation.Credentials.Identity(coordinator.Ids[3]), kind: MessageKind.Complete)]),
        ];
        foreach ((string what, IReadOnlyList<PartyId> list, Envelope[] signed) in requests)
        {
            Puppet asked = coordinator.Copy(coordinator.Parties[0]).Accept(coordinator.SurvivorsFor(coordinator.Ids[0], without));
            asked.Accept(coordinator.Request(list, signed));
            Assert.True(asked.Reason == SessionFailureReason.ProtocolViolation, what);
        }

        Puppet unsigned = coordinator.Copy(coordinator.Parties[0]).Accept(coordinator.Request(without, acks));
        Assert.Equal(SessionFailureReason.ProtocolViolation, unsigned.Reason);
        Assert.IsType<UnmaskingStage>(coordinator.Copy(coordinator.Parties[0]).Accept(coordinator.SurvivorsFor(coordinator.Ids[0], without)).Accept(coordinator.Request(without, acks)).Stage);
    }

    [Fact]
    [Attack(AttackCatalogue.SubstitutedSurvivors, Against.Naive)]
    public void LookingForOneselfAlone_BelievesASumWithoutOneself()
    {
        // The sum and its tag are those of 0, 1 and 2; the list has 3 in the place of 2. Tags count contributions, not names.
        using var group = new NaiveGroup(4, threshold: 3);
        ulong sum = unchecked(group.Values[0] + group.Values[1] + group.Values[2]);
        int[] listed = [0, 1, 3];
        Assert.True(NaiveParty.Believes(self: 3, listed, sum, tag: group.Tag(sum, 3), group));
        Assert.NotEqual(unchecked(group.Values[0] + group.Values[1] + group.Values[3]), sum);
    }

    /// <summary>The list of the published sum is compared with the one that was unmasked, by whoever signed or unmasked and by whoever was never asked.</summary>
    [Theory]
    [Attack(AttackCatalogue.SubstitutedSurvivors, Against.Ours)]
    [InlineData(0)]
    [InlineData(4)]
    public void SumUnderOtherNames_IsRefused(int reader)
    {
        using CorruptCoordinator coordinator = new CorruptCoordinator(5).SetUp();
        coordinator.BeginRound();
        PartyId[] survivors = [.. coordinator.Ids.Take(4)];
        MaskedSum sum = UnmaskFor(coordinator, survivors);
        Assert.Equal((ulong)coordinator.Rows.Take(4).Sum(rows => rows.RowCount), sum.Sum[0]);

        // As many names, so that the tag is right; bank-4, whose values are not in the sum, stands in the place of bank-3.
        PartyId[] listed = [.. coordinator.Ids.Where((_, place) => place != 3)];
        Puppet party = coordinator.Parties[reader];
        party.Accept(coordinator.Sign(coordinator.WritePublish(sum, listed), MessageKind.Publish));
        Assert.Equal(SessionFailureReason.ProtocolViolation, party.Reason);
        Assert.Contains("does not list", party.Failure!.Message, StringComparison.Ordinal);
    }

    private static MaskedSum UnmaskFor(CorruptCoordinator coordinator, IReadOnlyList<PartyId> survivors)
    {
        Puppet[] asked = [.. coordinator.Parties.Where(party => survivors.Contains(party.Id))];
        Envelope[] acks = [.. asked.Select(party => party.Accept(coordinator.SurvivorsFor(party.Id, survivors)).Outgoing)];
        var spoils = new Spoils(coordinator);
        foreach (Puppet party in asked)
        {
            spoils.Take(party.Id, party.Accept(coordinator.Request(survivors, acks)).Outgoing, survivors);
        }

        return spoils.TryUnmask(survivors)!;
    }

    /// <summary>Tells each honest party its story, lets colluders sign and answer everything, and gathers what is given.</summary>
    private static Spoils Split(CorruptCoordinator coordinator, IReadOnlyList<PartyId> colluding, IReadOnlyList<Puppet> honest, IReadOnlyList<PartyId>[] stories)
    {
        var spoils = new Spoils(coordinator);
        var acks = new List<(IReadOnlyList<PartyId> List, Envelope Ack)>();
        for (int index = 0; index < honest.Count; index++)
        {
            Envelope answer = honest[index].Accept(coordinator.SurvivorsFor(honest[index].Id, stories[index])).Outgoing;
            spoils.Take(honest[index].Id, answer, stories[index]);
            if (answer.Kind == MessageKind.SurvivorAck)
            {
                acks.Add((stories[index], answer));
            }
        }

        foreach (IReadOnlyList<PartyId> list in stories.Append(coordinator.Ids).DistinctBy(story => string.Join(",", story)))
        {
            foreach (Puppet colluder in coordinator.Parties.Where(party => colluding.Contains(party.Id) && list.Contains(party.Id)))
            {
                // A colluding party answers every question, from a copy of its state each time: it tells its share of everybody and its key with everybody.
                Envelope answer = coordinator.Copy(colluder).Accept(coordinator.SurvivorsFor(colluder.Id, list)).Outgoing;
                spoils.Take(colluder.Id, answer, list);
                if (answer.Kind == MessageKind.SurvivorAck)
                {
                    acks.Add((list, answer));
                }
            }

            Envelope[] signed = [.. acks.Where(ack => ack.List.SequenceEqual(list)).Select(ack => ack.Ack)];
            foreach (Puppet party in honest.Where((party, index) => stories[index].SequenceEqual(list) && party.Stage is AgreeingStage))
            {
                spoils.Take(party.Id, party.Accept(coordinator.Request(list, signed)).Outgoing, list);
            }
        }

        TakeKeysOfColluders(coordinator, colluding, spoils);
        return spoils;
    }

    /// <summary>A colluder's keys are the coordinator's: its leaf with every peer, and by copies of its state its share of every peer.</summary>
    private static void TakeKeysOfColluders(CorruptCoordinator coordinator, IReadOnlyList<PartyId> colluding, Spoils spoils)
    {
        foreach (Puppet colluder in coordinator.Parties.Where(party => colluding.Contains(party.Id)))
        {
            spoils.TakeKeys(colluder);
        }
    }

    private static IEnumerable<IReadOnlyList<PartyId>> Subsets(IReadOnlyList<PartyId> parties) =>
        Enumerable.Range(0, 1 << parties.Count).Select(mask => (IReadOnlyList<PartyId>)[.. parties.Where((_, place) => (mask >> place & 1) == 1)]);

    private static bool Next(int[] choice, IReadOnlyList<PartyId>[][] told)
    {
        for (int index = 0; index < choice.Length; index++)
        {
            if (++choice[index] < told[index].Length)
            {
                return true;
            }

            choice[index] = 0;
        }

        return false;
    }
}
