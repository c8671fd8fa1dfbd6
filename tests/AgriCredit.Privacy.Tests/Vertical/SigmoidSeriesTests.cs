using System.Text.Json;
using AgriCredit.Testing;

namespace AgriCredit.Privacy.Tests.Vertical;

/// <summary>The series in place of that of PROTOCOL 5.2: how far they are from the functions.</summary>
public sealed class SigmoidSeriesTests
{
    private const double Step = 1.0 / 256;
    private const double ScoreLimit = ScoreTable.Limit;

    // Largest errors of the PD and of p(1-p), and what p(1-p) is at least.
    [Theory]
    [InlineData("Coarse", ScoreLimit, 1.3e-3, 3.6e-3, 0)]
    [InlineData("Fine", ScoreLimit, 2.8e-6, 1.2e-5, -1e-5)]
    [InlineData("Fine", SigmoidSeries.Limit, 4.6e-5, 4.9e-5, -5e-5)]
    [InlineData("Finest", ScoreLimit, 1.2e-7, 5e-7, -2e-7)]
    public void Series_IsTheSigmoidAndItsSlope(string name, double limit, double error, double slopeError, double leastSlope)
    {
        SigmoidSeries series = Named(name);

        // The bounds are not idle: a tenth less is too little.
        Assert.InRange(Grid(limit).Max(z => Math.Abs(Sigmoid(z) - Probability(series, z))), 0.9 * error, error);
        Assert.InRange(Grid(limit).Max(z => Math.Abs((Sigmoid(z) * (1 - Sigmoid(z))) - Curvature(series, z))), 0.9 * slopeError, slopeError);
        Assert.True(Grid(limit).Min(z => Curvature(series, z)) >= leastSlope);
    }

    [Theory]
    [InlineData("Coarse", 1.3e-3)]
    [InlineData("Fine", 3e-6)]
    [InlineData("Finest", 1.2e-7)]
    public void Series_StaysAProbabilityBeyondItsLimit(string name, double error) =>
        Assert.InRange(Grid(SigmoidSeries.Period).Max(z => Math.Abs(Probability(Named(name), z) - 0.5)), 0.5 - error, 0.5 + error);

    // The series that the draft fitted has 51 harmonics, and these errors up to 8, 12, 16 and 54.
    [DataFact]
    public void FineSeries_IsAsCloseToTheSigmoidAsTheFittedOneAnywhere_WithFewerHarmonics()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(TestData.Folder, "..", "vectors", "sigmoid_series.json")));
        JsonElement fitted = document.RootElement.GetProperty("L128f");
        double[] harmonics = [.. fitted.Numbers("k")];
        double[] sines = [.. fitted.Numbers("sin")];
        double[] cosines = [.. fitted.Numbers("cos")];
        double mean = fitted.GetProperty("cos0").GetDouble();

        Assert.Equal(SigmoidSeries.Period, fitted.GetProperty("period").GetInt32());
        Assert.Equal(SigmoidSeries.Limit, fitted.GetProperty("limit").GetInt32());
        Assert.True(SigmoidSeries.Fine.Sines.Length < harmonics.Length);
        foreach (double z in Grid(SigmoidSeries.Limit))
        {
            double angle = 2 * Math.PI * z / SigmoidSeries.Period;
            double probability = 0.5 + harmonics.Zip(sines, (k, sine) => sine * Math.Sin(k * angle)).Sum();
            double slope = mean + harmonics.Zip(cosines, (k, cosine) => cosine * Math.Cos(k * angle)).Sum();
            Assert.InRange(Probability(SigmoidSeries.Fine, z) - probability, -(FittedError(z) + Error(z)), FittedError(z) + Error(z));
            Assert.InRange(Curvature(SigmoidSeries.Fine, z) - slope, -7e-5, 7e-5);
            Assert.True(Error(z) <= FittedError(z));
        }

        static double FittedError(double z) => Math.Abs(z) switch
        {
            <= 8 => 3e-6,
            <= 12 => 8.5e-6,
            <= 16 => 6e-5,
            _ => 4.3e-4,
        };
    }

    internal static double Sigmoid(double z) => 1 / (1 + Math.Exp(-z));

    /// <summary>How far the series of a fit's last passes may be from the sigmoid at a logit.</summary>
    internal static double Error(double z) => Math.Abs(z) <= ScoreLimit ? 2.8e-6 : 4.6e-5;

    private static SigmoidSeries Named(string name) => name switch
    {
        "Coarse" => SigmoidSeries.Coarse,
        "Fine" => SigmoidSeries.Fine,
        _ => SigmoidSeries.Finest,
    };

    private static IEnumerable<double> Grid(double limit)
    {
        for (double z = -limit; z <= limit; z += Step)
        {
            yield return z;
        }
    }

    private static double Probability(SigmoidSeries series, double z)
    {
        double sum = 0.5;
        for (int i = 0; i < series.Sines.Length; i++)
        {
            sum += series.Sines[i] * Math.Sin(2 * Math.PI * ((2 * i) + 1) * z / SigmoidSeries.Period);
        }

        return sum;
    }

    private static double Curvature(SigmoidSeries series, double z)
    {
        double sum = series.CurvatureMean;
        for (int i = 0; i < series.Cosines.Length; i++)
        {
            sum += series.Cosines[i] * Math.Cos(2 * Math.PI * ((2 * i) + 1) * z / SigmoidSeries.Period);
        }

        return sum;
    }
}
