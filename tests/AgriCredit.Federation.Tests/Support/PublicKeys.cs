using System.Globalization;
using System.Numerics;

namespace AgriCredit.Federation.Tests;

/// <summary>What can be made of a peer's public key without its private one.</summary>
internal static class PublicKeys
{
    private static readonly BigInteger Prime = BigInteger.Parse("0FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <summary>The point with the other y: its secrets with third parties have the same x-coordinate.</summary>
    public static byte[] Negate(ReadOnlySpan<byte> point)
    {
        byte[] negated = point.ToArray();
        BigInteger y = Prime - new BigInteger(point[33..], isUnsigned: true, isBigEndian: true);
        byte[] bytes = y.ToByteArray(isUnsigned: true, isBigEndian: true);
        negated.AsSpan(33).Clear();
        bytes.CopyTo(negated, negated.Length - bytes.Length);
        return negated;
    }
}
