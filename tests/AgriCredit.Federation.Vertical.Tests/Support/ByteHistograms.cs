using System.Collections.Concurrent;

namespace AgriCredit.Federation.Vertical.Tests;

/// <summary>How often each value occurs at each byte of the words of recorded messages, by the step at which they were sent.</summary>
/// <remarks>
/// Statistics are chi-square with 255 degrees of freedom, refused by the tail bounds of Laurent and Massart 2000, lemma 1, at x = 30: a correct implementation is refused with probability 2e-13 a statistic.
/// Seeds are fixed, so never by chance.
/// </remarks>
internal sealed class ByteHistograms
{
    private const int Values = 256;
    private const double X = 30;

    /// <summary>Fewer words than this say nothing about 256 values.</summary>
    private const int FewestWords = 1280;

    private readonly ConcurrentDictionary<string, long[][]> _counts = new();

    public IEnumerable<string> Steps => _counts.Keys.Order(StringComparer.Ordinal);

    /// <summary>Counts a message of words of 4 or 8 bytes.</summary>
    public void Add(string step, ReadOnlySpan<byte> message, int wordLength)
    {
        long[][] counts = _counts.GetOrAdd(step, _ => [.. Enumerable.Range(0, wordLength).Select(_ => new long[Values])]);
        lock (counts)
        {
            for (int i = 0; i < message.Length; i++)
            {
                counts[i % wordLength][message[i]]++;
            }
        }
    }

    /// <summary>Steps whose words are not uniform.</summary>
    public IReadOnlyList<string> NotUniform() =>
    [
        .. from step in Steps
           let counts = _counts[step]
           where Enough(counts[0])
           from position in Enumerable.Range(0, counts.Length)
           let expected = counts[position].Sum() / (double)Values
           let statistic = counts[position].Sum(count => (count - expected) * (count - expected) / expected)
           where !IsPlausible(statistic)
           select $"{step}, byte {position}: chi-square {statistic:F0} over {counts[position].Sum()} words",
    ];

    /// <summary>Steps at which the words of two recordings have different distributions.</summary>
    public IReadOnlyList<string> DifferencesFrom(ByteHistograms other)
    {
        Assert.Equal(Steps, other.Steps);
        return
        [
            .. from step in Steps
               let counts = _counts[step]
               where Enough(counts[0])
               from position in Enumerable.Range(0, counts.Length)
               let statistic = counts[position].Zip(other._counts[step][position], (a, b) => a + b == 0 ? 0 : (a - b) * (double)(a - b) / (a + b)).Sum()
               where !IsPlausible(statistic)
               select $"{step}, byte {position}: chi-square {statistic:F0}",
        ];
    }

    /// <summary>Steps with too few words for a test.</summary>
    public IReadOnlyList<string> TooFew() => [.. Steps.Where(step => !Enough(_counts[step][0]))];

    private static bool Enough(long[] counts) => counts.Sum() >= FewestWords;

    private static bool IsPlausible(double statistic)
    {
        const double Freedom = Values - 1;
        double spread = 2 * Math.Sqrt(Freedom * X);
        return statistic <= Freedom + spread + (2 * X) && statistic >= Freedom - spread;
    }
}
