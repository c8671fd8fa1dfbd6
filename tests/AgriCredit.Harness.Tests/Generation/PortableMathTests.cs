using AgriCredit.Harness.Generation;
using CsCheck;

namespace AgriCredit.Harness.Tests.Generation;

public sealed class PortableMathTests
{
    private const double Tolerance = 4e-16;

    [Fact]
    public void ExpAgreesWithTheSystem() => Gen.Double[-700, 700].Sample(x =>
        Assert.True(Math.Abs((PortableMath.Exp(x) / Math.Exp(x)) - 1) <= 2 * Tolerance, $"exp({x:R})"));

    [Fact]
    public void LogAgreesWithTheSystem() => Gen.Double[-690, 690].Select(Math.Exp).Sample(x =>
        Assert.True(Math.Abs(PortableMath.Log(x) - Math.Log(x)) <= 4 * Tolerance * Math.Max(1e-3, Math.Abs(Math.Log(x))), $"log({x:R})"));

    [Fact]
    public void LogNearOneKeepsItsRelativeError() => Gen.Double[-1e-3, 1e-3].Where(x => Math.Abs(x) > 1e-12).Sample(x =>
        Assert.True(Math.Abs((PortableMath.Log(1 + x) / Math.Log(1 + x)) - 1) <= 2 * Tolerance, $"log(1 + {x:R})"));

    /// <summary>The bits themselves, so that a system or a compiler that computes otherwise is noticed.</summary>
    [Theory]
    [InlineData(0, 0x3FF0000000000000)]
    [InlineData(1, 0x4005BF0A8B14576A)]
    [InlineData(-2.5, 0x3FB50385C094F425)]
    public void ExpHasTheseBits(double x, long bits) => Assert.Equal(bits, BitConverter.DoubleToInt64Bits(PortableMath.Exp(x)));
}
