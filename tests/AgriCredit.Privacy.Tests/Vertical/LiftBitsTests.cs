namespace AgriCredit.Privacy.Tests.Vertical;

/// <summary>PROTOCOL 5.5 step 4: from shares modulo 2^32 to shares modulo 2^64, without an error.</summary>
public sealed class LiftBitsTests
{
    private const int Draws = 200_000;
    private const int Bound = 1 << 30;

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void RandomNumbers_AreLiftedExactly(int parties)
    {
        var words = new SharedWords(5 + parties);
        int[] numbers = [.. Enumerable.Range(0, Draws).Select(_ => (int)words.Between(1 - Bound, Bound))];

        Assert.Equal(numbers.Select(number => (long)number), Lift(numbers, parties, words));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void NumbersAtTheBounds_AreLiftedExactly(int parties)
    {
        var words = new SharedWords(9 + parties);
        int[] numbers = [.. Enumerable.Repeat((int[])[1 - Bound, Bound - 1, 0, 1, -1, -Bound], 10_000).SelectMany(bounds => bounds)];

        Assert.Equal(numbers.Select(number => (long)number), Lift(numbers, parties, words));
    }

    [Fact]
    public void NumberBeyondTheBound_IsNot()
    {
        // The test can fail: with 2^30 more the top of the opened sum no longer tells whether it wrapped.
        var words = new SharedWords(3);
        int[] numbers = [.. Enumerable.Repeat(int.MinValue / 4 * 3, 1000)];

        Assert.NotEqual(numbers.Select(number => (long)number), Lift(numbers, 2, words));
    }

    private static long[] Lift(int[] numbers, int parties, SharedWords words)
    {
        int count = numbers.Length;
        uint[][] shares = words.Share(numbers.Select(number => unchecked((uint)number)).ToArray(), parties);
        uint[][] masks = [.. shares.Select(_ => words.SmallWords(count))];
        uint[] bits = new uint[2 * count];
        LiftBits.Compute([.. masks.Select(mask => mask.AsMemory())], bits);
        uint[][] dealt = words.Share(bits, parties);
        for (int party = 0; party < parties; party++)
        {
            LiftBits.Mask(shares[party], masks[party], party == 0);
        }

        uint[] opened = SharedWords.Sum(shares);
        ulong[][] lifted = [.. shares.Select(_ => new ulong[count])];
        for (int party = 0; party < parties; party++)
        {
            LiftBits.Finish(opened, masks[party], dealt[party], lifted[party], party == 0);
        }

        return [.. SharedWords.Sum(lifted).Select(word => unchecked((long)word))];
    }
}
