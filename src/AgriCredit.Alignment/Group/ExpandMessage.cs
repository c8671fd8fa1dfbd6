using System.Diagnostics;
using System.Security.Cryptography;

namespace AgriCredit.Alignment;

/// <summary>expand_message_xmd over SHA-512: uniform bytes from a message, under a domain-separation tag.</summary>
/// <remarks>Source: RFC 9380, section 5.3.1.</remarks>
internal static class ExpandMessage
{
    /// <summary>The longest tag; a longer one would have to be hashed first (section 5.3.3), and none here is.</summary>
    public const int TagLimit = byte.MaxValue;

    private const int BlockLength = 128;
    private const int HashLength = SHA512.HashSizeInBytes;
    private const int StackLimit = 1024;

    /// <summary>Expands a message.</summary>
    /// <param name="message">Any length.</param>
    /// <param name="tag">DST, 1 to 255 bytes.</param>
    /// <param name="uniform">Receives the bytes; at most 255 hashes long.</param>
    public static void Xmd(ReadOnlySpan<byte> message, ReadOnlySpan<byte> tag, Span<byte> uniform)
    {
        Debug.Assert(tag.Length is > 0 and <= TagLimit && uniform.Length <= byte.MaxValue * HashLength, "the tag or the output has a length that the expansion does not have");

        // DST_prime = DST || I2OSP(len(DST), 1)
        Span<byte> tagPrime = stackalloc byte[tag.Length + 1];
        tag.CopyTo(tagPrime);
        tagPrime[^1] = (byte)tag.Length;

        Span<byte> first = stackalloc byte[HashLength];
        First(message, uniform.Length, tagPrime, first);

        // b_i = H((b_0 xor b_(i-1)) || I2OSP(i, 1) || DST_prime), where b_0 stands alone for i = 1
        Span<byte> input = stackalloc byte[HashLength + 1 + tagPrime.Length];
        Span<byte> last = stackalloc byte[HashLength];
        last.Clear();
        tagPrime.CopyTo(input[(HashLength + 1)..]);
        for (byte number = 1; !uniform.IsEmpty; number++)
        {
            for (int i = 0; i < HashLength; i++)
            {
                input[i] = (byte)(first[i] ^ last[i]);
            }

            input[HashLength] = number;
            SHA512.HashData(input, last);
            int taken = Math.Min(HashLength, uniform.Length);
            last[..taken].CopyTo(uniform);
            uniform = uniform[taken..];
        }
    }

    /// <summary>b_0 = H(Z_pad || msg || I2OSP(length, 2) || 0 || DST_prime).</summary>
    private static void First(ReadOnlySpan<byte> message, int length, ReadOnlySpan<byte> tagPrime, Span<byte> first)
    {
        int inputLength = BlockLength + message.Length + 3 + tagPrime.Length;
        Span<byte> input = inputLength <= StackLimit ? stackalloc byte[inputLength] : new byte[inputLength];
        input.Clear();
        message.CopyTo(input[BlockLength..]);
        Span<byte> rest = input[(BlockLength + message.Length)..];
        rest[0] = (byte)(length >> 8);
        rest[1] = (byte)(length & byte.MaxValue);
        tagPrime.CopyTo(rest[3..]);
        SHA512.HashData(input, first);
        CryptographicOperations.ZeroMemory(input);
    }
}
