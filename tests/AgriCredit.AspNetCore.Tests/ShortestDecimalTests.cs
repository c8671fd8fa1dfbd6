using System.Globalization;
using System.Text;
using CsCheck;

namespace AgriCredit.AspNetCore.Tests;

public class ShortestDecimalTests
{
    private static readonly Gen<double> Numbers = Gen.Frequency(
        (3, Gen.Double),
        (3, Gen.Double[0, 1]),
        (3, Gen.Double[-1e6, 1e6]),
        (2, Gen.Select(Gen.Double[-1e4, 1e4], Gen.Int[0, 12], (value, digits) => Math.Round(value, digits))),
        (2, Gen.Select(Gen.Int[-60, 60], Gen.Int[-2, 2], (exponent, steps) => Step(Math.ScaleB(1, exponent), steps))),
        (2, Gen.Select(Gen.Int[-6, 16], Gen.Int[-2, 2], (exponent, steps) => Step(Math.Pow(10, exponent), steps))),
        (2, Gen.Long[-1_000_000_000_000_000, 1_000_000_000_000_000].Select(value => (double)value)));

    [Fact]
    public void Numbers_AreWrittenAsTheRuntimeWritesThem() =>
        Numbers.Where(double.IsFinite).Sample(value => Assert.Equal(value.ToString(CultureInfo.InvariantCulture), Text(value)), iter: 300_000);

    [Theory]
    [InlineData(0)]
    [InlineData(-0.0)]
    [InlineData(1e-4)]
    [InlineData(9.999999999999999e-5)]
    [InlineData(999999999999999.9)]
    [InlineData(1e15)]
    [InlineData(0.3)]
    [InlineData(2.0)]
    [InlineData(9007199254740993.0)]
    [InlineData(5e-324)]
    [InlineData(double.MaxValue)]
    [InlineData(-123.5)]
    public void Edges_AreWrittenAsTheRuntimeWritesThem(double value) => Assert.Equal(value.ToString(CultureInfo.InvariantCulture), Text(value));

    private static string Text(double value)
    {
        Span<byte> text = stackalloc byte[ShortestDecimal.Room];
        return Encoding.ASCII.GetString(text[..ShortestDecimal.Write(value, text)]);
    }

    private static double Step(double value, int steps) => BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(value) + steps);
}
