using CsCheck;

namespace AgriCredit.Privacy.Tests;

public sealed class MaskedVectorTests
{
    private static readonly int[] Lengths = [1, 2, 3, 15, 16, 17, 2047, 2048, 2049, 5000];

    public static TheoryData<int> PartyCounts => [.. Enumerable.Range(2, 8)];

    // Law 1 of the protocol: any order of arrival, any values.
    [Theory]
    [MemberData(nameof(PartyCounts))]
    public void Sum_OfAllVectors_IsThePlainFixedPointSum(int parties)
    {
        var random = new Random(parties);
        foreach (int length in Lengths)
        {
            VectorLayout layout = Parts(parties, length);
            double[][] values = [.. Enumerable.Range(0, parties).Select(_ => Draw(layout, random))];
            ulong[] plain = new ulong[length];
            foreach (double[] own in values)
            {
                ulong[] encoded = new ulong[length];
                Assert.Equal(-1, FixedPointEncoding.Encode(own, layout, encoded));
                plain = [.. plain.Zip(encoded, (a, b) => unchecked(a + b))];
            }

            int[] order = [.. Enumerable.Range(0, parties)];
            random.Shuffle(order);
            using var round = new SimulatedRound(parties, $"{parties} {length}");
            MaskedSum sum = round.Sum(values, layout, order);
            Assert.Equal(plain, sum.Sum.ToArray());
            Assert.True(round.Verify(sum.Sum, sum.Tag, layout));
            Assert.Equal(Decode(plain, layout), Decode(sum.Sum, layout));
        }
    }

    // Law 1: any partition. Rows on the grid of the scale add up exactly, so every split of the same rows gives the same bits, parties without rows included.
    [Fact]
    public void Sum_OfAnySplitOfTheRows_IsTheSameBitForBit()
    {
        const int Rows = 60;
        const int Length = 19;
        const int MostParties = 9;
        VectorLayout layout = Parts(MostParties, Length);
        Gen.Select(Gen.Int[-1000, 1000].Array[Length].Array[Rows], Gen.Int[2, MostParties], Gen.Int[0, int.MaxValue]).Sample((rows, parties, seed) =>
        {
            var random = new Random(seed);
            int[] owners = [.. rows.Select(_ => random.Next(parties))];
            int[] order = [.. Enumerable.Range(0, parties)];
            random.Shuffle(order);
            VectorLayout split = new(parties, layout.Parts);
            double[][] values = [.. Enumerable.Range(0, parties).Select(party => Total(rows.Where((_, row) => owners[row] == party)))];
            using var round = new SimulatedRound(parties, $"split {seed}");
            MaskedSum sum = round.Sum(values, split, order);
            return round.Verify(sum.Sum, sum.Tag, split) && Decode(sum.Sum, split).SequenceEqual(Total(rows));
        });

        double[] Total(IEnumerable<int[]> rows)
        {
            double[] total = new double[Length];
            foreach (int[] row in rows)
            {
                for (int i = 0; i < Length; i++)
                {
                    total[i] += Math.ScaleB(row[i], -PartOf(layout, i).FractionalBits);
                }
            }

            return total;
        }
    }

    // Law 7: at the bound for the planned n, nothing wraps.
    [Theory]
    [MemberData(nameof(PartyCounts))]
    public void Sum_OfInputsAtTheBound_DoesNotWrap(int parties)
    {
        double[] bounds = [1, 999.9, 1e9, Math.BitDecrement(Math.ScaleB(1, 56)), Math.ScaleB(1, 60) / parties * 0.999];
        var layout = new VectorLayout(parties, [.. bounds.Select((bound, i) =>
            new VectorPart($"part {i}", 9, VectorPart.LargestFractionalBits(parties, bound, VectorPart.MaxFractionalBits)!.Value, bound))]);
        foreach (int sign in new[] { 1, -1 })
        {
            double[] extreme = [.. Enumerable.Range(0, layout.Length).Select(i => sign * PartOf(layout, i).Bound)];
            using var round = new SimulatedRound(parties, $"bound {sign}");
            MaskedSum sum = round.Sum([.. Enumerable.Repeat(extreme, parties)], layout);
            Assert.True(round.Verify(sum.Sum, sum.Tag, layout));
            for (int i = 0; i < layout.Length; i++)
            {
                VectorPart part = PartOf(layout, i);
                Assert.Equal(parties * Reference.Encode(extreme[i], part.FractionalBits), unchecked((long)sum.Sum[i]));
            }
        }
    }

    [Fact]
    public void Create_OfAValueBeyondItsBound_GivesNothingButItsIndex()
    {
        VectorLayout layout = Parts(2, 17);
        using var round = new SimulatedRound(2);
        for (int index = 0; index < layout.Length; index++)
        {
            foreach (double bad in new[] { Math.BitIncrement(PartOf(layout, index).Bound), double.NaN, double.NegativeInfinity })
            {
                double[] values = new double[layout.Length];
                values[index] = bad;
                Assert.Null(MaskedVector.Create(values, layout, round.Context, round.GroupKey, [], round.After(0), selfMask: null, out int badIndex));
                Assert.Equal(index, badIndex);
            }
        }
    }

    [Fact]
    public void Create_WithoutAPeer_IsRefused()
    {
        VectorLayout layout = Parts(2, 3);
        using var round = new SimulatedRound(3);
        Refused(2, [], []);
        Refused(2, round.Before(1), round.After(1));
        Refused(3, round.Before(1), round.Before(1));
        Refused(3, [round.Before(1)[0], round.Before(1)[0]], []);

        void Refused(int parties, IReadOnlyList<PairSecret> before, IReadOnlyList<PairSecret> after) =>
            Assert.Throws<ArgumentException>("peersAfter", () =>
                MaskedVector.Create(new double[3], new VectorLayout(parties, layout.Parts), round.Context, round.GroupKey, before, after, selfMask: null, out _));
    }

    [Fact]
    public void Create_WithADisposedSecret_Throws()
    {
        VectorLayout layout = Parts(3, 3);
        using var round = new SimulatedRound(3);
        IReadOnlyList<PairSecret> peers = round.After(0);
        peers[1].Dispose();
        Assert.Throws<ObjectDisposedException>(() => MaskedVector.Create(new double[3], layout, round.Context, round.GroupKey, [], peers, selfMask: null, out _));
    }

    [Fact]
    public void Create_Twice_GivesTheSameBytes()
    {
        VectorLayout layout = Parts(3, 100);
        double[] values = Draw(layout, new Random(1));
        using var round = new SimulatedRound(3);
        MaskedVector first = round.Mask(1, values, layout);
        MaskedVector second = round.Mask(1, values, layout);
        Assert.Equal(first.Words.ToArray(), second.Words.ToArray());
        Assert.Equal(first.Tag, second.Tag);
    }

    // With two parties one mask covers the vector: what differs between two contributions is then exactly what differs between the values.
    [Fact]
    public void Vectors_OfTwoParties_AreTheEncodingPlusAndMinusTheStream()
    {
        VectorLayout layout = Parts(2, 101);
        double[] values = Draw(layout, new Random(3));
        ulong[] encoded = new ulong[layout.Length];
        Assert.Equal(-1, FixedPointEncoding.Encode(values, layout, encoded));
        using var round = new SimulatedRound(2);
        using MaskStream stream = round.After(0)[0].OpenRound(round.Context);
        ulong[] mask = MaskPaths.Words(stream, 0, layout.Length);
        Assert.Equal(encoded.Zip(mask, (q, m) => unchecked(q + m)), Words(round.Mask(0, values, layout)));
        Assert.Equal(encoded.Zip(mask, (q, m) => unchecked(q - m)), Words(round.Mask(1, values, layout)));
    }

    private static IEnumerable<ulong> Words(MaskedVector vector) =>
        vector.Words.ToArray().Chunk(8).Select(bytes => BitConverter.ToUInt64(bytes));

    private static double[] Decode(ReadOnlySpan<ulong> sum, VectorLayout layout)
    {
        double[] decoded = new double[layout.Length];
        FixedPointEncoding.Decode(sum, layout, decoded);
        return decoded;
    }

    // One to three parts of different scales and bounds.
    private static VectorLayout Parts(int parties, int length)
    {
        int first = Math.Min(1, length);
        int second = (length - first) / 3;
        int third = length - first - second;
        return new VectorLayout(parties, [.. new[] { ("rows", first, 0, 1e6), ("gradient", second, 30, 1234.5), ("hessian", third, 44, 2.25) }
            .Where(part => part.Item2 > 0)
            .Select(part => new VectorPart(part.Item1, part.Item2, part.Item3, part.Item4))]);
    }

    private static VectorPart PartOf(VectorLayout layout, int index) =>
        layout.Parts.SelectMany(part => Enumerable.Repeat(part, part.Length)).ElementAt(index);

    private static double[] Draw(VectorLayout layout, Random random) =>
        [.. layout.Parts.SelectMany(part => Enumerable.Range(0, part.Length).Select(_ => part.Bound * ((2 * random.NextDouble()) - 1)))];
}
