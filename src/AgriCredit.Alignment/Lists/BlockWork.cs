namespace AgriCredit.Alignment;

/// <summary>Work on each element of a block, over several threads, with one result whatever their number.</summary>
internal static class BlockWork
{
    /// <summary>Some 2 ms of arithmetic: small enough that the threads end together.</summary>
    private const int Share = 32;

    /// <summary>Does the work.</summary>
    /// <param name="elements">The number of elements.</param>
    /// <param name="maxThreads">Threads at most.</param>
    /// <param name="work">Takes an element's number; false when the element is refused. It must be thread-safe.</param>
    /// <returns>The lowest number that was refused; null when none was.</returns>
    public static int? ForEach(int elements, int maxThreads, Func<int, bool> work)
    {
        int refused = int.MaxValue;
        int shares = (elements + Share - 1) / Share;
        Parallel.For(0, shares, new ParallelOptions { MaxDegreeOfParallelism = maxThreads }, share =>
        {
            int end = Math.Min(elements, (share + 1) * Share);
            for (int element = share * Share; element < end && element < Volatile.Read(ref refused); element++)
            {
                if (!work(element))
                {
                    LowerTo(ref refused, element);
                    return;
                }
            }
        });

        return refused == int.MaxValue ? null : refused;
    }

    private static void LowerTo(ref int lowest, int value)
    {
        int seen = Volatile.Read(ref lowest);
        while (value < seen)
        {
            int before = Interlocked.CompareExchange(ref lowest, value, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }
}
