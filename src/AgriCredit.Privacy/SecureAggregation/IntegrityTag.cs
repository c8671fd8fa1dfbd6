using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace AgriCredit.Privacy;

/// <summary>The linear tag by which parties notice a coordinator that alters their sum.</summary>
/// <remarks>
/// A contribution's tag is beta + sum alpha_l q_l in F, with alpha and beta from AES-CTR under keys of the round that only parties hold; tags add up like the vectors,
/// so the sum of n contributions has the tag n beta + sum alpha_l S_l. A coordinator without any party's keys passes an altered sum with probability at most 1/p,
/// p = 2^61 - 1, provided that every coordinate of the sum is range-checked (<see cref="FixedPointEncoding.FirstOutOfRange"/>). Void if a party colludes.
/// Without beta the tag would be linear in S, and the coordinator, who knows S and its tag, could publish any multiple c S with c times the tag: all zeros to begin with.
/// With it, the tag it knows says nothing of alpha (Wegman and Carter 1981, section 3). Source: PROTOCOL 2.3, which lacks beta.
/// </remarks>
internal static class IntegrityTag
{
    private const int ChunkWords = 512;

    /// <summary>contributions * beta + &lt;alpha, q&gt; in F for signed ring elements q of absolute value below 2^60.</summary>
    public static ulong Compute(SecretBytes groupKey, RoundContext context, ReadOnlySpan<ulong> elements, int contributions)
    {
        using MaskStream offset = MaskStream.Derive(groupKey, context.OffsetInfo());
        using MaskStream coefficients = MaskStream.Derive(groupKey, context.TagInfo());

        // On the stack, for the collector copies what it moves: whoever learns alpha can forge.
        Span<ulong> words = stackalloc ulong[ChunkWords];
        ulong tag = Field61.Multiply(Mask(offset, 0), (ulong)contributions);
        try
        {
            for (long position = 0; !elements.IsEmpty; position += ChunkWords)
            {
                words.Clear();
                coefficients.AddTo(position, words);
                elements = elements[Absorb(words, elements, ref tag)..];
            }

            return tag;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(words));
        }
    }

    /// <summary>Adds to a tag the products of the next elements with the coefficients in <paramref name="words"/>, until either run out.</summary>
    /// <returns>How many elements were used: one for each word whose low 61 bits are not p.</returns>
    public static int Absorb(ReadOnlySpan<ulong> words, ReadOnlySpan<ulong> elements, ref ulong tag)
    {
        int index = 0;
        for (int i = 0; i < words.Length && index < elements.Length; i++)
        {
            ulong alpha = words[i] & Field61.Prime;
            if (alpha != Field61.Prime)
            {
                tag = Field61.Add(tag, Field61.Multiply(alpha, Field61.FromSigned(unchecked((long)elements[index++]))));
            }
        }

        return index;
    }

    /// <summary>A tag with the masks of streams over <paramref name="length"/> words added to it and subtracted from it.</summary>
    public static ulong Mask(ulong tag, int length, IReadOnlyList<MaskStream> added, IReadOnlyList<MaskStream> subtracted)
    {
        foreach (MaskStream stream in added)
        {
            tag = Field61.Add(tag, Mask(stream, length));
        }

        foreach (MaskStream stream in subtracted)
        {
            tag = Field61.Subtract(tag, Mask(stream, length));
        }

        return tag;
    }

    /// <summary>The tag's mask of one stream: the first word from the next whole block after the <paramref name="length"/> mask words whose low 61 bits are not p.</summary>
    public static ulong Mask(MaskStream stream, int length)
    {
        Span<ulong> words = stackalloc ulong[MaskStream.WordsPerBlock];
        for (long position = ((long)length + 1) / 2 * 2; ; position += words.Length)
        {
            words.Clear();
            stream.AddTo(position, words);
            if (FirstElement(words) is { } mask)
            {
                return mask;
            }
        }
    }

    /// <summary>The low 61 bits of the first word where they are not p, or null.</summary>
    public static ulong? FirstElement(ReadOnlySpan<ulong> words)
    {
        foreach (ulong word in words)
        {
            if ((word & Field61.Prime) != Field61.Prime)
            {
                return word & Field61.Prime;
            }
        }

        return null;
    }
}
