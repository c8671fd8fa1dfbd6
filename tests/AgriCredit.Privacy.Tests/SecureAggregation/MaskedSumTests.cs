using System.Numerics;
using System.Runtime.InteropServices;
using CsCheck;

namespace AgriCredit.Privacy.Tests;

public sealed class MaskedSumTests
{
    private const int Parties = 3;
    private static readonly VectorLayout Layout =
        new(Parties, [new VectorPart("rows", 1, 0, 1e6), new VectorPart("gradient", 20, 30, 1000), new VectorPart("hessian", 12, 20, 1e5)]);

    [Fact]
    public void Verify_OfTheHonestSum_Accepts()
    {
        using var round = new SimulatedRound(Parties);
        MaskedSum sum = round.Sum(Values(), Layout);
        Assert.Equal(Parties, sum.Count);
        Assert.True(round.Verify(sum.Sum, sum.Tag, Layout));
    }

    [Fact]
    public void Verify_WithOneCoordinateAltered_Refuses()
    {
        using var round = new SimulatedRound(Parties);
        MaskedSum honest = round.Sum(Values(), Layout);
        for (int index = 0; index < Layout.Length; index++)
        {
            foreach (long change in new[] { 1L, -1, 2, 1 << 19 })
            {
                ulong[] altered = honest.Sum.ToArray();
                altered[index] = unchecked(altered[index] + (ulong)change);
                Assert.Equal(-1, FixedPointEncoding.FirstOutOfRange(altered, Layout));
                Assert.False(round.Verify(altered, honest.Tag, Layout));
            }
        }
    }

    [Fact]
    public void Verify_WithTheTagAltered_Refuses()
    {
        using var round = new SimulatedRound(Parties);
        MaskedSum honest = round.Sum(Values(), Layout);
        for (int bit = 0; bit < 64; bit++)
        {
            Assert.False(round.Verify(honest.Sum, honest.Tag ^ (1UL << bit), Layout));
        }

        // The same element, but not the canonical one.
        Assert.False(round.Verify(honest.Sum, honest.Tag + Field61.Prime, Layout));
    }

    // The tag's equation holds modulo p, so a coordinate moved by k p satisfies it; only the range check refuses it.
    [Fact]
    public void Verify_OfASumMovedByAMultipleOfP_NeedsTheRangeCheck()
    {
        using var round = new SimulatedRound(Parties);
        MaskedSum honest = round.Sum(Values(), Layout);
        for (int index = 0; index < Layout.Length; index++)
        {
            foreach (int k in new[] { -3, -2, -1, 1, 2, 3 })
            {
                BigInteger[] moved = [.. honest.Sum.ToArray().Select(element => (BigInteger)unchecked((long)element))];
                moved[index] += k * Reference.Prime;
                ulong[] ring = [.. moved.Select(element => unchecked((ulong)(long)element))];
                Assert.Equal(honest.Tag, Reference.Tag(round.GroupKey.Span.ToArray(), 1, 0, moved, Parties));
                Assert.Equal(index, FixedPointEncoding.FirstOutOfRange(ring, Layout));
                Assert.False(round.Verify(ring, honest.Tag, Layout));
            }
        }
    }

    // A tag linear in the sum would accept every multiple of what the coordinator knows, nothing at all included.
    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(2)]
    [InlineData(-3)]
    public void Verify_OfAMultipleOfSumAndTag_Refuses(int factor)
    {
        using var round = new SimulatedRound(Parties);
        MaskedSum honest = round.Sum(Values(), Layout);
        ulong[] multiple = [.. honest.Sum.ToArray().Select(element => unchecked((ulong)(factor * (long)element)))];
        ulong tag = (ulong)Reference.Modulo(factor * (BigInteger)honest.Tag, Reference.Prime);
        Assert.Equal(-1, FixedPointEncoding.FirstOutOfRange(multiple, Layout));
        Assert.False(round.Verify(multiple, tag, Layout));
    }

    [Fact]
    public void Verify_OfReplacedLostOrRepeatedContributions_Refuses()
    {
        using var round = new SimulatedRound(Parties);
        using var another = new SimulatedRound(Parties, "another session");
        double[][] values = Values();
        MaskedVector[] honest = [.. values.Select((own, party) => round.Mask(party, own, Layout))];
        var later = new RoundContext(round.Context.Session, 1, 1, round.Context.Transcript, round.Context.PlanHash);
        MaskedVector[][] sums =
        [
            [honest[0], honest[1]],
            [honest[0], honest[1], honest[1]],
            [honest[0], honest[1], honest[2], honest[2]],
            [honest[0], honest[1], round.Mask(2, values[1], Layout, later)],
            [honest[0], honest[1], another.Mask(2, values[2], Layout)],
            [],
        ];
        foreach (MaskedVector[] vectors in sums)
        {
            var sum = new MaskedSum(Layout.Length);
            Assert.All(vectors, vector => Assert.True(sum.TryAdd(vector.Words.Span, vector.Tag)));
            Assert.False(round.Verify(sum.Sum, sum.Tag, Layout));
        }

        // Words of one party with the tag of another: the sums of both are those of the honest round, and that is all that counts.
        var crossed = new MaskedSum(Layout.Length);
        Assert.True(crossed.TryAdd(honest[0].Words.Span, honest[1].Tag));
        Assert.True(crossed.TryAdd(honest[1].Words.Span, honest[2].Tag));
        Assert.False(round.Verify(crossed.Sum, crossed.Tag, Layout));
        Assert.True(crossed.TryAdd(honest[2].Words.Span, honest[0].Tag));
        Assert.True(round.Verify(crossed.Sum, crossed.Tag, Layout));
    }

    [Fact]
    public void Verify_ElsewhereOrUnderAnotherKey_Refuses()
    {
        using var round = new SimulatedRound(Parties);
        MaskedSum honest = round.Sum(Values(), Layout);
        RoundContext place = round.Context;
        Assert.False(MaskedSum.Verify(honest.Sum, honest.Tag, Layout, new RoundContext(place.Session, 2, 0, place.Transcript, place.PlanHash), round.GroupKey, Layout.Parties));
        Assert.False(MaskedSum.Verify(honest.Sum, honest.Tag, Layout, new RoundContext(place.Session, 1, 1, place.Transcript, place.PlanHash), round.GroupKey, Layout.Parties));
        using SecretBytes another = SecretBytes.Random(32);
        Assert.False(MaskedSum.Verify(honest.Sum, honest.Tag, Layout, place, another, Layout.Parties));
        Assert.False(MaskedSum.Verify(honest.Sum[1..], honest.Tag, Layout, place, round.GroupKey, Layout.Parties));
        var wider = new VectorLayout(Parties + 1, Layout.Parts);
        Assert.False(MaskedSum.Verify(honest.Sum, honest.Tag, wider, place, round.GroupKey, wider.Parties));
    }

    [Fact]
    public void TryAdd_OfAMalformedVector_AddsNothing()
    {
        using var round = new SimulatedRound(Parties);
        MaskedVector vector = round.Mask(0, Values()[0], Layout);
        var sum = new MaskedSum(Layout.Length);
        Assert.True(sum.TryAdd(vector.Words.Span, vector.Tag));
        ulong[] before = sum.Sum.ToArray();
        byte[] words = vector.Words.ToArray();
        Assert.False(sum.TryAdd(words.AsSpan(1), vector.Tag));
        Assert.False(sum.TryAdd(words.AsSpan(8), vector.Tag));
        Assert.False(sum.TryAdd([.. words, 0], vector.Tag));
        Assert.False(sum.TryAdd([.. words, .. new byte[8]], vector.Tag));
        Assert.False(sum.TryAdd([], vector.Tag));
        Assert.False(sum.TryAdd(words, Field61.Prime));
        Assert.False(sum.TryAdd(words, Field61.Prime + 1));
        Assert.False(sum.TryAdd(words, ulong.MaxValue));
        Assert.Equal(before, sum.Sum.ToArray());
        Assert.Equal(vector.Tag, sum.Tag);
        Assert.Equal(1, sum.Count);
        Assert.True(sum.TryAdd(words, Field61.Prime - 1));
    }

    [Fact]
    public void TryRemove_OfAVectorThatWasAdded_LeavesTheOthers()
    {
        using var round = new SimulatedRound(Parties);
        MaskedVector[] vectors = [.. Values().Select((own, party) => round.Mask(party, own, Layout))];
        var sum = new MaskedSum(Layout.Length);
        Assert.False(sum.TryRemove(vectors[0].Words.Span, vectors[0].Tag));
        Assert.All(vectors, vector => Assert.True(sum.TryAdd(vector.Words.Span, vector.Tag)));
        byte[] shifted = [0, .. vectors[1].Words.Span];
        Assert.True(sum.TryRemove(shifted.AsSpan(1), vectors[1].Tag));

        var others = new MaskedSum(Layout.Length);
        Assert.True(others.TryAdd(vectors[0].Words.Span, vectors[0].Tag));
        Assert.True(others.TryAdd(vectors[2].Words.Span, vectors[2].Tag));
        Assert.Equal(others.Sum.ToArray(), sum.Sum.ToArray());
        Assert.Equal(others.Tag, sum.Tag);
        Assert.Equal(2, sum.Count);

        byte[] words = vectors[0].Words.ToArray();
        Assert.False(sum.TryRemove(words.AsSpan(8), vectors[0].Tag));
        Assert.False(sum.TryRemove([.. words, 0], vectors[0].Tag));
        Assert.False(sum.TryRemove(words, Field61.Prime));
        Assert.Equal(others.Sum.ToArray(), sum.Sum.ToArray());
        Assert.Equal(2, sum.Count);
        Assert.True(sum.TryRemove(words, vectors[0].Tag));
        Assert.True(sum.TryRemove(vectors[2].Words.Span, vectors[2].Tag));
        Assert.All(sum.Sum.ToArray(), element => Assert.Equal(0UL, element));
        Assert.Equal(0UL, sum.Tag);
    }

    // Long enough for all processors; the same bits as one stream after the other.
    [Theory]
    [InlineData(1)]
    [InlineData(2047)]
    [InlineData(2048)]
    [InlineData(2049)]
    [InlineData(100_003)]
    public void RemoveMasks_OfManyStreams_UndoesEach(int length)
    {
        MaskStream[] streams = [.. Enumerable.Range(0, 9).Select(i => MaskStream.FromKey(SimulatedRound.Bytes($"stream {i}").AsSpan(0, MaskStream.KeyLength)))];
        ulong[] words = new ulong[length];
        new Random(4).NextBytes(MemoryMarshal.AsBytes(words.AsSpan()));
        ulong[] masked = [.. words];
        BigInteger tag = 12345;
        for (int i = 0; i < streams.Length; i++)
        {
            ulong mask = IntegrityTag.Mask(streams[i], length);
            if (i % 3 == 0)
            {
                streams[i].SubtractFrom(0, masked);
                tag -= mask;
            }
            else
            {
                streams[i].AddTo(0, masked);
                tag += mask;
            }
        }

        var sum = new MaskedSum(length);
        Assert.True(sum.TryAdd(MemoryMarshal.AsBytes(masked.AsSpan()), (ulong)Reference.Modulo(tag, Reference.Prime)));
        sum.RemoveMasks([.. streams.Where((_, i) => i % 3 != 0)], [.. streams.Where((_, i) => i % 3 == 0)]);
        Assert.Equal(words, sum.Sum.ToArray());
        Assert.Equal(12345UL, sum.Tag);
        Assert.Equal(1, sum.Count);
        sum.RemoveMasks([], []);
        Assert.Equal(words, sum.Sum.ToArray());
        Array.ForEach(streams, stream => stream.Dispose());
        Assert.Throws<ObjectDisposedException>(() => new MaskedSum(1).RemoveMasks(streams, []));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(Parties + 1)]
    public void Verify_ForAnImpossibleNumberOfContributions_IsRefused(int contributions)
    {
        using var round = new SimulatedRound(Parties);
        MaskedSum honest = round.Sum(Values(), Layout);
        Assert.Throws<ArgumentOutOfRangeException>(
            nameof(contributions), () => MaskedSum.Verify(honest.Sum, honest.Tag, Layout, round.Context, round.GroupKey, contributions));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(Parties - 1)]
    public void Verify_ForAnotherNumberOfContributions_Refuses(int contributions)
    {
        using var round = new SimulatedRound(Parties);
        MaskedSum honest = round.Sum(Values(), Layout);
        Assert.False(MaskedSum.Verify(honest.Sum, honest.Tag, Layout, round.Context, round.GroupKey, contributions));
    }

    [Fact]
    public void TryAdd_FromAnyAlignment_AddsModuloTwoTo64()
    {
        Gen.Select(Gen.Int[1, 40], Gen.Int[0, 8]).SelectMany((length, shift) => Gen.Select(Gen.ULong.Array[length], Gen.ULong.Array[length], Gen.Const(shift)))
            .Sample((first, second, shift) =>
            {
                var sum = new MaskedSum(first.Length);
                foreach (ulong[] words in new[] { first, second })
                {
                    byte[] bytes = [.. new byte[shift], .. words.SelectMany(word => Enumerable.Range(0, 8).Select(i => unchecked((byte)(word >> (8 * i)))))];
                    Assert.True(sum.TryAdd(bytes.AsSpan(shift), 0));
                }

                return sum.Sum.SequenceEqual(first.Zip(second, (a, b) => unchecked(a + b)).ToArray());
            });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(VectorLayout.MaxLength + 1)]
    public void Construction_OfAnImpossibleLength_IsRefused(int length) =>
        Assert.Throws<ArgumentOutOfRangeException>(nameof(length), () => new MaskedSum(length));

    // Some sums positive, some negative, all below a third of what could be.
    private static double[][] Values()
    {
        var random = new Random(2);
        return [.. Enumerable.Range(0, Parties).Select(_ => Layout.Parts
            .SelectMany(part => Enumerable.Range(0, part.Length).Select(_ => part.Bound * ((2 * random.NextDouble()) - 1) / 3)).ToArray())];
    }
}
