namespace AgriCredit.Privacy.Tests.Vertical;

/// <summary>PROTOCOL 5.6: a quotient is the floor or one more, never anything else.</summary>
public sealed class TruncationBitsTests
{
    private const int Draws = 200_000;
    private const long Bound = 1L << 62;

    /// <summary>A fit divides by 2^10 (a gradient of one row) up to 2^44 (a Hessian of 2^21 rows).</summary>
    public static TheoryData<int> Shifts => [1, .. Enumerable.Range(10, 35), 62];

    [Theory]
    [MemberData(nameof(Shifts))]
    public void RandomNumbers_AreTruncatedToOneOfTheNeighbours(int shift)
    {
        var words = new SharedWords(shift);
        int parties = 2 + (shift % 3);
        long[] numbers = [.. Enumerable.Range(0, Draws).Select(i => unchecked((long)words.Next()) >> (1 + (i % 62)))];

        long[] errors = [.. numbers.Zip(Truncate(numbers, shift, parties, words), (number, quotient) => quotient - (number >> shift))];

        Assert.Equal([0L, 1L], errors.Distinct().Order());
    }

    [Theory]
    [MemberData(nameof(Shifts))]
    public void NumbersAtTheBounds_AreTruncatedToOneOfTheNeighbours(int shift)
    {
        var words = new SharedWords(100 + shift);
        long[] numbers = [.. Enumerable.Repeat((long[])[Bound - 1, 1 - Bound, 0, 1, -1, 1L << shift, -(1L << shift) + 1], 1000).SelectMany(bounds => bounds)];

        for (int parties = 2; parties <= 4; parties++)
        {
            long[] quotients = Truncate(numbers, shift, parties, words);
            Assert.Subset(new HashSet<long> { 0, 1 }, numbers.Zip(quotients, (number, quotient) => quotient - (number >> shift)).ToHashSet());
        }
    }

    [Fact]
    public void Errors_RoundUpAsOftenAsTheRemainderIsLarge()
    {
        // The mean of the error is that of uniform rounding: (low bits of x) / 2^f. With 200,000 draws a mean off by 0.01 has a probability below 1e-15.
        var words = new SharedWords(77);
        const int Shift = 20;
        long[] numbers = [.. Enumerable.Repeat((123L << Shift) + (1L << (Shift - 2)), Draws)];

        double mean = Truncate(numbers, Shift, 2, words).Average(quotient => (double)(quotient - 123));

        Assert.InRange(mean, 0.24, 0.26);
    }

    private static long[] Truncate(long[] numbers, int shift, int parties, SharedWords words)
    {
        int count = numbers.Length;
        ulong[][] shares = words.Share(numbers.Select(number => unchecked((ulong)number)).ToArray(), parties);
        ulong[][] masks = [.. shares.Select(_ => words.Words(count))];
        ulong[] bits = new ulong[2 * count];
        TruncationBits.Compute(SharedWords.Sum(masks), shift, bits);
        ulong[][] dealt = words.Share(bits, parties);
        for (int party = 0; party < parties; party++)
        {
            RingVector.Add(masks[party], shares[party]);
            TruncationBits.Offset(shares[party], party == 0);
        }

        ulong[] opened = SharedWords.Sum(shares);
        ulong[][] quotients = [.. shares.Select(_ => (ulong[])opened.Clone())];
        for (int party = 0; party < parties; party++)
        {
            TruncationBits.Finish(quotients[party], dealt[party], shift, party == 0);
        }

        return [.. SharedWords.Sum(quotients).Select(word => unchecked((long)word))];
    }
}
