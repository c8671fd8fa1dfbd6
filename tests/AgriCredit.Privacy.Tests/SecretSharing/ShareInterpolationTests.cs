using CsCheck;

namespace AgriCredit.Privacy.Tests;

public sealed class ShareInterpolationTests
{
    public static TheoryData<int, int> Sharings => new()
    {
        { 2, 2 }, { 2, 3 }, { 2, 5 }, { 3, 3 }, { 3, 5 }, { 4, 6 }, { 5, 5 }, { 5, 7 },
    };

    // Law 4: any t or more of n, in any order.
    [Theory]
    [MemberData(nameof(Sharings))]
    public void Recover_FromAnySufficientSet_GivesTheMask(int threshold, int holders)
    {
        using SelfMask mask = SelfMask.Draw();
        byte[][] shares = SelfMaskTests.Split(mask, threshold, holders);
        var random = new Random(threshold + (100 * holders));
        foreach (int[] chosen in Subsets.Of(holders).Where(chosen => chosen.Length >= threshold))
        {
            random.Shuffle(chosen);
            var interpolation = new ShareInterpolation(threshold, [.. chosen.Select(index => index + 1)]);
            Assert.Equal(threshold, interpolation.Threshold);
            Assert.Equal(chosen.Select(index => index + 1), interpolation.Holders);
            ReadOnlyMemory<byte>[] given = [.. chosen.Select(index => (ReadOnlyMemory<byte>)shares[index])];
            using SelfMask? recovered = interpolation.Recover(given);
            Assert.Equal(SecretMemory.Of(mask)[0], SecretMemory.Of(recovered!)[0]);
            Assert.Null(interpolation.FindCorrupt(given));
        }
    }

    [Fact]
    public void Recover_IsTheInterpolationOfTheIntegers() => Gen.Select(Gen.Int[2, 20], Gen.Int[0, int.MaxValue]).Sample(
        (threshold, seed) =>
        {
            var random = new Random(seed);
            int[] holders = [.. Enumerable.Range(0, threshold).Select(_ => random.Next(1, int.MaxValue)).Distinct()];
            if (holders.Length < threshold)
            {
                return true;
            }

            byte[][] shares = [.. holders.Select(holder => SlowShamir.Bytes((ulong)holder, Element(), Element(), Element()))];
            using SelfMask? recovered = new ShareInterpolation(threshold, holders).Recover([.. shares]);
            return SecretMemory.Of(recovered!)[0].SequenceEqual(SlowShamir.Bytes(SlowShamir.Elements(shares)));

            ulong Element() => (ulong)random.NextInt64((long)Field61.Prime);
        },
        iter: 200);

    [Fact]
    public void Recover_AtTheLargestSize_GivesTheMask()
    {
        using SelfMask mask = SelfMask.Draw();
        byte[][] shares = SelfMaskTests.Split(mask, 65, 128);
        int[] holders = [.. Enumerable.Range(1, 128)];
        using SelfMask? recovered = new ShareInterpolation(65, holders).Recover([.. shares]);
        Assert.Equal(SecretMemory.Of(mask)[0], SecretMemory.Of(recovered!)[0]);
    }

    // Law 4: one share more than needed detects one that is wrong, wherever it is and however little.
    [Theory]
    [MemberData(nameof(Sharings))]
    public void Recover_WithAnExtraShareAndOneWrong_IsNull(int threshold, int holders)
    {
        using SelfMask mask = SelfMask.Draw();
        byte[][] shares = SelfMaskTests.Split(mask, threshold, holders);
        var interpolation = new ShareInterpolation(threshold, [.. Enumerable.Range(1, holders)]);
        for (int index = 0; index < holders; index++)
        {
            for (int word = 1; word <= 3; word++)
            {
                foreach (ulong change in new[] { 1UL, 1UL << 60, Field61.Prime - 1 })
                {
                    using SelfMask? recovered = interpolation.Recover(Changed(shares, index, word, change));
                    if (holders > threshold)
                    {
                        Assert.Null(recovered);
                    }
                    else
                    {
                        // Without one, the wrong share just gives another mask.
                        Assert.NotEqual(SecretMemory.Of(mask)[0], SecretMemory.Of(recovered!)[0]);
                    }
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sharings))]
    public void FindCorrupt_WithTwoExtraSharesAndOneWrong_NamesItsHolder(int threshold, int holders)
    {
        using SelfMask mask = SelfMask.Draw();
        byte[][] shares = SelfMaskTests.Split(mask, threshold, holders);
        int[] order = [.. Enumerable.Range(1, holders).Reverse()];
        var interpolation = new ShareInterpolation(threshold, order);
        for (int index = 0; index < holders; index++)
        {
            for (int word = 1; word <= 3; word++)
            {
                ReadOnlyMemory<byte>[] given = [.. Changed(shares, index, word, 1UL << 33).Reverse()];
                Assert.Equal(holders >= threshold + 2 ? index + 1 : null, interpolation.FindCorrupt(given));
            }

            // What is not a share at all is wrong on the face of it, so that one extra share will do.
            ReadOnlyMemory<byte>[] malformed = [.. shares.Select(share => (ReadOnlyMemory<byte>)share).Reverse()];
            malformed[holders - 1 - index] = new byte[SelfMask.ShareLength];
            Assert.Null(interpolation.Recover(malformed));
            Assert.Equal(holders > threshold ? index + 1 : null, interpolation.FindCorrupt(malformed));
        }
    }

    // Two wrong shares of five with threshold two: three are right, so no single one left out makes the rest agree.
    [Fact]
    public void FindCorrupt_WithMoreWrong_AccusesNobody()
    {
        using SelfMask mask = SelfMask.Draw();
        byte[][] shares = SelfMaskTests.Split(mask, 2, 5);
        var interpolation = new ShareInterpolation(2, [1, 2, 3, 4, 5]);
        foreach (int[] wrong in Subsets.Of(5, 2))
        {
            ReadOnlyMemory<byte>[] given = Changed(shares, wrong[0], 1, 5);
            given[wrong[1]] = Changed(shares, wrong[1], 2, 9)[wrong[1]];
            Assert.Null(interpolation.Recover(given));
            Assert.Null(interpolation.FindCorrupt(given));
            given[wrong[1]] = new byte[SelfMask.ShareLength - 1];
            Assert.Null(interpolation.Recover(given));
            Assert.Null(interpolation.FindCorrupt(given));
        }
    }

    // A share of another sharing of the same mask: same form, same secret, another polynomial.
    [Fact]
    public void Recover_WithAShareOfAnotherSharing_IsNull()
    {
        using SelfMask mask = SelfMask.Draw();
        byte[][] shares = SelfMaskTests.Split(mask, 3, 5);
        shares[4] = SelfMaskTests.Split(mask, 3, 5)[4];
        Assert.Null(new ShareInterpolation(3, [1, 2, 3, 4, 5]).Recover([.. shares]));
        Assert.Equal(5, new ShareInterpolation(3, [1, 2, 3, 4, 5]).FindCorrupt([.. shares]));
    }

    [Fact]
    public void Recover_WithExchangedShares_IsNull()
    {
        using SelfMask mask = SelfMask.Draw();
        byte[][] shares = SelfMaskTests.Split(mask, 2, 3);
        Assert.Null(new ShareInterpolation(2, [1, 2]).Recover([shares[1], shares[0]]));
        Assert.Null(new ShareInterpolation(2, [1, 3]).Recover([shares[0], shares[1]]));
    }

    [Fact]
    public void Construction_FromImpossibleHolders_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("threshold", () => new ShareInterpolation(1, [1, 2]));
        Assert.Throws<ArgumentException>("holders", () => new ShareInterpolation(3, [1, 2]));
        Assert.Throws<ArgumentException>("holders", () => new ShareInterpolation(2, [1, 2, 1]));
        Assert.Throws<ArgumentException>("holders", () => new ShareInterpolation(2, [0, 1]));
        Assert.Throws<ArgumentException>("holders", () => new ShareInterpolation(2, [1, -2]));
        Assert.Throws<ArgumentNullException>("holders", () => new ShareInterpolation(2, null!));
    }

    [Fact]
    public void Recover_WithoutAShareForEachHolder_IsRefused()
    {
        var interpolation = new ShareInterpolation(2, [1, 2, 3]);
        Assert.Throws<ArgumentException>("shares", () => interpolation.Recover([new byte[32], new byte[32]]));
        Assert.Throws<ArgumentException>("shares", () => interpolation.FindCorrupt([]));
        Assert.Throws<ArgumentNullException>("shares", () => interpolation.Recover(null!));
    }

    private static ReadOnlyMemory<byte>[] Changed(byte[][] shares, int index, int word, ulong change)
    {
        ulong[] words = [.. Enumerable.Range(0, 4).Select(i => SlowShamir.Word(shares[index], i))];
        words[word] = Field61.Add(words[word], change);
        ReadOnlyMemory<byte>[] changed = [.. shares];
        changed[index] = SlowShamir.Bytes(words);
        return changed;
    }
}
