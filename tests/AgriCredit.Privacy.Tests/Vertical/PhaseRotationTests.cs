using System.Runtime.Intrinsics;

namespace AgriCredit.Privacy.Tests.Vertical;

/// <summary>Sines and cosines without a library against the library's.</summary>
public sealed class PhaseRotationTests
{
    [Fact]
    public void SinesAndCosines_AreThoseOfTheLibrary()
    {
        var words = new SharedWords(8);
        uint[] phases = [0, 1, uint.MaxValue, 1u << 31, (1u << 31) - 1, 1u << 30, 3u << 30, 1u << 29, .. words.SmallWords(100_000)];
        for (int first = 0; first < phases.Length; first += PhaseRotation.Lanes)
        {
            Vector512<ulong> wide = PhaseRotation.Widen(ref phases[0], first);
            (Vector512<double> cosine, Vector512<double> sine) = PhaseRotation.Evaluate(PhaseRotation.Signed(wide));
            for (int lane = 0; lane < PhaseRotation.Lanes; lane++)
            {
                double angle = 2 * Math.PI * unchecked((int)phases[first + lane]) / 4294967296.0;
                Assert.InRange(cosine[lane] - Math.Cos(angle), -1e-12, 1e-12);
                Assert.InRange(sine[lane] - Math.Sin(angle), -1e-12, 1e-12);
            }
        }
    }

    [Theory]
    [InlineData(0.5, 0L)]
    [InlineData(1.5, 2L)]
    [InlineData(-0.5, 0L)]
    [InlineData(-2.5, -2L)]
    [InlineData(-2.500001, -3L)]
    [InlineData(2251799813685247.0, 2251799813685247L)]
    [InlineData(-2251799813685247.0, -2251799813685247L)]
    public void Round_TakesTheNearestIntegerTiesToEven(double value, long expected) =>
        Assert.Equal(expected, unchecked((long)PhaseRotation.Round(Vector512.Create(value))[3]));
}
