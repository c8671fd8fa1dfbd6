using AgriCredit.Learning;
using Google.Protobuf;

namespace AgriCredit.Adversary.Tests;

/// <summary>Keys that are not whose they are said to be.</summary>
public sealed class KeyTests
{
    private static readonly RoundContext FirstRound = new(new byte[32], 1, 0, new byte[32], new byte[32]);
    private static readonly byte[] Start = new byte[32];

    private static readonly Dictionary<string, Func<Envelope, CorruptCoordinator, Wire.Envelope>> Substitutions = new()
    {
        ["signed by the coordinator"] = (advert, coordinator) => WithOwnKeys(advert).Forge(coordinator.Federation.CoordinatorIdentity).Wire,
        ["signed by the coordinator in the party's name"] = (advert, coordinator) =>
        {
            using var impostor = new SigningIdentity(new PartyId(advert.Sender), coordinator.Federation.CoordinatorIdentity.Certificate);
            return WithOwnKeys(advert).Forge(impostor).Wire;
        },
        ["under the party's old signature"] = (advert, _) => WithOwnKeys(advert).Wire,
        ["of another party"] = (_, coordinator) => coordinator.Parties[2].Outgoing.Wire,
        ["of another session"] = (advert, coordinator) => advert.Forge(coordinator.Federation.Credentials.Identity(new PartyId(advert.Sender)), session: new byte[32]).Wire,
        ["for another plan"] = (advert, coordinator) => advert.Forge(coordinator.Federation.Credentials.Identity(new PartyId(advert.Sender)), previous: new byte[32]).Wire,
        ["not on the curve"] = (advert, coordinator) => advert.Forge(coordinator.Federation.Credentials.Identity(new PartyId(advert.Sender)), Wire.KeyAdvert.Parser, keys =>
        {
            byte[] point = keys.MaskKey.ToByteArray();
            point[64] ^= 1;
            keys.MaskKey = ByteString.CopyFrom(point);
        }).Wire,
    };

    public static TheoryData<string> SubstitutionNames => [.. Substitutions.Keys];

    [Fact]
    [Attack(AttackCatalogue.KeySubstitution, Against.Naive)]
    public void UnsignedKeys_AreReplacedByTheCoordinators()
    {
        using EphemeralKey victim = EphemeralKey.Generate();
        using EphemeralKey between = EphemeralKey.Generate();
        using MaskStream used = Stream(victim, between.PublicKey.ToArray(), Start);
        using MaskStream known = Stream(between, victim.PublicKey.ToArray(), Start);
        ulong[] words = [54_321];
        used.AddTo(0, words);
        known.SubtractFrom(0, words);
        Assert.Equal(54_321UL, words[0]);
    }

    [Theory]
    [Attack(AttackCatalogue.KeySubstitution, Against.Ours)]
    [MemberData(nameof(SubstitutionNames))]
    public void SubstitutedKey_IsNamedAndNothingIsMasked(string how)
    {
        using var coordinator = new CorruptCoordinator(4);
        coordinator.Propose();
        foreach (Puppet party in coordinator.Parties)
        {
            party.Accept(coordinator.PlanEnvelope);
        }

        var directory = new Wire.KeyDirectory();
        directory.Adverts.AddRange(coordinator.Parties.Select((party, place) => place == 1 ? Substitutions[how](party.Outgoing, coordinator) : party.Outgoing.Wire));
        Envelope envelope = coordinator.Sign(directory, MessageKind.KeyDirectory, round: 0);
        foreach (Puppet party in coordinator.Parties.Where((_, place) => place != 1))
        {
            party.Accept(envelope);
            Assert.Equal(SessionFailureReason.KeySubstitution, party.Reason);
            Assert.Equal("bank-1", party.Failure!.Subject);
        }

        // The one whose key it is sees that its entry is not what it sent.
        Assert.Equal(SessionFailureReason.KeySubstitution, coordinator.Parties[1].Accept(envelope).Reason);
    }

    [Fact]
    [Attack(AttackCatalogue.KeySubstitution, Against.Ours)]
    public void AnotherDirectoryToSome_OpensNoGroupKey()
    {
        using var coordinator = new CorruptCoordinator(3);
        coordinator.Propose();
        foreach (Puppet party in coordinator.Parties)
        {
            party.Accept(coordinator.PlanEnvelope);
        }

        var directory = new Wire.KeyDirectory();
        directory.Adverts.AddRange(coordinator.Parties.Select(party => party.Outgoing.Wire));
        Envelope one = coordinator.Sign(directory, MessageKind.KeyDirectory, round: 0);
        Envelope other = one.Forge(coordinator.Federation.CoordinatorIdentity, payload: (byte[])[.. one.Payload.Span, 0x78, 1]);
        coordinator.Parties[0].Accept(one);
        coordinator.Parties[1].Accept(other);
        ByteString box = Wire.GroupKeyOffer.Parser.ParseFrom(coordinator.Parties[0].Outgoing.Payload.Span).Boxes[0].Content;
        coordinator.Transcript = Transcript.Start(coordinator.PlanEnvelope, other);
        coordinator.Parties[1].Accept(coordinator.Sign(new Wire.GroupKeyBox { Content = box }, MessageKind.GroupKeyBox, round: 0));
        Assert.Equal(SessionFailureReason.KeySubstitution, coordinator.Parties[1].Reason);
    }

    [Theory]
    [Attack(AttackCatalogue.CopiedKeys, Against.Naive)]
    [InlineData(false)]
    [InlineData(true)]
    public void SaltWithoutThePair_TheMaskIsAddedAndSubtracted(bool negated)
    {
        // The victim stands between the colluder and the party whose key is copied.
        using EphemeralKey victim = EphemeralKey.Generate();
        using EphemeralKey honest = EphemeralKey.Generate();
        ReadOnlyMemory<byte> copied = negated ? PublicKeys.Negate(honest.PublicKey.Span) : honest.PublicKey;
        using MaskStream before = Stream(victim, copied, Start);
        using MaskStream after = Stream(victim, honest.PublicKey, Start);
        ulong[] words = [54_321, 4_321];
        before.SubtractFrom(0, words);
        after.AddTo(0, words);
        Assert.Equal([54_321UL, 4_321UL], words);

        // With the pair in the salt they differ.
        using MaskStream named = Stream(victim, copied, Transcript.PairSalt(Start, new PartyId("a"), new PartyId("v")));
        named.SubtractFrom(0, words);
        Assert.DoesNotContain(54_321UL, words);
    }

    [Theory]
    [Attack(AttackCatalogue.CopiedKeys, Against.Ours)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CopiedKey_LeavesTheVectorMasked(bool negated)
    {
        using EphemeralKey honest = EphemeralKey.Generate();
        byte[] copied = negated ? PublicKeys.Negate(honest.PublicKey.Span) : honest.PublicKey.ToArray();
        Dataset rows = SyntheticRows.Make(211, 3, 1);
        using var federation = new InMemoryFederation([rows, rows, rows], ids: ["bravo", "alpha", "charlie"]);
        using var coordinator = new ScriptedCoordinator(federation, new PartyId("alpha"), party => party.Value == "bravo" ? copied : honest.PublicKey.ToArray());
        await new Party(federation.Parties[1]).RunAsync(coordinator, CancellationToken.None);
        ulong[] words = Forgery.Words(coordinator.Input!.Words);
        Assert.NotEqual(211UL, words[0]);
        Assert.True(FixedPointEncoding.FirstOutOfRange(words, coordinator.Layout!) >= 0);
    }

    private static MaskStream Stream(EphemeralKey key, ReadOnlyMemory<byte> peer, byte[] salt)
    {
        using var pair = new PairSecret(key.Agree(peer.Span, salt)!);
        return pair.OpenRound(FirstRound);
    }

    private static Envelope WithOwnKeys(Envelope advert)
    {
        using EphemeralKey key = EphemeralKey.Generate();
        Wire.Envelope altered = advert.Wire.Clone();
        altered.Payload = new Wire.KeyAdvert { MaskKey = ByteString.CopyFrom(key.PublicKey.Span), BoxKey = ByteString.CopyFrom(key.PublicKey.Span) }.ToByteString();
        return Envelope.FromWire(altered);
    }
}
