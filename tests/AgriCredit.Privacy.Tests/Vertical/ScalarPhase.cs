namespace AgriCredit.Privacy.Tests.Vertical;

/// <summary>The public arithmetic of PROTOCOL 5.5 step 3 written for one number at a time: plain additions and multiplications of doubles, no vectors.</summary>
internal static class ScalarPhase
{
    private static readonly double[] SineTerms = [1.0 / 6227020800.0, -1.0 / 39916800.0, 1.0 / 362880.0, -1.0 / 5040.0, 1.0 / 120.0, -1.0 / 6.0];
    private static readonly double[] CosineTerms = [1.0 / 479001600.0, -1.0 / 3628800.0, 1.0 / 40320.0, -1.0 / 720.0, 1.0 / 24.0, -1.0 / 2.0, 1.0];

    public static (double Cosine, double Sine) Evaluate(uint phase)
    {
        double angle = unchecked((int)phase) * (2 * Math.PI / 4294967296.0 / 8);
        double square = angle * angle;
        double sine = SineTerms.Aggregate((sum, term) => (sum * square) + term);
        sine = (sine * square * angle) + angle;
        double cosine = CosineTerms.Aggregate((sum, term) => (sum * square) + term);
        for (int doubling = 0; doubling < 3; doubling++)
        {
            double product = sine * cosine;
            cosine = 1 - ((sine * sine) + (sine * sine));
            sine = product + product;
        }

        return (cosine, sine);
    }

    /// <summary>Cosine and sine of every harmonic: 1, 3, ...</summary>
    public static IEnumerable<(double Cosine, double Sine)> Walk(SigmoidSeries series, uint phase)
    {
        (double Cosine, double Sine) once = Evaluate(unchecked(phase << 4));
        (double Cosine, double Sine) twice = Add(once, once);
        (double Cosine, double Sine) current = once;
        for (int k = 0; k < series.Width / 2; k++)
        {
            yield return current;
            current = Add(current, twice);
        }
    }

    /// <summary>One row of <see cref="PhaseTable.Compute"/>.</summary>
    public static uint[] Table(SigmoidSeries series, uint phase) => [.. Walk(series, phase).SelectMany(pair => (uint[])[Round(pair.Cosine * 4096), Round(pair.Sine * 4096)])];

    /// <summary>One row of <see cref="PhaseTable.Apply"/>.</summary>
    public static (uint Probability, uint Curvature) Apply(SigmoidSeries series, uint opened, uint[] share, bool addsConstant, double curvatureScale)
    {
        double scale = 8192 * curvatureScale;
        uint probability = 0;
        uint curvature = addsConstant ? unchecked((uint)(long)Math.Round(series.CurvatureMean * scale * 4096)) : 0;
        int k = 0;
        foreach ((double cosine, double sine) in Walk(series, opened))
        {
            (uint tableCosine, uint tableSine) = (share[2 * k], share[(2 * k) + 1]);
            double factor = series.Sines[k] * 65536;
            probability = unchecked(probability + (Round(sine * factor) * tableCosine) + (Round(cosine * factor) * tableSine));
            factor = series.Cosines[k] * scale;
            curvature = unchecked(curvature + (Round(cosine * factor) * tableCosine) - (Round(sine * factor) * tableSine));
            k++;
        }

        return (probability, curvature);
    }

    private static (double Cosine, double Sine) Add((double Cosine, double Sine) left, (double Cosine, double Sine) right) =>
        ((left.Cosine * right.Cosine) - (left.Sine * right.Sine), (left.Sine * right.Cosine) + (left.Cosine * right.Sine));

    private static uint Round(double value) => unchecked((uint)(long)Math.Round(value, MidpointRounding.ToEven));
}
