using System.Diagnostics;

namespace AgriCredit.Alignment;

/// <summary>ristretto255: a group of prime order whose elements have one encoding each, so that equal elements are equal bytes.</summary>
/// <remarks>Thread-safe. Source: RFC 9496; the arithmetic is libsodium's, constant-time.</remarks>
internal static unsafe class RistrettoGroup
{
    /// <summary>Length of an encoded element.</summary>
    public const int ElementLength = 32;

    /// <summary>Length of a scalar.</summary>
    public const int ScalarLength = 32;

    /// <summary>Length of the uniform bytes that the one-way map takes.</summary>
    public const int UniformLength = 64;

    private static readonly bool Ready = Sodium.Initialise() >= 0;

    /// <summary>Whether the bytes are the encoding of an element other than the identity.</summary>
    public static bool IsElement(ReadOnlySpan<byte> element)
    {
        Require(element.Length == ElementLength);
        fixed (byte* bytes = element)
        {
            return Sodium.IsValidPoint(bytes) == 1 && !IsIdentity(element);
        }
    }

    /// <summary>Whether the bytes are the encoding of the identity, which is zeros.</summary>
    public static bool IsIdentity(ReadOnlySpan<byte> element) => !element.ContainsAnyExcept((byte)0);

    /// <summary>Maps 64 uniform bytes to a uniform element.</summary>
    public static void Map(ReadOnlySpan<byte> uniform, Span<byte> element)
    {
        Require(uniform.Length == UniformLength && element.Length == ElementLength);
        fixed (byte* source = uniform, target = element)
        {
            _ = Sodium.FromHash(target, source);
        }
    }

    /// <summary>Draws a uniform element.</summary>
    public static void DrawElement(Span<byte> element)
    {
        Require(element.Length == ElementLength);
        fixed (byte* target = element)
        {
            Sodium.RandomPoint(target);
        }
    }

    /// <summary>Draws a uniform scalar other than 0.</summary>
    public static void DrawScalar(Span<byte> scalar)
    {
        Require(scalar.Length == ScalarLength);
        fixed (byte* target = scalar)
        {
            Sodium.RandomScalar(target);
        }
    }

    /// <summary>Multiplies an element by a scalar other than 0.</summary>
    /// <returns>False when <paramref name="element"/> is not an element or is the identity: the order is prime, so no other product is the identity.</returns>
    public static bool TryMultiply(ReadOnlySpan<byte> scalar, ReadOnlySpan<byte> element, Span<byte> product)
    {
        Require(scalar.Length == ScalarLength && element.Length == ElementLength && product.Length == ElementLength);
        fixed (byte* factor = scalar, source = element, target = product)
        {
            return Sodium.Multiply(target, factor, source) == 0;
        }
    }

    // The lengths are this assembly's own; the native code would read or write past anything shorter.
    private static void Require(bool lengthsFit)
    {
        Debug.Assert(lengthsFit, "an element, scalar or input of the map has another length");
        if (!lengthsFit || !Ready)
        {
            throw new InvalidOperationException(Ready ? "An element, a scalar or the input of the map has another length." : "libsodium cannot be initialised.");
        }
    }
}
