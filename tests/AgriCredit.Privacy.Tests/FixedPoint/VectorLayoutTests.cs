using System.Numerics;
using CsCheck;

namespace AgriCredit.Privacy.Tests;

public sealed class VectorLayoutTests
{
    // The bound at which the sum of one party is just below 2^60 at f = 0, and the next double, at which it is not.
    private static readonly double Largest = Math.BitDecrement(Math.ScaleB(1, 60));

    [Fact]
    public void LargestSum_BoundsEverySumAndIsWithinARoundingEach()
    {
        Gen.Select(Gen.Int[1, 1000], Bounds, Gen.Int[0, VectorPart.MaxFractionalBits]).Sample((parties, bound, bits) =>
        {
            BigInteger largest = new VectorPart("x", 1, bits, bound).LargestSum(parties);
            BigInteger attained = parties * Reference.Encode(bound, bits);
            return largest >= attained && largest <= attained + (2 * parties) && 2 * largest >= Protocol(parties, bound, bits);
        });

        // 2 (n C 2^f + n/2), rounded down.
        static BigInteger Protocol(int parties, double bound, int bits)
        {
            (BigInteger mantissa, int exponent) = Reference.Parts(bound);
            int shift = exponent + bits + 1;
            BigInteger product = mantissa * parties;
            return (shift >= 0 ? product << shift : product >> -shift) + parties;
        }
    }

    [Fact]
    public void LargestFractionalBits_IsMaximal()
    {
        Gen.Select(Gen.Int[1, 100_000], Bounds, Gen.Int[0, 60]).Sample((parties, bound, limit) =>
        {
            int? bits = VectorPart.LargestFractionalBits(parties, bound, limit);
            int cap = Math.Min(limit, VectorPart.MaxFractionalBits);
            return bits is { } found
                ? Fits(found) && (found == cap || !Fits(found + 1))
                : !Fits(0);

            // Construction is the judge: it refuses a layout that could overflow.
            bool Fits(int f)
            {
                try
                {
                    return new VectorLayout(parties, [new VectorPart("x", 1, f, bound)]).LargestSum(0) < VectorPart.SumLimit;
                }
                catch (ArgumentException exception) when (exception.Message.Contains("Part 'x'"))
                {
                    return false;
                }
            }
        });
    }

    [Theory]
    [InlineData(1, 1.0, 52, 52)]
    [InlineData(1, 256.0, 52, 51)]
    [InlineData(2, 128.0, 52, 51)]
    [InlineData(1, 255.0, 52, 52)]
    [InlineData(32, 1e6, 30, 30)]
    [InlineData(32, 1e12, 30, 15)]
    [InlineData(1, 1e18, 52, 0)]
    [InlineData(2, 1e18, 52, null)]
    [InlineData(1, double.MaxValue, 52, null)]
    [InlineData(1, double.PositiveInfinity, 52, null)]
    [InlineData(1, double.NaN, 52, null)]
    [InlineData(1, double.Epsilon, 52, 52)]
    [InlineData(int.MaxValue, 1.0, 52, 28)]
    public void LargestFractionalBits_OfKnownPlans(int parties, double bound, int limit, int? expected) =>
        Assert.Equal(expected, VectorPart.LargestFractionalBits(parties, bound, limit));

    [Fact]
    public void LargestFractionalBits_OutOfRange_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("parties", () => VectorPart.LargestFractionalBits(0, 1, 30));
        Assert.Throws<ArgumentOutOfRangeException>("bound", () => VectorPart.LargestFractionalBits(2, 0, 30));
        Assert.Throws<ArgumentOutOfRangeException>("bound", () => VectorPart.LargestFractionalBits(2, -1, 30));
        Assert.Throws<ArgumentOutOfRangeException>("limit", () => VectorPart.LargestFractionalBits(2, 1, -1));
    }

    [Fact]
    public void Construction_WhereASumCouldOverflow_NamesThePart()
    {
        VectorPart fits = new("fits", 3, 30, 1000);
        Assert.Contains("Part 'hessian'", Refusal(2, fits, new VectorPart("hessian", 6, 40, 1e6)));
        Assert.Contains("Part 'edge'", Refusal(1, fits, new VectorPart("edge", 1, 0, Math.ScaleB(1, 60))));
        Assert.Contains("Part 'huge'", Refusal(1, new VectorPart("huge", 1, 52, double.MaxValue)));
        Assert.True(new VectorLayout(1, [new VectorPart("edge", 1, 0, Largest)]).LargestSum(0) < VectorPart.SumLimit);
        Assert.Contains("Part 'edge'", Refusal(2, new VectorPart("edge", 1, 0, Largest)));
    }

    [Fact]
    public void Construction_FromBadParts_IsRefused()
    {
        Assert.Contains("at least one part", Refusal(2));
        Assert.Contains("Part 1 is the default", Refusal(2, new VectorPart("x", 1, 0, 1), default));
        Assert.Contains("Part 'long'", Refusal(2, new VectorPart("x", 1, 0, 1), new VectorPart("long", VectorLayout.MaxLength, 0, 1)));
        Assert.Contains("Part 'long'", Refusal(2, new VectorPart("x", int.MaxValue, 0, 1), new VectorPart("long", int.MaxValue, 0, 1)).Replace("'x'", "'long'"));
        Assert.Equal(VectorLayout.MaxLength, new VectorLayout(2, [new VectorPart("x", VectorLayout.MaxLength, 0, 1)]).Length);
        Assert.Throws<ArgumentOutOfRangeException>("parties", () => new VectorLayout(0, [new VectorPart("x", 1, 0, 1)]));
    }

    [Fact]
    public void Part_OutOfRange_IsRefused()
    {
        Assert.Throws<ArgumentException>("name", () => new VectorPart("", 1, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>("length", () => new VectorPart("x", 0, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>("fractionalBits", () => new VectorPart("x", 1, -1, 1));
        Assert.Throws<ArgumentOutOfRangeException>("fractionalBits", () => new VectorPart("x", 1, VectorPart.MaxFractionalBits + 1, 1));
        foreach (double bound in new[] { 0, -1, double.NaN, double.PositiveInfinity, double.NegativeInfinity })
        {
            Assert.Throws<ArgumentOutOfRangeException>("bound", () => new VectorPart("x", 1, 0, bound));
        }
    }

    [Fact]
    public void Describe_NamesPartAndPlace()
    {
        var layout = new VectorLayout(2, [new VectorPart("rows", 1, 0, 1), new VectorPart("gradient", 3, 0, 1), new VectorPart("loss", 1, 0, 1)]);
        Assert.Equal(["rows", "gradient[0]", "gradient[1]", "gradient[2]", "loss"], Enumerable.Range(0, layout.Length).Select(layout.Describe));
        Assert.Throws<ArgumentOutOfRangeException>("index", () => layout.Describe(-1));
        Assert.Throws<ArgumentOutOfRangeException>("index", () => layout.Describe(5));
    }

    private static Gen<double> Bounds => Gen.Select(Gen.Double[0.5, 1], Gen.Int[-20, 70]).Select((fraction, exponent) => Math.ScaleB(fraction, exponent));

    private static string Refusal(int parties, params VectorPart[] parts) =>
        Assert.Throws<ArgumentException>(nameof(parts), () => new VectorLayout(parties, parts)).Message;
}
