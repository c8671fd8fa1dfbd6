using AgriCredit.Learning;
using Google.Protobuf;

namespace AgriCredit.Adversary.Tests;

/// <summary>A party that deals or gives false shares.</summary>
public sealed class ShareTests
{
    private const ulong TrainingRound = 4;

    [Fact]
    [Attack(AttackCatalogue.TamperedShare, Against.Naive)]
    public void SharesTakenAsTheyCome_GiveAWrongSum()
    {
        using var group = new NaiveGroup(5, threshold: 3);
        NaiveUnmask[] given = [.. group.Parties.Select(party => party.Unmask([0, 1, 2, 3, 4]))];
        given[1].Shares[4][8] ^= 1;
        ulong wrong = group.TryUnmask([0, 1, 2, 3, 4], given)!.Value;
        Assert.NotEqual(group.Values.Aggregate((a, b) => unchecked(a + b)), wrong);
    }

    /// <summary>Seven parties, threshold five: one false share among seven is found, its holder left out and named.</summary>
    [Theory]
    [Attack(AttackCatalogue.TamperedShare, Against.Ours)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(6)]
    public void FalseShare_NamesItsHolderAndTheSumIsRight(int holder)
    {
        using var run = new Run(7, holder);
        run.Change(MessageKind.Unmask, message => message.Forge(run.Identity, Wire.Unmask.Parser, unmask =>
        {
            byte[] share = unmask.Shares[4].ToByteArray();
            share[8] ^= 1;
            unmask.Shares[4] = ByteString.CopyFrom(share);
        }));
        run.Driven.Run();
        run.AssertOnlyMalloryLeft();
        Assert.All(run.Driven.Coordinator.Rounds, round => Assert.NotEqual(0, round.Parties));
    }

    /// <summary>Five parties, threshold four: one false share among five shows, but not whose it is. The owner of the secret leaves, and no sum is published.</summary>
    [Fact]
    [Attack(AttackCatalogue.TamperedShare, Against.Ours)]
    public void FalseShareAmongTooFewToTell_IsSeenAndNoSumIsPublished()
    {
        using var run = new Run(5);
        run.Change(MessageKind.Unmask, message => message.Forge(run.Identity, Wire.Unmask.Parser, unmask =>
        {
            byte[] share = unmask.Shares[4].ToByteArray();
            share[8] ^= 1;
            unmask.Shares[4] = ByteString.CopyFrom(share);
        }));
        run.Driven.Run();
        Assert.Equal(0, run.Driven.Coordinator.Rounds.Single(round => round.Round == TrainingRound).Parties);
        Assert.DoesNotContain(run.Driven.Coordinator.Participants, party => party.Value == "bank-4");
    }

    [Fact]
    [Attack(AttackCatalogue.TamperedShare, Against.Ours)]
    public void OwnerThatDealsFalsely_IsNamed()
    {
        // What mallory puts in its boxes are shares of several polynomials: it seals them itself, so each box opens.
        using CorruptCoordinator coordinator = new CorruptCoordinator(7).SetUp();
        coordinator.BeginRound();
        Puppet mallory = coordinator.Parties[1];
        var spoils = new List<ReadOnlyMemory<byte>>();
        using SelfMask one = SelfMask.Draw();
        using SelfMask two = SelfMask.Draw();
        SecretBytes[] first = one.Split(coordinator.Plan.Quorum, 7);
        SecretBytes[] second = two.Split(coordinator.Plan.Quorum, 7);
        foreach (Puppet party in coordinator.Parties.Where(party => party != mallory))
        {
            int place = PartyOrder.PlaceOf(coordinator.Ids, party.Id);
            SecretBytes dealt = (place % 2 == 0 ? first : second)[place];
            ByteString box = ByteString.CopyFrom(mallory.Context.Keys.Box(party.Id).Seal(ShareBoxes.Address(mallory.Id, party.Id, coordinator.Session, 1), dealt));
            party.Accept(coordinator.SurvivorsFor(party.Id, coordinator.Ids, change: (from, sound) => from == mallory.Id ? box : sound));
            Assert.IsType<UnmaskingStage>(party.Stage);
            spoils.Add(Wire.Unmask.Parser.ParseFrom(party.Outgoing.Payload.Span).Shares[1].Memory);
        }

        var interpolation = new ShareInterpolation(coordinator.Plan.Quorum, [1, 3, 4, 5, 6, 7]);
        Assert.Null(interpolation.Recover(spoils));
        Assert.Null(interpolation.FindCorrupt(spoils));
    }

    /// <summary>Boxes that do not open, at all receivers or at some: the sender is named, nobody else leaves, and the fit is that of the others.</summary>
    [Theory]
    [Attack(AttackCatalogue.TamperedShare, Against.Ours)]
    [InlineData(6)]
    [InlineData(5)]
    [InlineData(3)]
    [InlineData(1)]
    public void BoxesThatDoNotOpen_NameTheirSender(int spoilt)
    {
        using var run = new Run(7);
        run.Change(MessageKind.MaskedInput, message => message.Forge(run.Identity, Wire.MaskedInput.Parser, input =>
        {
            for (int box = 0; box < spoilt; box++)
            {
                input.Shares[box] = ByteString.CopyFrom(new byte[ShareBoxes.Length]);
            }
        }));
        run.Driven.Run();

        // A box that only one cannot open does no harm: the shares of the others are enough.
        if (spoilt == 1)
        {
            Assert.True(run.Driven.Outcome.IsFinished, run.Driven.Outcome.Failure?.ToString());
            Assert.All(run.Others, other => Assert.Contains(other, run.Driven.Coordinator.Participants));
            Assert.Equal(7, run.Driven.Coordinator.Rounds.Single(round => round.Round == TrainingRound).Parties);
            return;
        }

        run.AssertOnlyMalloryLeft();
    }

    [Fact]
    [Attack(AttackCatalogue.TamperedShare, Against.Ours)]
    public void FalseAccusation_HarmsNobody()
    {
        using var run = new Run(7);
        run.Change(MessageKind.Unmask, message =>
        {
            var report = new Wire.BadShare();
            report.Senders.Add("bank-4");
            return message.Forge(run.Identity, payload: report.ToByteArray(), kind: MessageKind.BadShare);
        });
        run.Driven.Run();
        Assert.Contains(new PartyId("bank-4"), run.Driven.Coordinator.Participants);
    }

    /// <summary>A session in which one party changes one message of one round of training.</summary>
    private sealed class Run : IDisposable
    {
        private readonly InMemoryFederation _federation;
        private readonly Dataset[] _rows;
        private readonly int _mallory;

        public Run(int parties, int mallory = 1)
        {
            _mallory = mallory;
            _rows = SyntheticRows.Split(SyntheticRows.Make(60 * parties, 2, parties), parties, parties);
            var clock = new FakeClock();
            _federation = new InMemoryFederation(_rows, Terms.With(mode: AggregationMode.Resilient), clock: clock);
            Driven = new DrivenFederation(_federation, clock);
        }

        public DrivenFederation Driven { get; }

        public PartyId Mallory => _federation.Credentials.Roster.Parties[_mallory];

        public SigningIdentity Identity => _federation.Credentials.Identity(Mallory);

        public IEnumerable<PartyId> Others => _federation.Credentials.Roster.Parties.Where(party => party != Mallory);

        public void Change(MessageKind kind, Func<Envelope, Envelope> change) => Driven.ChangeSent = (party, message) =>
            party == Mallory && message.Kind == kind && message.Round == TrainingRound ? change(message) : message;

        public void AssertOnlyMalloryLeft()
        {
            Assert.True(Driven.Outcome.IsFinished, Driven.Outcome.Failure?.ToString());
            Assert.Equal(Others, Driven.Coordinator.Participants);
            Standardisation scale = Standardisation.FromRows(Dataset.Concatenate(_rows));
            Dataset others = Dataset.Concatenate([.. _rows.Where((_, place) => place != _mallory)]);
            LogisticFit pooled = LogisticRegression.Fit(DesignMatrix.Create(others, scale), new TrainingOptions());
            for (int index = 0; index < pooled.Weights.Length; index++)
            {
                Assert.Equal(pooled.Weights[index], Driven.Outcome.Result.Weights[index], 1e-8);
            }
        }

        public void Dispose()
        {
            Driven.Dispose();
            _federation.Dispose();
        }
    }
}
