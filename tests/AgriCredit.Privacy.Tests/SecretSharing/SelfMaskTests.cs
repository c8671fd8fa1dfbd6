using System.Security.Cryptography;

namespace AgriCredit.Privacy.Tests;

public sealed class SelfMaskTests
{
    private static readonly ulong[] Elements = [0x0123456789ABCDEF, Field61.Prime - 1, 7];

    [Fact]
    public void OpenStream_IsTheStreamOfTheProtocol()
    {
        using SelfMask mask = New();
        using MaskStream stream = mask.OpenStream();
        byte[] key = Reference.Expand(SHA256.HashData(SlowShamir.Bytes(Elements)), [.. "agricredit/v1/self"u8], 16);
        Assert.Equal(Reference.Stream(key, 0, 100), MaskPaths.Words(stream, 0, 100));
    }

    // Each element of a draw is uniform, so two of 192 are equal with probability below 2^-46.
    [Fact]
    public void Draw_GivesFreshElementsOfTheField()
    {
        var seen = new List<ulong>();
        for (int i = 0; i < 64; i++)
        {
            using SelfMask mask = SelfMask.Draw();
            byte[] elements = Assert.Single(SecretMemory.Of(mask));
            Assert.Equal(24, elements.Length);
            seen.AddRange(Enumerable.Range(0, 3).Select(element => SlowShamir.Word(elements, element)));
        }

        Assert.All(seen, element => Assert.InRange(element, 0UL, Field61.Prime - 1));
        Assert.Equal(seen.Count, seen.Distinct().Count());
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(2, 3)]
    [InlineData(3, 5)]
    [InlineData(5, 5)]
    [InlineData(51, 100)]
    [InlineData(65, 128)]
    public void Split_GivesSharesOfTheElements(int threshold, int holders)
    {
        using SelfMask mask = New();
        byte[][] shares = Split(mask, threshold, holders);
        Assert.Equal(holders, shares.Length);
        Assert.All(shares.Select((share, index) => (share, index)), pair =>
        {
            Assert.Equal(SelfMask.ShareLength, pair.share.Length);
            Assert.Equal((ulong)pair.index + 1, SlowShamir.Word(pair.share, 0));
            Assert.True(SelfMask.IsShare(pair.share, pair.index + 1));
        });
        Assert.Equal(Elements, SlowShamir.Elements(shares[..threshold]));
        Assert.Equal(Elements, SlowShamir.Elements(shares[^threshold..]));
        Assert.NotEqual(Elements, SlowShamir.Elements(shares[..(threshold - 1)]));
    }

    [Fact]
    public void Split_Again_DrawsOtherPolynomials()
    {
        using SelfMask mask = New();
        byte[][] first = Split(mask, 3, 5);
        byte[][] second = Split(mask, 3, 5);
        Assert.All(first.Zip(second), pair => Assert.NotEqual(pair.First, pair.Second));
        Assert.Equal(SlowShamir.Elements(first[..3]), SlowShamir.Elements(second[..3]));
    }

    // The share of one holder of a 2-of-3 sharing, secret and all fixed: its low 61 bits must take every value alike. Chi-square over the top six bits of each element with
    // the bounds of UniformityTests, x = 32: refused by chance with probability below 2^-43.
    [Fact]
    public void Split_GivesUniformShares()
    {
        const int Samples = 4096;
        const int Bins = 64;
        using SelfMask mask = New();
        long[][] counts = [new long[Bins], new long[Bins], new long[Bins]];
        for (int sample = 0; sample < Samples; sample++)
        {
            byte[] share = Split(mask, 2, 2)[1];
            for (int element = 0; element < counts.Length; element++)
            {
                counts[element][SlowShamir.Word(share, element + 1) >> 55]++;
            }
        }

        Assert.All(counts, count =>
        {
            double statistic = count.Sum(observed => Math.Pow(observed - (Samples / Bins), 2) / (Samples / Bins));
            Assert.InRange(statistic, 63 - (2 * Math.Sqrt(63 * 32)), 63 + (2 * Math.Sqrt(63 * 32)) + 64);
        });
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(0, 5)]
    [InlineData(-1, 5)]
    [InlineData(6, 5)]
    [InlineData(2, 1)]
    [InlineData(2, 0)]
    public void Split_WithAnImpossibleThreshold_IsRefused(int threshold, int holders)
    {
        using SelfMask mask = New();
        Assert.Throws<ArgumentOutOfRangeException>(nameof(threshold), () => mask.Split(threshold, holders));
    }

    [Fact]
    public void IsShare_OfWhatIsNone_IsFalse()
    {
        byte[] share = SlowShamir.Bytes(4, 0, Field61.Prime - 1, 1);
        Assert.True(SelfMask.IsShare(share, 4));
        Assert.False(SelfMask.IsShare(share, 3));
        Assert.False(SelfMask.IsShare(share, -4));
        Assert.False(SelfMask.IsShare(share.AsSpan(1), 4));
        Assert.False(SelfMask.IsShare([.. share, 0], 4));
        Assert.False(SelfMask.IsShare([], 4));
        Assert.False(SelfMask.IsShare(SlowShamir.Bytes(0, 1, 1, 1), 0));
        Assert.False(SelfMask.IsShare(SlowShamir.Bytes(ulong.MaxValue, 1, 1, 1), -1));
        Assert.False(SelfMask.IsShare(SlowShamir.Bytes(4 + (1UL << 32), 1, 1, 1), 4));
        foreach (ulong beyond in new[] { Field61.Prime, Field61.Prime + 1, ulong.MaxValue })
        {
            Assert.False(SelfMask.IsShare(SlowShamir.Bytes(4, beyond, 1, 1), 4));
            Assert.False(SelfMask.IsShare(SlowShamir.Bytes(4, 1, beyond, 1), 4));
            Assert.False(SelfMask.IsShare(SlowShamir.Bytes(4, 1, 1, beyond), 4));
        }

        using SecretBytes secret = SecretBytes.CopyOf(share);
        Assert.True(SelfMask.IsShare(secret, 4));
        Assert.False(SelfMask.IsShare(secret, 5));
    }

    [Fact]
    public void Dispose_ErasesTheElements()
    {
        SelfMask mask = New();
        byte[] memory = Assert.Single(SecretMemory.Of(mask));
        Assert.Equal(SlowShamir.Bytes(Elements), memory);
        mask.Dispose();
        Assert.All(memory, value => Assert.Equal(0, value));
        Assert.Throws<ObjectDisposedException>(mask.OpenStream);
        Assert.Throws<ObjectDisposedException>(() => mask.Split(2, 3));
        Assert.Equal("SelfMask(redacted)", mask.ToString());
    }

    internal static byte[][] Split(SelfMask mask, int threshold, int holders)
    {
        SecretBytes[] shares = mask.Split(threshold, holders);
        byte[][] copies = [.. shares.Select(share => share.Export())];
        Array.ForEach(shares, share => share.Dispose());
        return copies;
    }

    private static SelfMask New() => new(SecretBytes.CopyOf(SlowShamir.Bytes(Elements)));
}
