using System.Runtime.Intrinsics;

namespace AgriCredit.Adversary.Tests;

/// <summary>The mistake: a pair agrees on 32 bits, and a fast generator (SplitMix64) stretches them to the mask. A search over all seeds is the attack.</summary>
internal static class SmallSeedMask
{
    private const ulong Step = 0x9E3779B97F4A7C15;
    private const ulong First = 0xBF58476D1CE4E5B9;
    private const ulong Second = 0x94D049BB133111EB;

    public static ulong Word(uint seed, int index)
    {
        ulong z = unchecked(seed + (Step * (ulong)(index + 1)));
        z = unchecked((z ^ (z >> 30)) * First);
        z = unchecked((z ^ (z >> 27)) * Second);
        return z ^ (z >> 31);
    }

    /// <summary>The seeds for which the first masked word, less its mask, is a count below a bound: all 2^32 are tried, eight at a time on every processor.</summary>
    public static IReadOnlyList<uint> Search(ulong masked, ulong bound)
    {
        var found = new List<uint>();
        const uint Part = 1 << 24;
        Parallel.For(0, (1L << 32) / Part, part =>
        {
            Vector512<ulong> seeds = Vector512.Create((ulong)part * Part) + Vector512.Create(0UL, 1, 2, 3, 4, 5, 6, 7);
            Vector512<ulong> target = Vector512.Create(masked);
            Vector512<ulong> limit = Vector512.Create(bound);
            for (uint i = 0; i < Part; i += 8)
            {
                Vector512<ulong> z = seeds + Vector512.Create(Step);
                z = (z ^ (z >>> 30)) * Vector512.Create(First);
                z = (z ^ (z >>> 27)) * Vector512.Create(Second);
                z ^= z >>> 31;
                if (Vector512.LessThanAny(target - z, limit))
                {
                    Take((uint)(((ulong)part * Part) + i));
                }

                seeds += Vector512.Create(8UL);
            }
        });
        return found;

        void Take(uint start)
        {
            for (uint seed = start; seed - start < 8; seed = unchecked(seed + 1))
            {
                if (unchecked(masked - Word(seed, 0)) < bound)
                {
                    lock (found)
                    {
                        found.Add(seed);
                    }
                }
            }
        }
    }
}
