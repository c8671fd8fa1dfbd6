using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace AgriCredit.Privacy;

/// <summary>b_i: the mask that a party lays over its own vector of one round, shared among all so that it can be taken out of the sum without it.</summary>
/// <remarks>
/// Three uniform elements of F, 183 bits. Where pairwise masks are opened because a peer has dropped out, this one still hides the vector that may yet arrive from that peer.
/// Source: PROTOCOL 2.3 and 2.4; K. Bonawitz et al., Practical secure aggregation for privacy-preserving machine learning (CCS 2017), section 4, "double masking".
/// </remarks>
public sealed class SelfMask : IDisposable
{
    /// <summary>Length of a share in bytes: LE64(x), then the values at x of the three polynomials, LE64 each.</summary>
    public const int ShareLength = (Elements + 1) * sizeof(ulong);

    internal const int Elements = 3;
    private readonly SecretBytes _elements;

    /// <summary>Takes the elements, each in F, least significant byte first.</summary>
    internal SelfMask(SecretBytes elements) => _elements = elements;

    /// <summary>Draws a mask from the operating system.</summary>
    public static SelfMask Draw()
    {
        var elements = new SecretBytes(Elements * sizeof(ulong));
        Span<ulong> drawn = MemoryMarshal.Cast<byte, ulong>(elements.Span);
        UniformElements.Draw(drawn);
        MaskedVector.ReverseOnBigEndian(drawn);
        return new SelfMask(elements);
    }

    /// <summary>Whether bytes have the form of a holder's share: length, place and elements of F. That they belong to the mask, only <see cref="ShareInterpolation"/> can see.</summary>
    /// <param name="share">The bytes.</param>
    /// <param name="holder">The holder's place in the round's list of parties, from 1.</param>
    public static bool IsShare(ReadOnlySpan<byte> share, int holder)
    {
        if (holder < 1 || share.Length != ShareLength || BinaryPrimitives.ReadUInt64LittleEndian(share) != (ulong)holder)
        {
            return false;
        }

        bool areElements = true;
        for (int element = 0; element < Elements; element++)
        {
            areElements &= Value(share, element) < Field61.Prime;
        }

        return areElements;
    }

    /// <summary>Whether a secret has the form of a holder's share.</summary>
    /// <param name="share">The secret, as its box held it.</param>
    /// <param name="holder">The holder's place in the round's list of parties, from 1.</param>
    public static bool IsShare(SecretBytes share, int holder)
    {
        ArgumentNullException.ThrowIfNull(share);
        return IsShare(share.Span, holder);
    }

    /// <summary>Opens the mask's stream, to be added to the vector.</summary>
    public MaskStream OpenStream()
    {
        using var secret = new SecretBytes(SHA256.HashSizeInBytes);
        SHA256.HashData(_elements.Span, secret.Span);
        return MaskStream.Derive(secret, new InfoWriter(Labels.SelfMask).ToArray());
    }

    /// <summary>Shares the mask: any <paramref name="threshold"/> of the shares give it, fewer say nothing of it.</summary>
    /// <param name="threshold">t, 2 to <paramref name="holders"/>.</param>
    /// <param name="holders">How many shares.</param>
    /// <returns>The shares of holders 1, 2, ..., <see cref="ShareLength"/> bytes each; the caller disposes of them. Called again, it draws other polynomials: shares of two
    /// calls do not go together.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threshold"/> is outside that range.</exception>
    public SecretBytes[] Split(int threshold, int holders)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threshold, ShareInterpolation.SmallestThreshold);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threshold, holders);
        using var memory = new SecretBytes(Elements * threshold * sizeof(ulong));
        Span<ulong> coefficients = MemoryMarshal.Cast<byte, ulong>(memory.Span);
        UniformElements.Draw(coefficients);
        for (int element = 0; element < Elements; element++)
        {
            coefficients[element * threshold] = BinaryPrimitives.ReadUInt64LittleEndian(_elements.Span[(element * sizeof(ulong))..]);
        }

        var shares = new SecretBytes[holders];
        for (int index = 0; index < holders; index++)
        {
            ulong holder = (ulong)index + 1;
            shares[index] = new SecretBytes(ShareLength);
            Span<byte> share = shares[index].Span;
            BinaryPrimitives.WriteUInt64LittleEndian(share, holder);
            for (int element = 0; element < Elements; element++)
            {
                ulong value = Shamir.Evaluate<Field61>(coefficients.Slice(element * threshold, threshold), holder);
                BinaryPrimitives.WriteUInt64LittleEndian(share[((element + 1) * sizeof(ulong))..], value);
            }
        }

        return shares;
    }

    /// <summary>Erases the mask.</summary>
    public void Dispose() => _elements.Dispose();

    /// <summary>Never the elements.</summary>
    public override string ToString() => $"{nameof(SelfMask)}(redacted)";

    /// <summary>A share's value on one of the three polynomials.</summary>
    internal static ulong Value(ReadOnlySpan<byte> share, int element) => BinaryPrimitives.ReadUInt64LittleEndian(share[((element + 1) * sizeof(ulong))..]);
}
