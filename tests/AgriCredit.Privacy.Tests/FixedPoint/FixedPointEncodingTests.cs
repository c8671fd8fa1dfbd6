using System.Numerics;
using CsCheck;

namespace AgriCredit.Privacy.Tests;

public sealed class FixedPointEncodingTests
{
    [Fact]
    public void Encode_IsTheExactRoundingHalfToEven()
    {
        Gen.Select(Gen.Int[0, VectorPart.MaxFractionalBits], Gen.Int[1, 40]).SelectMany((bits, length) =>
            Gen.Select(Gen.Const(bits), Values(bits).Array[length])).Sample((bits, values) =>
        {
            var layout = new VectorLayout(1, [new VectorPart("x", values.Length, bits, Math.ScaleB(1, 58 - bits))]);
            ulong[] encoded = new ulong[values.Length];
            Assert.Equal(-1, FixedPointEncoding.Encode(values, layout, encoded));
            for (int i = 0; i < values.Length; i++)
            {
                Assert.Equal(Reference.Encode(values[i], bits), (BigInteger)unchecked((long)encoded[i]));
            }
        });

        // Ties, their neighbours, the tiny, and anything up to the bound.
        static Gen<double> Values(int bits)
        {
            Gen<double> tie = Gen.Long[-(1L << 40), 1L << 40].Select(k => Math.ScaleB(k + 0.5, -bits));
            return Gen.OneOf(
                tie,
                tie.Select(Math.BitIncrement),
                tie.Select(Math.BitDecrement),
                Gen.Const(double.Epsilon),
                Gen.Const(-0.0),
                Gen.Select(Gen.Double[-1, 1], Gen.Int[-80, 58]).Select((fraction, exponent) => Math.ScaleB(fraction, exponent - bits)));
        }
    }

    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(1.5, 2)]
    [InlineData(2.5, 2)]
    [InlineData(3.5, 4)]
    [InlineData(-0.5, 0)]
    [InlineData(-1.5, -2)]
    [InlineData(-2.5, -2)]
    [InlineData(0.49999999999999994, 0)]
    [InlineData(0.50000000000000011, 1)]
    public void Encode_OfATie_GoesToEvenInBlockAndTail(double value, long expected)
    {
        double[] values = [.. Enumerable.Repeat(value, 13)];
        ulong[] encoded = new ulong[13];
        Assert.Equal(-1, FixedPointEncoding.Encode(values, new VectorLayout(1, [new VectorPart("x", 13, 0, 10)]), encoded));
        Assert.All(encoded, element => Assert.Equal(expected, unchecked((long)element)));
    }

    [Fact]
    public void Decode_OfEncode_IsWithinHalfAUnit()
    {
        Gen.Select(Gen.Int[0, VectorPart.MaxFractionalBits], Gen.Double[-1, 1], Gen.Int[-60, 58]).Sample((bits, fraction, exponent) =>
        {
            double value = Math.ScaleB(fraction, exponent - bits);
            var layout = new VectorLayout(1, [new VectorPart("x", 1, bits, Math.ScaleB(1, 58 - bits))]);
            ulong[] encoded = new ulong[1];
            double[] decoded = new double[1];
            Assert.Equal(-1, FixedPointEncoding.Encode([value], layout, encoded));
            FixedPointEncoding.Decode(encoded, layout, decoded);

            // |decoded - value| <= 2^-(f+1), in exact units of 2^-1074.
            BigInteger error = BigInteger.Abs(Units(decoded[0]) - Units(value));
            return error <= BigInteger.One << (1074 - bits - 1);
        });

        static BigInteger Units(double value)
        {
            (BigInteger mantissa, int exponent) = Reference.Parts(value);
            return mantissa << (exponent + 1074);
        }
    }

    [Fact]
    public void Decode_IsTheSignedElementOverTheScale()
    {
        Gen.Select(Gen.Long, Gen.Int[0, VectorPart.MaxFractionalBits]).Sample((element, bits) =>
        {
            var layout = new VectorLayout(1, [new VectorPart("x", 1, bits, 0.001)]);
            double[] decoded = new double[1];
            FixedPointEncoding.Decode([unchecked((ulong)element)], layout, decoded);
            return decoded[0] == (double)element / (1L << bits);
        });
    }

    public static TheoryData<double> NotFinite => [double.NaN, double.PositiveInfinity, double.NegativeInfinity];

    [Theory]
    [MemberData(nameof(NotFinite))]
    public void Encode_OfANonFiniteValue_NamesItsPlace(double bad)
    {
        VectorLayout layout = ThreeParts();
        for (int index = 0; index < layout.Length; index++)
        {
            double[] values = new double[layout.Length];
            values[index] = bad;
            values[^1] = bad;
            Assert.Equal(index, FixedPointEncoding.Encode(values, layout, new ulong[layout.Length]));
        }
    }

    [Fact]
    public void Encode_AtTheBound_IsAcceptedAndOneUlpBeyondIsNot()
    {
        VectorLayout layout = ThreeParts();
        double[] bounds = [.. layout.Parts.SelectMany(part => Enumerable.Repeat(part.Bound, part.Length))];
        Assert.Equal(-1, FixedPointEncoding.Encode(bounds, layout, new ulong[layout.Length]));
        Assert.Equal(-1, FixedPointEncoding.Encode([.. bounds.Select(bound => -bound)], layout, new ulong[layout.Length]));
        for (int index = 0; index < layout.Length; index++)
        {
            foreach (double beyond in new[] { Math.BitIncrement(bounds[index]), -Math.BitIncrement(bounds[index]), double.MaxValue, double.MinValue })
            {
                double[] values = [.. bounds];
                values[index] = beyond;
                Assert.Equal(index, FixedPointEncoding.Encode(values, layout, new ulong[layout.Length]));
            }
        }
    }

    [Fact]
    public void FirstOutOfRange_IsExactAtTheLimit()
    {
        VectorLayout layout = ThreeParts();
        ulong[] sum = new ulong[layout.Length];
        int index = 0;
        for (int part = 0; part < layout.Parts.Count; part++)
        {
            long largest = layout.LargestSum(part);
            for (int end = index + layout.Parts[part].Length; index < end; index++)
            {
                foreach ((long value, int expected) in new[]
                {
                    (largest, -1), (-largest, -1), (largest + 1, index), (-largest - 1, index), (long.MaxValue, index), (long.MinValue, index),
                })
                {
                    sum[index] = unchecked((ulong)value);
                    Assert.Equal(expected, FixedPointEncoding.FirstOutOfRange(sum, layout));
                }

                sum[index] = 0;
            }
        }
    }

    [Theory]
    [InlineData(0, 30)]
    [InlineData(29, 30)]
    [InlineData(30, 31)]
    [InlineData(31, 30)]
    public void WrongLengths_AreRefused(int values, int elements)
    {
        VectorLayout layout = ThreeParts();
        Assert.Throws<ArgumentException>(() => FixedPointEncoding.Encode(new double[values], layout, new ulong[elements]));
        Assert.Throws<ArgumentException>(() => FixedPointEncoding.Decode(new ulong[values], layout, new double[elements]));
    }

    // 30 coordinates: a part shorter than a block of eight, one of blocks and a tail, one of a block alone.
    private static VectorLayout ThreeParts() =>
        new(5, [new VectorPart("rows", 1, 0, 1e6), new VectorPart("gradient", 21, 30, 1234.5), new VectorPart("hessian", 8, 12, 0.1)]);
}
