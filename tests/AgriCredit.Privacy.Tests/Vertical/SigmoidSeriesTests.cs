using System.Text.Json;
using AgriCredit.Testing;

namespace AgriCredit.Privacy.Tests.Vertical;

/// <summary>The fixed tables of PROTOCOL 5.2: where they come from, and how far the series are from the functions.</summary>
public sealed class SigmoidSeriesTests
{
    private const double Step = 1.0 / 256;

    [Theory]
    [InlineData(8, 3e-6)]
    [InlineData(12, 8.5e-6)]
    [InlineData(16, 6e-5)]
    [InlineData(SigmoidSeries.Limit, 4.3e-4)]
    public void SineSeries_IsTheSigmoid(double limit, double error)
    {
        double largest = Grid(limit).Max(z => Math.Abs(Sigmoid(z) - Probability(z)));

        // The bound is not idle: a tenth less is too little.
        Assert.InRange(largest, 0.9 * error, error);
    }

    [Fact]
    public void CosineSeries_IsTheSlopeOfTheSigmoid() =>
        Assert.InRange(Grid(SigmoidSeries.Limit).Max(z => Math.Abs((Sigmoid(z) * (1 - Sigmoid(z))) - Curvature(z))), 1.5e-5, 2e-5);

    [Fact]
    public void SineSeries_StaysAProbabilityBeyondItsLimit() =>
        Assert.InRange(Grid(SigmoidSeries.Period).Max(z => Math.Abs(Probability(z) - 0.5)), 0.5, 0.5 + 4.3e-4);

    [DataFact]
    public void Tables_AreThoseOfTheVectors()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(TestData.Folder, "..", "vectors", "sigmoid_series.json")));
        JsonElement series = document.RootElement.GetProperty("L128f");

        Assert.Equal(SigmoidSeries.Period, series.GetProperty("period").GetInt32());
        Assert.Equal(SigmoidSeries.Limit, series.GetProperty("limit").GetInt32());
        Assert.Equal(series.Numbers("k"), SigmoidSeries.Harmonics.ToArray().Select(harmonic => (double)harmonic));
        Assert.Equal(series.Numbers("sin"), SigmoidSeries.Sines.ToArray());
        Assert.Equal(series.Numbers("cos"), SigmoidSeries.Cosines.ToArray());
        Assert.Equal(SigmoidSeries.CurvatureMean, series.GetProperty("cos0").GetDouble());
    }

    internal static double Sigmoid(double z) => 1 / (1 + Math.Exp(-z));

    /// <summary>How far the series may be from the sigmoid at a logit.</summary>
    internal static double Error(double z) => Math.Abs(z) switch
    {
        <= 8 => 3e-6,
        <= 12 => 8.5e-6,
        <= 16 => 6e-5,
        _ => 4.3e-4,
    };

    private static IEnumerable<double> Grid(double limit)
    {
        for (double z = -limit; z <= limit; z += Step)
        {
            yield return z;
        }
    }

    private static double Probability(double z)
    {
        double sum = 0.5;
        for (int k = 0; k < SigmoidSeries.Harmonics.Length; k++)
        {
            sum += SigmoidSeries.Sines[k] * Math.Sin(2 * Math.PI * SigmoidSeries.Harmonics[k] * z / SigmoidSeries.Period);
        }

        return sum;
    }

    private static double Curvature(double z)
    {
        double sum = SigmoidSeries.CurvatureMean;
        for (int k = 0; k < SigmoidSeries.Harmonics.Length; k++)
        {
            sum += SigmoidSeries.Cosines[k] * Math.Cos(2 * Math.PI * SigmoidSeries.Harmonics[k] * z / SigmoidSeries.Period);
        }

        return sum;
    }
}
