using System.Runtime.InteropServices;

namespace AgriCredit.Privacy.Tests;

public sealed class SecretBytesTests
{
    private static readonly byte[] Content = SimulatedRound.Bytes("content");

    [Fact]
    public void ToString_NeverHoldsTheContent()
    {
        using SecretBytes secret = SecretBytes.CopyOf(Content);
        Assert.Equal("SecretBytes(32 bytes, redacted)", secret.ToString());
    }

    [Fact]
    public void Dispose_ZeroesTheMemory()
    {
        SecretBytes secret = SecretBytes.CopyOf(Content);
        Span<byte> memory = secret.Span;
        Assert.Equal(Content, memory.ToArray());
        secret.Dispose();
        Assert.False(memory.ContainsAnyExcept((byte)0));
        secret.Dispose();
    }

    [Fact]
    public void UseAfterDisposal_Throws()
    {
        SecretBytes secret = SecretBytes.CopyOf(Content);
        using SecretBytes other = SecretBytes.CopyOf(Content);
        secret.Dispose();
        Assert.Throws<ObjectDisposedException>(() => _ = secret.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => secret.Hash());
        Assert.Throws<ObjectDisposedException>(() => secret.FixedTimeEquals(other));
        Assert.Throws<ObjectDisposedException>(() => other.FixedTimeEquals(secret));
        Assert.Equal(32, secret.Length);
        Assert.Contains("redacted", secret.ToString());
    }

    [Fact]
    public void Memory_IsPinned()
    {
        // The collector moves what survives generation 0; a pinned array stays, so that no copy is left behind.
        using SecretBytes secret = SecretBytes.Random(32);
        byte[] memory = SecretMemory.Of(secret);
        nint before = Marshal.UnsafeAddrOfPinnedArrayElement(memory, 0);
        GC.Collect();
        GC.Collect();
        Assert.Equal(before, Marshal.UnsafeAddrOfPinnedArrayElement(memory, 0));
        Assert.Equal(GC.MaxGeneration, GC.GetGeneration(memory));
    }

    [Fact]
    public void CopyOf_IsACopy()
    {
        byte[] source = [.. Content];
        using SecretBytes secret = SecretBytes.CopyOf(source);
        Array.Clear(source);
        Assert.Equal(Content, secret.Span.ToArray());
    }

    [Fact]
    public void Export_IsACopy()
    {
        SecretBytes secret = SecretBytes.CopyOf(Content);
        byte[] copy = secret.Export();
        Assert.Equal(Content, copy);
        Array.Clear(copy);
        Assert.Equal(Content, secret.Span.ToArray());
        secret.Dispose();
        Assert.Throws<ObjectDisposedException>(() => secret.Export());
    }

    [Fact]
    public void FixedTimeEquals_ComparesContentAndLength()
    {
        using SecretBytes secret = SecretBytes.CopyOf(Content);
        using SecretBytes same = SecretBytes.CopyOf(Content);
        using SecretBytes shorter = SecretBytes.CopyOf(Content.AsSpan(0, 31));
        Assert.True(secret.FixedTimeEquals(same));
        Assert.False(secret.FixedTimeEquals(shorter));
        for (int i = 0; i < Content.Length; i++)
        {
            byte[] changed = [.. Content];
            changed[i] ^= 0x80;
            using SecretBytes other = SecretBytes.CopyOf(changed);
            Assert.False(secret.FixedTimeEquals(other));
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(15)]
    public void Random_BelowSixteenBytes_IsRefused(int length) =>
        Assert.Throws<ArgumentOutOfRangeException>(nameof(length), () => SecretBytes.Random(length));

    [Fact]
    public void CopyOf_BelowSixteenBytes_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>("source", () => SecretBytes.CopyOf(new byte[15]));

    // Two of 64 draws of 16 bytes are equal with probability below 2^-117.
    [Fact]
    public void Random_NeverRepeats() =>
        Assert.Equal(64, Enumerable.Range(0, 64).Select(_ => Convert.ToHexString(SecretBytes.Random(16).Span)).Distinct().Count());
}
