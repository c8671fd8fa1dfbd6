namespace AgriCredit.Privacy;

/// <summary>Adds and subtracts many mask streams over one vector, a piece at a time, so that the piece stays in the first-level cache while all of them pass over it.</summary>
internal static class MaskPass
{
    /// <summary>16 KiB.</summary>
    private const int ChunkWords = 2048;

    /// <summary>Words of keystream, some 0.2 ms of them, below which waking another thread costs more than it saves.</summary>
    private const long WordsWorthAThread = 1 << 18;

    /// <summary>Applies the streams from their start, on this thread alone.</summary>
    public static void Run(Span<ulong> elements, IReadOnlyList<MaskStream> added, IReadOnlyList<MaskStream> subtracted)
    {
        for (int start = 0; start < elements.Length; start += ChunkWords)
        {
            ApplyChunk(elements, start, added, subtracted);
        }
    }

    /// <summary>Applies the streams from their start, on all processors where there is enough to do.</summary>
    public static void RunParallel(ulong[] elements, IReadOnlyList<MaskStream> added, IReadOnlyList<MaskStream> subtracted)
    {
        // The platform's AES objects are not promised to be safe for several threads.
        if ((long)elements.Length * (added.Count + subtracted.Count) < WordsWorthAThread || MaskStream.IsPortable)
        {
            Run(elements, added, subtracted);
            return;
        }

        Parallel.For(0, ((elements.Length - 1) / ChunkWords) + 1, chunk => ApplyChunk(elements, chunk * ChunkWords, added, subtracted));
    }

    private static void ApplyChunk(Span<ulong> elements, int start, IReadOnlyList<MaskStream> added, IReadOnlyList<MaskStream> subtracted)
    {
        Span<ulong> chunk = elements.Slice(start, Math.Min(ChunkWords, elements.Length - start));
        for (int i = 0; i < added.Count; i++)
        {
            added[i].AddTo(start, chunk);
        }

        for (int i = 0; i < subtracted.Count; i++)
        {
            subtracted[i].SubtractFrom(start, chunk);
        }
    }
}
