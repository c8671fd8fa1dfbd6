namespace AgriCredit.Privacy.Tests;

/// <summary>Law 3 of the protocol at the level of sums: whoever drops out, what is left when the masks are taken out is the plain sum of the survivors.</summary>
public sealed class DropOutTests
{
    private static readonly VectorPart[] Parts = [new("rows", 1, 0, 1e6), new("gradient", 8, 30, 1000), new("hessian", 14, 20, 1e5)];

    public static TheoryData<int> PartyCounts => [.. Enumerable.Range(2, 7)];

    [Theory]
    [MemberData(nameof(PartyCounts))]
    public void Sum_UnderEveryPatternOfDropOuts_IsThatOfTheSurvivors(int parties)
    {
        using var round = new ResilientRound(parties, new VectorLayout(parties, Parts));
        foreach (int[] survivors in Subsets.Of(parties).Where(survivors => survivors.Length > 0))
        {
            MaskedSum sum = round.Sum(survivors);
            Assert.False(round.Verify(sum, survivors.Length));
            sum.RemoveMasks(round.SelfStreams(survivors), []);
            Assert.Equal(survivors.Length == parties, round.Verify(sum, survivors.Length));
            (List<MaskStream> added, List<MaskStream> subtracted) = round.Leaves(survivors);
            sum.RemoveMasks(added, subtracted);
            Assert.Equal(round.Plain(survivors), sum.Sum.ToArray());
            Assert.True(round.Verify(sum, survivors.Length));
            Assert.All(Enumerable.Range(1, parties).Except([survivors.Length]), other => Assert.False(round.Verify(sum, other)));
        }
    }

    // A vector that arrived and whose party was then lost is taken out; removing in any order gives the same bits.
    [Fact]
    public void Sum_AfterAVectorIsTakenOut_IsThatOfTheOthers()
    {
        const int Parties = 5;
        using var round = new ResilientRound(Parties, new VectorLayout(Parties, Parts));
        for (int lost = 0; lost < Parties; lost++)
        {
            int[] survivors = [.. Enumerable.Range(0, Parties).Where(party => party != lost)];
            MaskedSum sum = round.Sum([.. Enumerable.Range(0, Parties)]);
            (List<MaskStream> added, List<MaskStream> subtracted) = round.Leaves(survivors);
            sum.RemoveMasks(added, subtracted);
            Assert.True(sum.TryRemove(round.Vectors[lost].Words.Span, round.Vectors[lost].Tag));
            sum.RemoveMasks(round.SelfStreams(survivors), []);
            Assert.Equal(round.Plain(survivors), sum.Sum.ToArray());
            Assert.True(round.Verify(sum, survivors.Length));
        }
    }

    // One mask too few or one too many, and nothing is left of the sum.
    [Fact]
    public void Sum_WithOneMaskForgotten_DoesNotVerify()
    {
        const int Parties = 5;
        using var round = new ResilientRound(Parties, new VectorLayout(Parties, Parts));
        int[] survivors = [0, 2, 4];
        (List<MaskStream> added, List<MaskStream> subtracted) = round.Leaves(survivors);
        MaskStream[] removedByAddition = [.. subtracted];
        MaskStream[] removedBySubtraction = [.. added, .. round.SelfStreams(survivors)];
        Assert.Equal(6, added.Count + subtracted.Count);
        for (int forgotten = 0; forgotten < removedBySubtraction.Length + removedByAddition.Length; forgotten++)
        {
            MaskedSum sum = round.Sum(survivors);
            sum.RemoveMasks(
                [.. removedBySubtraction.Where((_, index) => index != forgotten)],
                [.. removedByAddition.Where((_, index) => index != forgotten - removedBySubtraction.Length)]);
            Assert.False(round.Verify(sum, survivors.Length));
            Assert.All(sum.Sum.ToArray().Zip(round.Plain(survivors)), pair => Assert.NotEqual(pair.First, pair.Second));
        }
    }

    // The whole way: shares of t of the survivors, interpolation, leaves as bytes.
    [Fact]
    public void Sum_FromSharesAndLeaves_IsThatOfTheSurvivors()
    {
        const int Parties = 7;
        const int Threshold = 5;
        using var round = new ResilientRound(Parties, new VectorLayout(Parties, Parts));
        byte[][][] shares = [.. round.SelfMasks.Select(mask => SelfMaskTests.Split(mask, Threshold, Parties))];
        foreach (int[] survivors in Subsets.Of(Parties).Where(survivors => survivors.Length >= Threshold))
        {
            var interpolation = new ShareInterpolation(Threshold, [.. survivors.Select(party => party + 1)]);
            SelfMask[] recovered = [.. survivors.Select(party => interpolation.Recover([.. survivors.Select(holder => (ReadOnlyMemory<byte>)shares[party][holder])])!)];
            MaskedSum sum = round.Sum(survivors);
            (List<MaskStream> added, List<MaskStream> subtracted) = round.Leaves(survivors);
            sum.RemoveMasks([.. recovered.Select(mask => mask.OpenStream()), .. added], subtracted);
            Assert.Equal(round.Plain(survivors), sum.Sum.ToArray());
            Assert.True(round.Verify(sum, survivors.Length));
        }
    }

    // A round after drop-outs: the layout stays that of the plan's n, the masks are those of the parties still in.
    [Fact]
    public void Sum_OfFewerPartiesThanTheLayoutIsFor_IsThePlainSum()
    {
        const int Parties = 4;
        using var round = new ResilientRound(Parties, new VectorLayout(9, Parts));
        int[] survivors = [0, 1, 3];
        MaskedSum sum = round.Sum(survivors);
        (List<MaskStream> added, List<MaskStream> subtracted) = round.Leaves(survivors);
        sum.RemoveMasks([.. added, .. round.SelfStreams(survivors)], subtracted);
        Assert.Equal(round.Plain(survivors), sum.Sum.ToArray());
        Assert.True(round.Verify(sum, 3));
        Assert.False(round.Verify(sum, 4));
    }

    [Fact]
    public void SelfMask_IsAddedToWordsAndTag()
    {
        var layout = new VectorLayout(3, Parts);
        using var round = new SimulatedRound(3);
        using SelfMask mask = SelfMask.Draw();
        using MaskStream stream = mask.OpenStream();
        double[] values = new double[layout.Length];
        MaskedVector without = round.Mask(1, values, layout);
        MaskedVector with = round.Mask(1, values, layout, selfMask: mask);
        byte[] expected = without.Words.ToArray();
        stream.AddTo(0, System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ulong>(expected.AsSpan()));
        Assert.Equal(expected, with.Words.ToArray());
        Assert.Equal(Field61.Add(without.Tag, IntegrityTag.Mask(stream, layout.Length)), with.Tag);
        mask.Dispose();
        Assert.Throws<ObjectDisposedException>(() => round.Mask(1, values, layout, selfMask: mask));
    }
}
