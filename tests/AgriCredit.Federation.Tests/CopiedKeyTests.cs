using AgriCredit.Learning;
using AgriCredit.Privacy;

namespace AgriCredit.Federation.Tests;

/// <summary>One party colludes with the coordinator and advertises another's mask key as its own, to cancel the mask that its neighbour shares with that other.</summary>
public class CopiedKeyTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task MaskedInput_WhenAPeerCopiesAnothersKey_IsNotInTheClear(bool negated)
    {
        // The victim stands between the colluding party and the honest one whose key is copied; having the lowest id it draws the group key.
        var victim = new PartyId("alpha");
        using EphemeralKey honest = EphemeralKey.Generate();
        byte[] copied = negated ? PublicKeys.Negate(honest.PublicKey.Span) : honest.PublicKey.ToArray();
        Dataset rows = SyntheticRows.Make(211, 3, 1);
        using var federation = new InMemoryFederation([rows, rows, rows], ids: ["bravo", victim.Value, "charlie"]);
        using var coordinator = new ScriptedCoordinator(federation, victim, party => party.Value == "bravo" ? copied : honest.PublicKey.ToArray());
        SessionOutcome outcome = await new Party(federation.Parties[1]).RunAsync(coordinator, CancellationToken.None);

        Assert.False(outcome.IsFinished);
        Assert.NotNull(coordinator.Input);
        ulong[] words = Forgery.Words(coordinator.Input.Words);
        Assert.Equal(coordinator.Layout!.Length, words.Length);
        Assert.NotEqual(211UL, words[0]);
        Assert.NotEqual((ulong)rows.DefaultCount, words[1]);
        Assert.True(FixedPointEncoding.FirstOutOfRange(words, coordinator.Layout) >= 0, "The input looks like a plain one: all its elements are in the plan's range.");
    }

    [Fact]
    public void PairSalt_DependsOnBothIdsAndTheirOrder()
    {
        byte[] start = new byte[32];
        PartyId a = new("a");
        PartyId b = new("b");
        byte[] salt = Transcript.PairSalt(start, a, b);
        Assert.Equal(
            System.Security.Cryptography.SHA256.HashData([.. "agricredit/v1/pair"u8, .. start, 1, 0, 0, 0, .. "a"u8, 1, 0, 0, 0, .. "b"u8]),
            salt);
        Assert.NotEqual(salt, Transcript.PairSalt(start, b, a));
        Assert.NotEqual(salt, Transcript.PairSalt(start, a, new PartyId("c")));
        Assert.NotEqual(Transcript.PairSalt(start, new PartyId("ab"), new PartyId("c")), Transcript.PairSalt(start, a, new PartyId("bc")));
    }
}
