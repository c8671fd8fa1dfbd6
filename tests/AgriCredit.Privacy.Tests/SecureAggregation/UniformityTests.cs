namespace AgriCredit.Privacy.Tests;

/// <summary>Law 2 of the protocol: any n-1 masked vectors are uniform, whatever the inputs.</summary>
/// <remarks>
/// Chi-square over the 256 values of each byte position, two-sided with the tail bounds of Laurent and Massart 2000, lemma 1:
/// P(X > k + 2 sqrt(k x) + 2 x) and P(X &lt; k - 2 sqrt(k x)) are at most e^-x for k degrees of freedom. With x = 32 and below 700 statistics in the class,
/// a correct implementation is refused with probability below 2e-11. The keys come from a fixed seed, so it is never refused by chance.
/// </remarks>
public sealed class UniformityTests
{
    private const int Parties = 3;
    private const int Length = 4096;
    private const int Rounds = 16;
    private const double X = 32;

    public static TheoryData<string> Inputs => ["zero", "bound", "-bound", "alternating"];

    [Theory]
    [MemberData(nameof(Inputs))]
    public void MaskedVectors_AreUniformAloneAndTogether(string input)
    {
        var layout = new VectorLayout(Parties, [new VectorPart("x", Length, 30, 1e6)]);
        double[] values = Values(input);

        // Combinations of one and of two vectors with odd coefficients; each is a bijection of either vector, so uniform if the pair is.
        (int A, int B, int C)[] combinations =
            [(1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 0), (1, -1, 0), (1, 0, 1), (1, 0, -1), (0, 1, 1), (0, 1, -1), (3, 5, 0), (0, 7, -3), (11, 0, 9)];
        var counts = new long[combinations.Length][,];
        long[,] sumOfAll = new long[8, 256];
        for (int i = 0; i < counts.Length; i++)
        {
            counts[i] = new long[8, 256];
        }

        using var keys = new SimulatedRound(Parties, "uniformity " + input);
        for (ulong round = 1; round <= Rounds; round++)
        {
            var context = new RoundContext(keys.Context.Session, round, 0, keys.Context.Transcript, keys.Context.PlanHash);
            ulong[][] vectors = [.. Enumerable.Range(0, Parties).Select(party => Words(keys.Mask(party, values, layout, context)))];
            for (int word = 0; word < Length; word++)
            {
                for (int i = 0; i < combinations.Length; i++)
                {
                    (int a, int b, int c) = combinations[i];
                    Count(counts[i], unchecked(((ulong)a * vectors[0][word]) + ((ulong)b * vectors[1][word]) + ((ulong)c * vectors[2][word])));
                }

                Count(sumOfAll, unchecked(vectors[0][word] + vectors[1][word] + vectors[2][word]));
            }
        }

        for (int i = 0; i < combinations.Length; i++)
        {
            for (int position = 0; position < 8; position++)
            {
                double statistic = ChiSquare(counts[i], position);
                Assert.True(IsUniform(statistic), $"Combination {combinations[i]}, byte {position}: chi-square {statistic} with 255 degrees of freedom.");
            }
        }

        // The test can fail: all three together are the plain sum, which is anything but uniform.
        Assert.All(Enumerable.Range(0, 8), position => Assert.False(IsUniform(ChiSquare(sumOfAll, position))));
    }

    // Mode R: party 2 has dropped out, and every mask that it shares has been opened to the coordinator, for its vector arrives all the same; the self masks of the others are
    // opened too. What is left of the vector, alone and in the sum of all, is still uniform.
    [Theory]
    [MemberData(nameof(Inputs))]
    public void VectorOfADropOut_WithAllItsPairwiseMasksOpened_IsUniform(string input)
    {
        var layout = new VectorLayout(Parties, [new VectorPart("x", Length, 30, 1e6)]);
        double[] values = Values(input);

        long[,] late = new long[8, 256];
        long[,] sumOfAll = new long[8, 256];
        long[,] survivors = new long[8, 256];
        using var keys = new SimulatedRound(Parties, "drop-out " + input);
        for (ulong round = 1; round <= Rounds; round++)
        {
            var context = new RoundContext(keys.Context.Session, round, 0, keys.Context.Transcript, keys.Context.PlanHash);
            SelfMask[] masks = [.. Enumerable.Range(0, Parties).Select(party => ResilientRound.Fixed($"{input} {round} {party}"))];
            MaskedVector[] vectors = [.. masks.Select((mask, party) => keys.Mask(party, values, layout, context, mask))];
            MaskStream[] leaves = [.. Enumerable.Range(0, 2).Select(Leaf)];

            var sum = new MaskedSum(Length);
            Assert.All(vectors[..2], vector => Assert.True(sum.TryAdd(vector.Words.Span, vector.Tag)));
            sum.RemoveMasks([masks[0].OpenStream(), masks[1].OpenStream()], []);
            var lateSum = new MaskedSum(Length);
            Assert.True(lateSum.TryAdd(vectors[2].Words.Span, vectors[2].Tag));
            lateSum.RemoveMasks([], leaves);
            CountAll(late, lateSum.Sum);

            Assert.True(sum.TryAdd(vectors[2].Words.Span, vectors[2].Tag));
            CountAll(sumOfAll, sum.Sum);
            Assert.True(sum.TryRemove(vectors[2].Words.Span, vectors[2].Tag));
            sum.RemoveMasks(leaves, []);
            CountAll(survivors, sum.Sum);

            MaskStream Leaf(int survivor)
            {
                using SecretBytes key = keys.Pair(survivor, 2).RoundKey(context);
                return MaskStream.FromKey(key.Span);
            }
        }

        for (int position = 0; position < 8; position++)
        {
            Assert.True(IsUniform(ChiSquare(late, position)));
            Assert.True(IsUniform(ChiSquare(sumOfAll, position)));
            Assert.False(IsUniform(ChiSquare(survivors, position)));
        }
    }

    // Tags lie in F; their top 6 of 61 bits take 64 values, equally often but for one part in 2^55.
    [Fact]
    public void MaskedTags_AreUniform()
    {
        const int Samples = 8192;
        const int Bins = 64;
        var layout = new VectorLayout(Parties, [new VectorPart("x", 1, 0, 1)]);
        long[][] counts = [new long[Bins], new long[Bins], new long[Bins], new long[Bins]];
        using var keys = new SimulatedRound(Parties, "tags");
        for (ulong round = 1; round <= Samples; round++)
        {
            var context = new RoundContext(keys.Context.Session, round, 0, keys.Context.Transcript, keys.Context.PlanHash);
            ulong[] tags = [.. Enumerable.Range(0, Parties).Select(party => keys.Mask(party, [0], layout, context).Tag)];
            Assert.All(tags, tag => Assert.True(tag < Field61.Prime));
            for (int party = 0; party < Parties; party++)
            {
                counts[party][tags[party] >> 55]++;
            }

            counts[Parties][Field61.Add(tags[0], tags[1]) >> 55]++;
        }

        foreach (long[] count in counts)
        {
            double statistic = count.Sum(observed => Math.Pow(observed - (Samples / Bins), 2) / (Samples / Bins));
            Assert.InRange(statistic, 63 - (2 * Math.Sqrt(63 * X)), 63 + (2 * Math.Sqrt(63 * X)) + (2 * X));
        }
    }

    private static double[] Values(string input) => [.. Enumerable.Range(0, Length).Select(i => input switch
    {
        "zero" => 0,
        "bound" => 1e6,
        "-bound" => -1e6,
        _ => i % 2 == 0 ? 1e6 : -1e6,
    })];

    private static ulong[] Words(MaskedVector vector) => [.. vector.Words.ToArray().Chunk(8).Select(bytes => BitConverter.ToUInt64(bytes))];

    private static void CountAll(long[,] counts, ReadOnlySpan<ulong> words)
    {
        foreach (ulong word in words)
        {
            Count(counts, word);
        }
    }

    private static void Count(long[,] counts, ulong word)
    {
        for (int position = 0; position < 8; position++)
        {
            counts[position, (word >> (8 * position)) & 0xFF]++;
        }
    }

    private static double ChiSquare(long[,] counts, int position)
    {
        const double Expected = Length * Rounds / 256.0;
        double statistic = 0;
        for (int value = 0; value < 256; value++)
        {
            double difference = counts[position, value] - Expected;
            statistic += difference * difference / Expected;
        }

        return statistic;
    }

    private static bool IsUniform(double statistic) =>
        statistic > 255 - (2 * Math.Sqrt(255 * X)) && statistic < 255 + (2 * Math.Sqrt(255 * X)) + (2 * X);
}
