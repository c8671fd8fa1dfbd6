using System.Security.Cryptography;
using System.Text;
using AgriCredit.Learning;
using Google.Protobuf;

namespace AgriCredit.Adversary.Tests;

/// <summary>Messages that are old, double, of the wrong sender, or that say too much.</summary>
public sealed class MessageTests
{
    [Fact]
    [Attack(AttackCatalogue.ReplayedEnvelope, Against.Naive)]
    public void SignatureOverThePayloadAlone_IsGoodInEveryRound()
    {
        // The mistake: what is signed does not say where it belongs. The input of round 1 is taken for that of round 2, and the model learns from it twice.
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] payload = Encoding.UTF8.GetBytes("masked input");
        byte[] signature = key.SignData(payload, HashAlgorithmName.SHA256);
        long[] sums = [0, 0];
        for (int round = 0; round < 2; round++)
        {
            sums[round] += key.VerifyData(payload, signature, HashAlgorithmName.SHA256) ? 1 : 0;
        }

        Assert.Equal([1, 1], sums);
    }

    [Fact]
    [Attack(AttackCatalogue.ReplayedEnvelope, Against.Ours)]
    public void MessagesOfAnotherPlace_AreTurnedAway()
    {
        using CorruptCoordinator coordinator = new CorruptCoordinator(5).SetUp();
        coordinator.BeginRound();
        Puppet party = coordinator.Parties[0];
        Envelope plan = coordinator.RoundPlan;
        Envelope survivors = coordinator.SurvivorsFor(party.Id, coordinator.Ids);
        Envelope input = party.Outgoing;
        coordinator.PlayRound();
        Assert.Equal(SessionFailureReason.ReplayedRound, coordinator.Copy(party).Accept(survivors).Reason);
        Assert.Equal(SessionFailureReason.ProtocolViolation, coordinator.Copy(party).Accept(plan).Reason);
        Assert.Equal(SessionFailureReason.ReplayedRound, coordinator.Copy(party).Accept(
            coordinator.SurvivorsFor(party.Id, coordinator.Ids).Forge(coordinator.Federation.CoordinatorIdentity, session: new byte[32])).Reason);
        Assert.Equal(SessionFailureReason.ReplayedRound, coordinator.Copy(party).Accept(
            coordinator.SurvivorsFor(party.Id, coordinator.Ids).Forge(coordinator.Federation.CoordinatorIdentity, attempt: 1)).Reason);

        // The signature covers the place: moved to round 2 the old input has none.
        Wire.Envelope moved = input.Wire.Clone();
        moved.Round = 2;
        Assert.Equal(RejectionReason.BadSignature, Envelope.FromWire(moved).Check(coordinator.Federation.Credentials.Roster, int.MaxValue));
    }

    [Fact]
    [Attack(AttackCatalogue.ReplayedEnvelope, Against.Ours)]
    public void OldInput_IsNotTakenByTheCoordinator()
    {
        using var federation = new InMemoryFederation(SyntheticRows.Three(), clock: new FakeClock());
        using var driven = new DrivenFederation(federation, (FakeClock)federation.Options.Clock);
        Envelope? old = null;
        RejectionReason? rejection = null;
        driven.Decide = (party, message) =>
        {
            old ??= message.Kind == MessageKind.MaskedInput ? message : null;

            // Its sender has sent that of round 2 already; a repeat of the last message would be answered as that was.
            if (message is { Kind: MessageKind.MaskedInput, Round: 2 } && old!.Sender != party.Value)
            {
                rejection = driven.Coordinator.Submit(old).Result.Rejection;
            }

            return Fate.Send;
        };
        driven.Run();
        Assert.Equal(RejectionReason.Replayed, rejection);
        Assert.True(driven.Outcome.IsFinished, driven.Outcome.Failure?.ToString());
    }

    [Fact]
    [Attack(AttackCatalogue.ReplayedBox, Against.Naive)]
    public void BoxWithoutItsRound_ReleasesTheSelfMaskOfAnEarlierOne()
    {
        // Round 1: party 2 drops out after its input, its mask keys are opened. Round 2: its old boxes are handed on as if they were of this round, with party 2 among the survivors.
        using var group = new NaiveGroup(4, threshold: 3);
        using var box = new NaiveBox();
        byte[][] sealedInRoundOne = [.. group.Parties.Select(party => box.Seal(party.Shares[2].Export()))];
        NaiveUnmask[] roundOne = [.. group.Parties.Where(party => party.Place != 2).Select(party => party.Unmask([0, 1, 3]))];
        Assert.Null(group.TryUnmask([2], roundOne));
        NaiveUnmask[] roundTwo = [.. group.Parties.Where(party => party.Place != 2).Select(party =>
        {
            var given = new NaiveUnmask(party.Place);
            given.Shares[2] = box.Open(sealedInRoundOne[party.Place])!;
            return given;
        })];
        Assert.Equal(group.Values[2], group.TryUnmask([2], [.. roundTwo, .. roundOne])!.Value);
    }

    [Fact]
    [Attack(AttackCatalogue.ReplayedBox, Against.Ours)]
    public void BoxOfAnotherPlace_DoesNotOpenAndNothingIsSigned()
    {
        using CorruptCoordinator coordinator = new CorruptCoordinator(5).SetUp();
        coordinator.BeginRound();
        PartyId victim = coordinator.Ids[4];
        PartyId reader = coordinator.Ids[0];
        ByteString old = Boxes(coordinator, victim)[0];
        coordinator.PlayRound();
        (string What, ByteString Box)[] boxes =
        [
            ("of an earlier round", old),
            ("for another receiver", Boxes(coordinator, victim)[1]),
            ("from another sender", Boxes(coordinator, coordinator.Ids[3])[0]),
            ("cut short", ByteString.CopyFrom(Boxes(coordinator, victim)[0].Span[..^1])),
            ("empty", ByteString.Empty),
        ];
        foreach ((string what, ByteString box) in boxes)
        {
            Puppet party = coordinator.Copy(coordinator.Parties[0]).Accept(coordinator.SurvivorsFor(reader, coordinator.Ids, change: (from, sound) => from == victim ? box : sound));
            Assert.True(party.Stage is AccusingStage, what);
            Assert.Equal([victim.Value], Wire.BadShare.Parser.ParseFrom(party.Outgoing.Payload.Span).Senders);
            Assert.DoesNotContain(party.Sent, message => message.Kind is MessageKind.Unmask or MessageKind.SurvivorAck);

            // Proposed again with the one it reported, the party leaves.
            Assert.Equal(SessionFailureReason.ProtocolViolation, party.Accept(coordinator.SurvivorsFor(reader, coordinator.Ids)).Reason);
        }
    }

    [Fact]
    [Attack(AttackCatalogue.Equivocation, Against.Naive)]
    public void LastMessageCounts_TwoMembersSeeTwoInputs()
    {
        // The mistake: a dictionary by sender, overwritten. Whoever asked before the second message holds the hash of an input that is not in the sum.
        var inputs = new Dictionary<string, byte[]>();
        Receive([1]);
        byte[] toldToFirst = SHA256.HashData(inputs["mallory"]);
        Receive([2]);
        byte[] toldToSecond = SHA256.HashData(inputs["mallory"]);
        Assert.NotEqual(toldToFirst, toldToSecond);

        void Receive(byte[] input) => inputs["mallory"] = input;
    }

    [Theory]
    [Attack(AttackCatalogue.Equivocation, Against.Ours)]
    [InlineData(MessageKind.KeyAdvert)]
    [InlineData(MessageKind.MaskedInput)]
    [InlineData(MessageKind.Unmask)]
    public void TwoMessagesForOnePlace_EndTheSessionByName(MessageKind kind)
    {
        var clock = new FakeClock();
        using var federation = new InMemoryFederation(SyntheticRows.Three(), Terms.With(mode: AggregationMode.Resilient), clock: clock);
        using var driven = new DrivenFederation(federation, clock);
        var mallory = new PartyId("bank-1");
        driven.ChangeSent = (party, message) =>
        {
            if (party == mallory && message.Kind == kind)
            {
                _ = driven.Coordinator.Submit(message);
                return message.Forge(federation.Credentials.Identity(mallory), payload: (byte[])[.. message.Payload.Span, 0x78, 1]);
            }

            return message;
        };
        driven.Run();
        Assert.Equal(SessionFailureReason.Equivocation, driven.Outcome.Failure!.Reason);
        Assert.Equal([mallory], driven.Outcome.Failure.Parties);
        Assert.All(driven.PartyOutcomes, outcome => Assert.Equal(SessionFailureReason.Equivocation, outcome!.Failure!.Reason));
    }

    [Fact]
    [Attack(AttackCatalogue.PlainCounts, Against.Naive)]
    public void WeightBesideTheVector_IsRead()
    {
        // As in averaging by number of examples: the vector is masked, its weight is not.
        var message = new { Words = RandomNumberGenerator.GetBytes(64), Examples = 54_321 };
        string json = System.Text.Json.JsonSerializer.Serialize(message);
        Assert.Contains("54321", json, StringComparison.Ordinal);
    }

    [Fact]
    [Attack(AttackCatalogue.PlainCounts, Against.Ours)]
    public void NoPlainNumberOfAParty_IsInAnyMessage()
    {
        const int Rows = 43_210;
        Dataset large = SyntheticRows.Make(Rows, 1, 4);
        var clock = new FakeClock();
        using var federation = new InMemoryFederation(
            [SyntheticRows.Make(300, 1, 5), large, SyntheticRows.Make(200, 1, 6)], Terms.With(mode: AggregationMode.Resilient), clock: clock);
        using DrivenFederation driven = new DrivenFederation(federation, clock).Run();
        Assert.True(driven.Outcome.IsFinished, driven.Outcome.Failure?.ToString());
        byte[][] plain = [.. new long[] { Rows, large.DefaultCount }.SelectMany(number => new[]
        {
            BitConverter.GetBytes(number),
            BitConverter.GetBytes((double)number),
            BitConverter.GetBytes(number << SessionRequest.DefaultFractionalBits),
            Encoding.ASCII.GetBytes(number.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        })];
        foreach (Envelope message in driven.Received)
        {
            byte[] bytes = message.Wire.ToByteArray();
            Assert.All(plain, number => Assert.True(bytes.AsSpan().IndexOf(number) < 0, $"{message} holds a plain number."));
            if (message.Kind == MessageKind.MaskedInput && message.Sender == "bank-1")
            {
                Assert.True(Forgery.Words(Wire.MaskedInput.Parser.ParseFrom(message.Payload.Span).Words)[0] > 1UL << 32);
            }
        }
    }

    private static Google.Protobuf.Collections.RepeatedField<ByteString> Boxes(CorruptCoordinator coordinator, PartyId sender) =>
        Wire.MaskedInput.Parser.ParseFrom(coordinator.Inputs[sender].Payload.Span).Shares;
}
