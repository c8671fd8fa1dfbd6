using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace AgriCredit.Privacy.Tests;

/// <summary>The protocol's arithmetic once more, slowly: big integers, HMAC, and the platform's AES one counter block at a time.</summary>
internal static class Reference
{
    public static readonly BigInteger Prime = (BigInteger.One << 61) - 1;

    /// <summary>RFC 5869, 2.2.</summary>
    public static byte[] Extract(byte[] salt, byte[] ikm) => HMACSHA256.HashData(salt.Length == 0 ? new byte[32] : salt, ikm);

    /// <summary>RFC 5869, 2.3.</summary>
    public static byte[] Expand(byte[] key, byte[] info, int length)
    {
        var output = new List<byte>();
        byte[] block = [];
        for (byte counter = 1; output.Count < length; counter++)
        {
            byte[] input = [.. block, .. info, counter];
            block = HMACSHA256.HashData(key, input);
            output.AddRange(block);
        }

        return [.. output.Take(length)];
    }

    /// <summary>Words from <paramref name="position"/> on of AES-128-CTR with a 16-byte big-endian counter from 0.</summary>
    public static ulong[] Stream(byte[] key, long position, int words)
    {
        using Aes aes = Aes.Create();
        aes.Key = key;
        var result = new ulong[words];
        for (int i = 0; i < words; i++)
        {
            byte[] counter = new byte[16];
            BinaryPrimitives.WriteUInt128BigEndian(counter, (UInt128)(ulong)(position + i) / 2);
            byte[] block = aes.EncryptEcb(counter, PaddingMode.None);
            result[i] = BinaryPrimitives.ReadUInt64LittleEndian(block.AsSpan((int)((position + i) % 2) * 8));
        }

        return result;
    }

    /// <summary>round-half-even(value * 2^fractionalBits), exactly.</summary>
    public static BigInteger Encode(double value, int fractionalBits)
    {
        (BigInteger mantissa, int exponent) = Parts(value);
        exponent += fractionalBits;
        if (exponent >= 0)
        {
            return mantissa << exponent;
        }

        BigInteger unit = BigInteger.One << -exponent;
        BigInteger floor = mantissa >> -exponent;
        BigInteger twice = 2 * (mantissa - (floor * unit));
        bool up = twice > unit || (twice == unit && !floor.IsEven);
        return up ? floor + 1 : floor;
    }

    /// <summary>A double as mantissa * 2^exponent.</summary>
    public static (BigInteger Mantissa, int Exponent) Parts(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponent = (int)((bits >> 52) & 0x7FF);
        long mantissa = bits & 0xF_FFFF_FFFF_FFFF;
        (mantissa, exponent) = exponent == 0 ? (mantissa, -1074) : (mantissa | (1L << 52), exponent - 1075);
        return (bits < 0 ? -mantissa : mantissa, exponent);
    }

    /// <summary>contributions * beta + sum alpha_l q_l modulo p, from the text of the protocol.</summary>
    public static ulong Tag(byte[] groupKey, ulong round, uint attempt, IReadOnlyList<BigInteger> elements, int contributions)
    {
        byte[] place = new byte[12];
        BinaryPrimitives.WriteUInt64LittleEndian(place, round);
        BinaryPrimitives.WriteUInt32LittleEndian(place.AsSpan(8), attempt);
        BigInteger beta = FieldElements(Expand(groupKey, [.. "agricredit/v1/offset"u8, .. place], 16), 1)[0];
        BigInteger[] alpha = FieldElements(Expand(groupKey, [.. "agricredit/v1/tag"u8, .. place], 16), elements.Count);
        BigInteger sum = contributions * beta;
        for (int i = 0; i < elements.Count; i++)
        {
            sum += alpha[i] * elements[i];
        }

        return (ulong)Modulo(sum, Prime);
    }

    public static BigInteger Modulo(BigInteger value, BigInteger modulus) => ((value % modulus) + modulus) % modulus;

    private static BigInteger[] FieldElements(byte[] key, int count) =>
        [.. Stream(key, 0, count + 8).Select(word => word & (ulong)Prime).Where(word => word != Prime).Select(word => (BigInteger)word).Take(count)];
}
