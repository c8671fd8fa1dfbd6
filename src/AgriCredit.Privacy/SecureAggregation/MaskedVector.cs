using System.Runtime.InteropServices;

namespace AgriCredit.Privacy;

/// <summary>What leaves a party in a round: its encoded vector and tag, each hidden by the pairwise masks it shares with every other party.</summary>
/// <remarks>Any n-1 of the n vectors of a round are uniform and independent of the inputs; only the sum of all n means anything. Source: PROTOCOL 2.3.</remarks>
public sealed class MaskedVector
{
    /// <summary>Words that stay in the first-level cache while every peer's mask passes over them.</summary>
    private const int ChunkWords = 2048;

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
    /// <param name="badIndex">-1, or the index of the first value that is not finite or beyond its bound.</param>
    /// <returns>The masked vector, or null when <paramref name="badIndex"/> is not -1.</returns>
    public static MaskedVector? Create(
        ReadOnlySpan<double> values,
        VectorLayout layout,
        RoundContext context,
        SecretBytes groupKey,
        IReadOnlyList<PairSecret> peersBefore,
        IReadOnlyList<PairSecret> peersAfter,
        out int badIndex)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(groupKey);
        ArgumentNullException.ThrowIfNull(peersBefore);
        ArgumentNullException.ThrowIfNull(peersAfter);

        // The plain encoding lives in the array that the masks then cover: no second copy of it is ever made.
        byte[] words = new byte[layout.Length * sizeof(ulong)];
        Span<ulong> elements = MemoryMarshal.Cast<byte, ulong>(words.AsSpan());
        badIndex = FixedPointEncoding.Encode(values, layout, elements);
        if (badIndex >= 0)
        {
            elements.Clear();
            return null;
        }

        ulong tag = IntegrityTag.Compute(groupKey, context, elements);
        MaskStream[] subtracted = [.. peersBefore.Select(peer => peer.OpenRound(context))];
        MaskStream[] added = [.. peersAfter.Select(peer => peer.OpenRound(context))];
        try
        {
            for (int start = 0; start < elements.Length; start += ChunkWords)
            {
                Span<ulong> chunk = elements.Slice(start, Math.Min(ChunkWords, elements.Length - start));
                foreach (MaskStream stream in subtracted)
                {
                    stream.SubtractFrom(start, chunk);
                }

                foreach (MaskStream stream in added)
                {
                    stream.AddTo(start, chunk);
                }
            }

            foreach (MaskStream stream in subtracted)
            {
                tag = Field61.Subtract(tag, IntegrityTag.Mask(stream, layout.Length));
            }

            foreach (MaskStream stream in added)
            {
                tag = Field61.Add(tag, IntegrityTag.Mask(stream, layout.Length));
            }
        }
        finally
        {
            foreach (MaskStream stream in subtracted.Concat(added))
            {
                stream.Dispose();
            }
        }

        ReverseOnBigEndian(elements);
        return new MaskedVector(words, tag);
    }

    internal static void ReverseOnBigEndian(Span<ulong> elements)
    {
        if (!BitConverter.IsLittleEndian)
        {
            System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(elements, elements);
        }
    }
}
