namespace AgriCredit.Alignment;

/// <summary>What both sides of an alignment agree on, and how a side runs.</summary>
public sealed class AlignmentOptions
{
    /// <summary>Elements of a block, the last one of a list aside.</summary>
    public const int BlockElements = 2048;

    /// <summary>Bytes of a full block: what a buffer has to hold.</summary>
    public const int BlockLength = BlockElements * ElementLength;

    /// <summary>Bytes of an element.</summary>
    public const int ElementLength = RistrettoGroup.ElementLength;

    /// <summary>Bytes of a session's id.</summary>
    public const int SessionLength = 32;

    /// <summary>The most elements of a list: 1 GiB of them.</summary>
    public const int ElementsLimit = 1 << 25;

    /// <summary>The default of <see cref="PaddingMultiple"/>.</summary>
    public const int DefaultPaddingMultiple = 1000;

    /// <summary>The default of <see cref="PeerLimit"/>.</summary>
    public const int DefaultPeerLimit = 10_000_000;

    /// <summary>Who learns which applicants are shared; the same at both sides.</summary>
    public AlignmentReveal Reveal { get; init; } = AlignmentReveal.Both;

    /// <summary>
    /// Both lists are filled up with random elements to a multiple of this, at least to one, so that the peer does not learn the exact number of ids; 1 to <see cref="ElementsLimit"/>, the same at both sides.
    /// A side whose number of ids is such a multiple already sends no padding.
    /// </summary>
    public int PaddingMultiple { get; init; } = DefaultPaddingMultiple;

    /// <summary>The longest list to take from the peer, who otherwise could claim any amount of memory; 1 to <see cref="ElementsLimit"/>. Some 44 bytes are held for each element.</summary>
    public int PeerLimit { get; init; } = DefaultPeerLimit;

    /// <summary>Threads for the arithmetic of a block, at least 1; the bytes are the same with any number.</summary>
    public int MaxThreads { get; init; } = Environment.ProcessorCount;

    /// <summary>The announced length of a list of that many ids.</summary>
    internal int Padded(int ids)
    {
        long multiples = Math.Max(1, (ids + (long)PaddingMultiple - 1) / PaddingMultiple);
        return multiples * PaddingMultiple <= ElementsLimit
            ? (int)(multiples * PaddingMultiple)
            : throw new ArgumentException($"{ids} ids, filled up to a multiple of {PaddingMultiple}, are more than {ElementsLimit} elements.", nameof(ids));
    }

    /// <summary>Reports all faults together.</summary>
    internal static void Check(AlignmentOptions options)
    {
        List<string> faults = [];
        if (!Enum.IsDefined(options.Reveal))
        {
            faults.Add($"{nameof(Reveal)} is {options.Reveal}, which is not defined.");
        }

        if (options.PaddingMultiple is < 1 or > ElementsLimit)
        {
            faults.Add($"{nameof(PaddingMultiple)} is {options.PaddingMultiple}, not 1 to {ElementsLimit}.");
        }

        if (options.PeerLimit is < 1 or > ElementsLimit)
        {
            faults.Add($"{nameof(PeerLimit)} is {options.PeerLimit}, not 1 to {ElementsLimit}.");
        }

        if (options.MaxThreads < 1)
        {
            faults.Add($"{nameof(MaxThreads)} is {options.MaxThreads}, not at least 1.");
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join(" ", faults), nameof(options));
        }
    }
}
