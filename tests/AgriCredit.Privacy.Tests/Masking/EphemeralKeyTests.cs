namespace AgriCredit.Privacy.Tests;

public sealed class EphemeralKeyTests
{
    private static readonly byte[] Salt = SimulatedRound.Bytes("salt");

    // One key in 128 has a coordinate that begins with a zero byte: 2,000 draws hold none with probability below 2e-7.
    [Fact]
    public void PublicKey_IsAlways65BytesUncompressed()
    {
        for (int i = 0; i < 2000; i++)
        {
            using EphemeralKey key = EphemeralKey.Generate();
            Assert.Equal(EphemeralKey.PublicKeyLength, key.PublicKey.Length);
            Assert.Equal(4, key.PublicKey.Span[0]);
        }
    }

    [Fact]
    public void Agree_AtBothParties_GivesOneSecret()
    {
        using EphemeralKey one = EphemeralKey.Generate();
        using EphemeralKey other = EphemeralKey.Generate();
        using SecretBytes? first = one.Agree(other.PublicKey.Span, Salt);
        using SecretBytes? second = other.Agree(one.PublicKey.Span, Salt);
        Assert.Equal(32, first!.Length);
        Assert.True(first.FixedTimeEquals(second!));
    }

    [Fact]
    public void Agree_UnderAnotherSaltOrKey_GivesAnotherSecret()
    {
        using EphemeralKey one = EphemeralKey.Generate();
        using EphemeralKey other = EphemeralKey.Generate();
        using EphemeralKey third = EphemeralKey.Generate();
        using SecretBytes? secret = one.Agree(other.PublicKey.Span, Salt);
        using SecretBytes? salted = one.Agree(other.PublicKey.Span, SimulatedRound.Bytes("another salt"));
        using SecretBytes? another = one.Agree(third.PublicKey.Span, Salt);
        Assert.False(secret!.FixedTimeEquals(salted!));
        Assert.False(secret.FixedTimeEquals(another!));
    }

    // Known points that are not valid: PrimitiveVectorTests. Here, a valid one with any one bit changed: (x', y) is on the curve with probability about 2^-256.
    [Fact]
    public void Agree_WithAChangedBit_IsNull()
    {
        using EphemeralKey one = EphemeralKey.Generate();
        using EphemeralKey other = EphemeralKey.Generate();
        for (int bit = 0; bit < 8 * EphemeralKey.PublicKeyLength; bit++)
        {
            byte[] changed = other.PublicKey.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Null(one.Agree(changed, Salt));
        }
    }

    [Fact]
    public void Agree_AfterDisposal_Throws()
    {
        EphemeralKey one = EphemeralKey.Generate();
        using EphemeralKey other = EphemeralKey.Generate();
        one.Dispose();
        Assert.Throws<ObjectDisposedException>(() => one.Agree(other.PublicKey.Span, Salt));
    }
}
