using System.Buffers;
using System.Security.Cryptography;

namespace AgriCredit.Privacy;

/// <summary>The linear tag by which parties notice a coordinator that alters their sum.</summary>
/// <remarks>
/// tag = sum alpha_l q_l in F, alpha from AES-CTR under a key of the round that only parties hold; tags add up like the vectors. A coordinator without any party's
/// keys passes an altered sum with probability at most 1/p, p = 2^61 - 1, provided that every coordinate of the sum is range-checked
/// (<see cref="FixedPointEncoding.FirstOutOfRange"/>). Void if a party colludes. Source: PROTOCOL 2.3.
/// </remarks>
internal static class IntegrityTag
{
    private const int ChunkWords = 512;

    /// <summary>&lt;alpha, q&gt; in F for signed ring elements q of absolute value below 2^60.</summary>
    public static ulong Compute(SecretBytes groupKey, RoundContext context, ReadOnlySpan<ulong> elements)
    {
        using MaskStream coefficients = MaskStream.Derive(groupKey, context.TagInfo());
        ulong[] chunk = ArrayPool<ulong>.Shared.Rent(ChunkWords);
        try
        {
            Span<ulong> words = chunk.AsSpan(0, ChunkWords);
            ulong tag = 0;
            int index = 0;
            for (long position = 0; index < elements.Length; position += ChunkWords)
            {
                words.Clear();
                coefficients.AddTo(position, words);
                for (int i = 0; i < words.Length && index < elements.Length; i++)
                {
                    ulong alpha = words[i] & Field61.Prime;
                    if (alpha != Field61.Prime)
                    {
                        tag = Field61.Add(tag, Field61.Multiply(alpha, Field61.FromSigned(unchecked((long)elements[index++]))));
                    }
                }
            }

            return tag;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(System.Runtime.InteropServices.MemoryMarshal.AsBytes(chunk.AsSpan()));
            ArrayPool<ulong>.Shared.Return(chunk);
        }
    }

    /// <summary>The tag's pairwise mask: the first word from the next whole block after the <paramref name="length"/> mask words whose low 61 bits are not p.</summary>
    public static ulong Mask(MaskStream stream, int length)
    {
        Span<ulong> words = stackalloc ulong[MaskStream.WordsPerBlock];
        for (long position = ((long)length + 1) / 2 * 2; ; position += words.Length)
        {
            words.Clear();
            stream.AddTo(position, words);
            foreach (ulong word in words)
            {
                if ((word & Field61.Prime) != Field61.Prime)
                {
                    return word & Field61.Prime;
                }
            }
        }
    }
}
