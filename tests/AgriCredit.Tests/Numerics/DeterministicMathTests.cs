using System.Runtime.Intrinsics;
using CsCheck;

namespace AgriCredit.Tests.Numerics;

public class DeterministicMathTests
{
    private const int Samples = 30_000;

    private static readonly Gen<double> Arguments = Gen.OneOf(
        Gen.Double[-1, 1], Gen.Double[-40, 40], Gen.Double[-746, 710], Gen.Double[-745.2, -707]);

    [Fact]
    public void Exp_IsWithinOneUlp() =>
        Assert.InRange(GreatestError(SampleArguments().Where(x => x < 709.78), DeterministicMath.Exp, HighPrecision.Exp), 0.4, 1);

    [Fact]
    public void Sigmoid_IsWithinTwoAndAHalfUlpInBothTails() =>
        Assert.InRange(GreatestError(SampleArguments(), DeterministicMath.Sigmoid, HighPrecision.Sigmoid), 0.4, 2.5);

    [Fact]
    public void Log_IsWithinOneUlp()
    {
        var random = new Random(3);
        IEnumerable<double> arguments = Enumerable.Range(0, Samples).Select(i => (i % 3) switch
        {
            0 => 0.5 + (1.5 * random.NextDouble()),
            1 => 1 + ((random.NextDouble() - 0.5) * 1e-3),
            _ => Math.ScaleB(1 + random.NextDouble(), random.Next(-1022, 1024)),
        });
        Assert.InRange(GreatestError(arguments, DeterministicMath.Log, HighPrecision.Log), 0.4, 1);
    }

    private static IEnumerable<double> SampleArguments()
    {
        var random = new Random(3);
        return Enumerable.Range(0, Samples).Select(i => (i % 5) switch
        {
            0 => (2 * random.NextDouble()) - 1,
            1 => (80 * random.NextDouble()) - 40,
            2 => (1455 * random.NextDouble()) - 745.2,
            3 => (38 * random.NextDouble()) - 745.2,

            // Where the reduction changes from one multiple of ln 2 to the next, the polynomial's argument is greatest.
            _ => ((random.Next(-1074, 1024) + 0.5) * Math.Log(2)) + (1e-3 * (random.NextDouble() - 0.5)),
        });
    }

    private static double GreatestError(
        IEnumerable<double> arguments, Func<double, double> function, Func<double, (System.Numerics.BigInteger, int)> oracle) =>
        arguments.AsParallel().Max(x => HighPrecision.UlpsFrom(function(x), oracle(x)));

    [Fact]
    public void Oracle_AgreesWithTheRuntimeOnEasyValues()
    {
        Assert.InRange(HighPrecision.UlpsFrom(Math.E, HighPrecision.Exp(1)), 0, 0.5);
        Assert.InRange(HighPrecision.UlpsFrom(2.302585092994045684, HighPrecision.Log(10)), 0, 0.5);
        Assert.InRange(HighPrecision.UlpsFrom(0.268941421369995120748, HighPrecision.Sigmoid(-1)), 0, 0.5);
    }

    [Fact]
    public void VectorForms_GiveTheScalarBits()
    {
        Gen<double> anything = Gen.OneOf(Arguments, Gen.Double, Gen.Int[0, Special.Length - 1].Select(index => Special[index]));
        anything.Array[8].Sample(
            lanes =>
            {
                Vector512<double> exponentials = DeterministicMath.Exp(Vector512.Create(lanes));
                Vector512<double> sigmoids = DeterministicMath.Sigmoid(Vector512.Create(lanes));
                for (int lane = 0; lane < lanes.Length; lane++)
                {
                    Assert.Equal(Bits(DeterministicMath.Exp(lanes[lane])), Bits(exponentials[lane]));
                    Assert.Equal(Bits(DeterministicMath.Sigmoid(lanes[lane])), Bits(sigmoids[lane]));
                }
            },
            iter: 50_000);
    }

    private static readonly double[] Special =
    [
        0.0, -0.0, double.NaN, -double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, double.MinValue, double.Epsilon, -double.Epsilon,
        709.782712893384, 709.782712893385, -745.13321910194, -745.133219101942, 710, 710.0000000000001, -746, -746.0000000000001,
    ];

    [Theory]
    [InlineData(double.NegativeInfinity, 0, 0)]
    [InlineData(double.MinValue, 0, 0)]
    [InlineData(-746, 0, 0)]
    [InlineData(0, 1, 0.5)]
    [InlineData(-0.0, 1, 0.5)]
    [InlineData(710, double.PositiveInfinity, 1)]
    [InlineData(double.MaxValue, double.PositiveInfinity, 1)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity, 1)]
    [InlineData(double.NaN, double.NaN, double.NaN)]
    public void AtTheEdges(double x, double exponential, double sigmoid)
    {
        Assert.Equal(exponential, DeterministicMath.Exp(x));
        Assert.Equal(sigmoid, DeterministicMath.Sigmoid(x));
    }

    [Fact]
    public void Exp_OfTheLargestFiniteAndSmallestPositiveResults()
    {
        Assert.True(double.IsFinite(DeterministicMath.Exp(709.782712893384)));
        Assert.Equal(double.PositiveInfinity, DeterministicMath.Exp(709.7827128933841));
        Assert.Equal(double.Epsilon, DeterministicMath.Exp(-745.1));
        Assert.Equal(0, DeterministicMath.Exp(-745.14));
    }

    // Bits from a port of the same operations to Python: a change of the algorithm, a fused multiply-add or another processor would move them, and every model file's golden vectors with them.
    [Theory]
    [InlineData(1.0, 0x4005BF0A8B14576A, 0x3FE764D4F5D5A2BD)]
    [InlineData(-0.1, 0x3FECF46D99D52B3A, 0x3FDE66BDB1ACA090)]
    [InlineData(-7.25, 0x3F47455FE323FAFE, 0x3F47412593D98A3F)]
    [InlineData(123.456, 0x4B11428E1CBC0143, 0x3FF0000000000000)]
    [InlineData(-700.5, 0x00C4FF475C68CA02, 0x00C4FF475C68CA02)]
    public void BitsAreThoseOnRecord(double x, ulong exponential, ulong sigmoid)
    {
        Assert.Equal(exponential, BitConverter.DoubleToUInt64Bits(DeterministicMath.Exp(x)));
        Assert.Equal(sigmoid, BitConverter.DoubleToUInt64Bits(DeterministicMath.Sigmoid(x)));
    }

    private static long Bits(double value) => BitConverter.DoubleToInt64Bits(value);
}
