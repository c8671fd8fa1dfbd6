using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace AgriCredit.Privacy;

/// <summary>What leaves a party in a round: its encoded vector and tag, each hidden by the pairwise masks it shares with every other party.</summary>
/// <remarks>
/// Any n-1 of the n vectors of a round are uniform and independent of the inputs; only the sum of all n means anything. With a self mask as well, no sum means anything
/// before the self masks of all parties in it, and the pairwise masks they share with those not in it, are taken out. Source: PROTOCOL 2.3.
/// </remarks>
public sealed class MaskedVector
{
    private MaskedVector(byte[] words, ulong tag)
    {
        Words = words;
        Tag = tag;
    }

    /// <summary>The masked ring elements, little-endian, 8 bytes each.</summary>
    public ReadOnlyMemory<byte> Words { get; }

    /// <summary>The masked integrity tag, in [0, 2^61 - 1).</summary>
    public ulong Tag { get; }

    /// <summary>Encodes, tags and masks one party's values for a round.</summary>
    /// <param name="values">The party's values.</param>
    /// <param name="layout">Their layout.</param>
    /// <param name="context">The round.</param>
    /// <param name="groupKey">The key that all parties and no coordinator hold.</param>
    /// <param name="peersBefore">Secrets with the parties before this one in the round's list: their masks are subtracted.</param>
    /// <param name="peersAfter">Secrets with the parties after this one: their masks are added.</param>
    /// <param name="selfMask">The party's own mask of this round where parties may drop out of it; null where none may. It stays the caller's.</param>
    /// <param name="badIndex">-1, or the index of the first value that is not finite or beyond its bound.</param>
    /// <returns>The masked vector, or null when <paramref name="badIndex"/> is not -1.</returns>
    /// <exception cref="ArgumentException">The values are not as long as the layout, there is no peer, there are more than the layout has parties, or one is listed
    /// twice.</exception>
    /// <remarks>No plain value is left in memory that this method allocated, however it ends.</remarks>
    public static MaskedVector? Create(
        ReadOnlySpan<double> values,
        VectorLayout layout,
        RoundContext context,
        SecretBytes groupKey,
        IReadOnlyList<PairSecret> peersBefore,
        IReadOnlyList<PairSecret> peersAfter,
        SelfMask? selfMask,
        out int badIndex)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(groupKey);
        ArgumentNullException.ThrowIfNull(peersBefore);
        ArgumentNullException.ThrowIfNull(peersAfter);

        RequirePeers(layout, peersBefore, peersAfter);

        // The plain encoding lives in the array that the masks then cover, pinned so that the garbage collector copies it nowhere.
        byte[] words = GC.AllocateUninitializedArray<byte>(layout.Length * sizeof(ulong), pinned: true);
        Span<ulong> elements = MemoryMarshal.Cast<byte, ulong>(words.AsSpan());
        var subtracted = new List<MaskStream>(peersBefore.Count);
        var added = new List<MaskStream>(peersAfter.Count + 1);
        bool isMasked = false;
        try
        {
            badIndex = FixedPointEncoding.Encode(values, layout, elements);
            if (badIndex >= 0)
            {
                return null;
            }

            ulong tag = IntegrityTag.Compute(groupKey, context, elements, contributions: 1);
            Open(peersBefore, context, subtracted);
            Open(peersAfter, context, added);
            if (selfMask is not null)
            {
                added.Add(selfMask.OpenStream());
            }

            MaskPass.Run(elements, added, subtracted);
            tag = IntegrityTag.Mask(tag, elements.Length, added, subtracted);
            isMasked = true;
            ReverseOnBigEndian(elements);
            return new MaskedVector(words, tag);
        }
        finally
        {
            added.ForEach(mask => mask.Dispose());
            subtracted.ForEach(mask => mask.Dispose());
            if (!isMasked)
            {
                CryptographicOperations.ZeroMemory(words);
            }
        }
    }

    internal static void ReverseOnBigEndian(Span<ulong> elements)
    {
        if (!BitConverter.IsLittleEndian)
        {
            System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(elements, elements);
        }
    }

    // One by one: where a secret turns out to be disposed of, the streams opened before it must be erased.
    private static void Open(IReadOnlyList<PairSecret> peers, RoundContext context, List<MaskStream> streams)
    {
        foreach (PairSecret peer in peers)
        {
            streams.Add(peer.OpenRound(context));
        }
    }

    // Without a peer, or with one peer's mask both added and subtracted, the vector would leave in the clear.
    private static void RequirePeers(VectorLayout layout, IReadOnlyList<PairSecret> peersBefore, IReadOnlyList<PairSecret> peersAfter)
    {
        int peers = peersBefore.Count + peersAfter.Count;
        if (peers == 0 || peers >= layout.Parties)
        {
            throw new ArgumentException(
                $"A vector of a layout for {layout.Parties} parties needs masks shared with 1 to {layout.Parties - 1} peers; got {peers}.", nameof(peersAfter));
        }

        if (peersBefore.Concat(peersAfter).Distinct(ReferenceEqualityComparer.Instance).Count() != peers)
        {
            throw new ArgumentException("A peer's secret is listed twice.", nameof(peersAfter));
        }
    }
}
