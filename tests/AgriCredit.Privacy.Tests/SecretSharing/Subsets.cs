using System.Numerics;

namespace AgriCredit.Privacy.Tests;

/// <summary>Subsets of 0, 1, ..., n-1 by counting.</summary>
internal static class Subsets
{
    public static IEnumerable<int[]> Of(int count) =>
        Enumerable.Range(0, 1 << count).Select(bits => Enumerable.Range(0, count).Where(i => (bits >> i & 1) != 0).ToArray());

    public static IEnumerable<int[]> Of(int count, int size) =>
        Enumerable.Range(0, 1 << count).Where(bits => BitOperations.PopCount((uint)bits) == size)
            .Select(bits => Enumerable.Range(0, count).Where(i => (bits >> i & 1) != 0).ToArray());
}
