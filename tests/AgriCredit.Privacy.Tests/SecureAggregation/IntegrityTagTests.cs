using System.Numerics;
using CsCheck;

namespace AgriCredit.Privacy.Tests;

public sealed class IntegrityTagTests
{
    private const long Limit = VectorPart.SumLimit;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(513)]
    [InlineData(1500)]
    public void Compute_IsTheInnerProductOverTheIntegers(int length)
    {
        using var round = new SimulatedRound(2, $"tag {length}", round: ulong.MaxValue, attempt: uint.MaxValue);
        var random = new Random(length);
        BigInteger[] elements = [.. Enumerable.Range(0, length).Select(i => (BigInteger)(i % 3 == 0 ? (i % 2 == 0 ? Limit : -Limit) : random.NextInt64(-Limit, Limit + 1)))];
        ulong[] ring = [.. elements.Select(element => unchecked((ulong)(long)element))];
        foreach (int contributions in new[] { 0, 1, 32 })
        {
            Assert.Equal(
                Reference.Tag(round.GroupKey.Span.ToArray(), ulong.MaxValue, uint.MaxValue, elements, contributions),
                IntegrityTag.Compute(round.GroupKey, round.Context, ring, contributions));
        }
    }

    [Fact]
    public void Compute_AddsUp()
    {
        using var round = new SimulatedRound(2);
        Gen.Select(Gen.Long[-Limit / 2, Limit / 2].Array[40], Gen.Long[-Limit / 2, Limit / 2].Array[40]).Sample((first, second) =>
            Field61.Add(Tag(first, 1), Tag(second, 1)) == Tag([.. first.Zip(second, (a, b) => a + b)], 2));

        ulong Tag(long[] elements, int contributions) =>
            IntegrityTag.Compute(round.GroupKey, round.Context, [.. elements.Select(element => unchecked((ulong)element))], contributions);
    }

    // A word whose low 61 bits are all ones would be p, which is no element: it is skipped, whatever its high bits, and alpha stays uniform.
    [Fact]
    public void Absorb_SkipsWordsThatAreP()
    {
        ulong[] words = [Field61.Prime, 7, ulong.MaxValue, 5 | (1UL << 63), Field61.Prime | (1UL << 62), 11];
        ulong tag = 100;
        Assert.Equal(3, IntegrityTag.Absorb(words, [1, 2, 3, 4], ref tag));
        Assert.Equal(100UL + (7 * 1) + (5 * 2) + (11 * 3), tag);

        tag = 0;
        Assert.Equal(1, IntegrityTag.Absorb(words, [9], ref tag));
        Assert.Equal(63UL, tag);

        Assert.Equal(0, IntegrityTag.Absorb([ulong.MaxValue, Field61.Prime], [9], ref tag));
        Assert.Equal(63UL, tag);
    }

    [Fact]
    public void FirstElement_SkipsWordsThatAreP()
    {
        Assert.Equal(3UL, IntegrityTag.FirstElement([3, 4]));
        Assert.Equal(4UL, IntegrityTag.FirstElement([ulong.MaxValue, 4 | (7UL << 61)]));
        Assert.Equal(Field61.Prime - 1, IntegrityTag.FirstElement([Field61.Prime, Field61.Prime - 1]));
        Assert.Null(IntegrityTag.FirstElement([ulong.MaxValue, Field61.Prime]));
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    [InlineData(2047, 2048)]
    [InlineData(2048, 2048)]
    public void Mask_IsTheFirstWordOfTheNextWholeBlock(int length, int position)
    {
        byte[] key = SimulatedRound.Bytes("key")[..MaskStream.KeyLength];
        using MaskStream stream = MaskStream.FromKey(key);
        Assert.Equal(Reference.Stream(key, position, 1)[0] & Field61.Prime, IntegrityTag.Mask(stream, length));
    }
}
