namespace AgriCredit.Privacy.Tests;

public sealed class PairSecretTests
{
    private const int Words = 4096;
    private static readonly byte[] Secret = SimulatedRound.Bytes("pair secret");
    private static readonly byte[] Session = SimulatedRound.Bytes("session");
    private static readonly byte[] Transcript = SimulatedRound.Bytes("transcript");
    private static readonly byte[] Plan = SimulatedRound.Bytes("plan");
    private static readonly RoundContext Context = new(Session, 3, 1, Transcript, Plan);

    public static TheoryData<string> Changes => [.. Contexts.Keys];

    private static Dictionary<string, RoundContext> Contexts => new()
    {
        ["session"] = new(Flip(Session), 3, 1, Transcript, Plan),
        ["round"] = new(Session, 4, 1, Transcript, Plan),
        ["high byte of the round"] = new(Session, 3 | (1UL << 63), 1, Transcript, Plan),
        ["attempt"] = new(Session, 3, 2, Transcript, Plan),
        ["high byte of the attempt"] = new(Session, 3, 1 | (1U << 31), Transcript, Plan),
        ["transcript"] = new(Session, 3, 1, Flip(Transcript), Plan),
        ["round plan"] = new(Session, 3, 1, Transcript, Flip(Plan)),
        ["round and attempt exchanged"] = new(Session, 1, 3, Transcript, Plan),
        ["transcript and round plan exchanged"] = new(Session, 3, 1, Plan, Transcript),
    };

    [Fact]
    public void OpenRound_AtBothParties_GivesOneStream() => Assert.Equal(Stream(New(), Context), Stream(New(), Context));

    [Fact]
    public void OpenRound_IsTheStreamOfTheProtocol()
    {
        byte[] info = [.. "agricredit/v1/mask"u8, .. Session, 3, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, .. Transcript, .. Plan];
        Assert.Equal(Reference.Stream(Reference.Expand(Secret, info, 16), 0, 100), Stream(New(), Context)[..100]);
    }

    // What a survivor gives away opens this round's mask with the peer that dropped out.
    [Fact]
    public void RoundKey_OpensTheStreamOfTheRound()
    {
        using SecretBytes key = New().RoundKey(Context);
        Assert.Equal(MaskStream.KeyLength, key.Length);
        using MaskStream stream = MaskStream.FromKey(key.Span);
        Assert.Equal(Stream(New(), Context), MaskPaths.Words(stream, 0, Words));
        Assert.Throws<ArgumentNullException>("context", () => New().RoundKey(null!));
    }

    // Any of 4,096 words is equal in two independent streams with probability below 2^-52.
    [Theory]
    [MemberData(nameof(Changes))]
    public void OpenRound_InAnotherContext_ChangesEveryWord(string changed) =>
        Assert.All(Stream(New(), Context).Zip(Stream(New(), Contexts[changed])), pair => Assert.NotEqual(pair.First, pair.Second));

    [Fact]
    public void Ratchet_ChangesEveryWordAndKeepsThePairTogether()
    {
        PairSecret one = New();
        PairSecret other = New();
        ulong[] before = Stream(one, Context);
        one.Ratchet();
        other.Ratchet();
        Assert.Equal(Stream(one, Context), Stream(other, Context));
        Assert.All(before.Zip(Stream(one, Context)), pair => Assert.NotEqual(pair.First, pair.Second));
        one.Ratchet();
        Assert.All(Stream(other, Context).Zip(Stream(one, Context)), pair => Assert.NotEqual(pair.First, pair.Second));
    }

    [Fact]
    public void Ratchet_ErasesTheSecretBefore()
    {
        PairSecret pair = New();
        byte[] before = Assert.Single(SecretMemory.Of(pair));
        Assert.Equal(Secret, before);
        pair.Ratchet();
        Assert.All(before, value => Assert.Equal(0, value));

        byte[] after = Assert.Single(SecretMemory.Of(pair));
        Assert.Equal(Reference.Expand(Secret, [.. "agricredit/v1/ratchet"u8], 32), after);
        pair.Dispose();
        Assert.All(after, value => Assert.Equal(0, value));
        Assert.Throws<ObjectDisposedException>(() => pair.OpenRound(Context));
        Assert.Throws<ObjectDisposedException>(pair.Ratchet);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(31)]
    [InlineData(33)]
    public void Construction_FromAnotherLength_IsRefused(int length) =>
        Assert.Throws<ArgumentException>("secret", () => new PairSecret(SecretBytes.Random(length)));

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void Context_WithAHashOfAnotherLength_IsRefused(int length)
    {
        byte[] bad = new byte[length];
        Assert.Throws<ArgumentException>("session", () => new RoundContext(bad, 1, 0, Transcript, Plan));
        Assert.Throws<ArgumentException>("transcript", () => new RoundContext(Session, 1, 0, bad, Plan));
        Assert.Throws<ArgumentException>("planHash", () => new RoundContext(Session, 1, 0, Transcript, bad));
    }

    [Fact]
    public void Context_KeepsItsOwnCopies()
    {
        byte[] transcript = [.. Transcript];
        var context = new RoundContext(Session, 3, 1, transcript, Plan);
        Array.Clear(transcript);
        Assert.Equal(Stream(New(), Context), Stream(New(), context));
    }

    private static PairSecret New() => new(SecretBytes.CopyOf(Secret));

    private static byte[] Flip(byte[] hash) => [.. hash[..^1], (byte)(hash[^1] ^ 1)];

    private static ulong[] Stream(PairSecret pair, RoundContext context)
    {
        using MaskStream stream = pair.OpenRound(context);
        return MaskPaths.Words(stream, 0, Words);
    }
}
