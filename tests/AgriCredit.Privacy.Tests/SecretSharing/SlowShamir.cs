using System.Buffers.Binary;
using System.Numerics;

namespace AgriCredit.Privacy.Tests;

/// <summary>Secret sharing over F once more, with big integers and from the definitions.</summary>
internal static class SlowShamir
{
    public static ulong Evaluate(IReadOnlyList<ulong> coefficients, ulong point)
    {
        BigInteger value = 0;
        for (int i = 0; i < coefficients.Count; i++)
        {
            value += coefficients[i] * BigInteger.Pow(point, i);
        }

        return (ulong)Reference.Modulo(value, Reference.Prime);
    }

    /// <summary>The value at <paramref name="target"/>, by Lagrange's formula term by term.</summary>
    public static ulong Interpolate(IReadOnlyList<ulong> points, IReadOnlyList<ulong> values, ulong target)
    {
        BigInteger sum = 0;
        for (int i = 0; i < points.Count; i++)
        {
            BigInteger term = values[i];
            for (int j = 0; j < points.Count; j++)
            {
                if (i != j)
                {
                    BigInteger denominator = Reference.Modulo((BigInteger)points[i] - points[j], Reference.Prime);
                    term = term * ((BigInteger)target - points[j]) * BigInteger.ModPow(denominator, Reference.Prime - 2, Reference.Prime);
                }
            }

            sum += term;
        }

        return (ulong)Reference.Modulo(sum, Reference.Prime);
    }

    /// <summary>The three elements that shares of this form stand for.</summary>
    public static ulong[] Elements(IReadOnlyList<byte[]> shares)
    {
        ulong[] points = [.. shares.Select(share => Word(share, 0))];
        return [.. Enumerable.Range(1, 3).Select(element => Interpolate(points, [.. shares.Select(share => Word(share, element))], 0))];
    }

    public static ulong Word(byte[] bytes, int index) => BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(index * sizeof(ulong)));

    public static byte[] Bytes(params ulong[] words)
    {
        byte[] bytes = new byte[words.Length * sizeof(ulong)];
        for (int i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * sizeof(ulong)), words[i]);
        }

        return bytes;
    }
}
