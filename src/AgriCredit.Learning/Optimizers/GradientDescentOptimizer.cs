namespace AgriCredit.Learning;

/// <summary>Full-batch gradient descent on the penalised mean objective, one step a round; an l1 penalty is applied by soft thresholding (proximal gradient).</summary>
internal sealed class GradientDescentOptimizer : Optimizer
{
    public GradientDescentOptimizer(TrainingOptions options, IReadOnlyList<string> featureNames, ReadOnlySpan<double> start)
        : base(options, featureNames, start, RowsLossAnd(new SumPart(SumKind.Gradient, start.Length)))
    {
    }

    private protected override string DivergenceRemedy => "lower the learning rate";

    private protected override double WriteSums(DesignMatrix rows, Span<double> sums) =>
        StatisticsKernel.Evaluate(rows, Weights, StatisticsOrder.Gradient, sums, []);

    private protected override bool Step(ReadOnlySpan<double> sums, bool sameRows)
    {
        double rows = sums[0];
        ReadOnlySpan<double> gradient = sums[2..];
        double largest = 0;
        for (int index = 0; index < gradient.Length; index++)
        {
            double weight = MutableWeights[index];
            double ascent = (gradient[index] / rows) - (index == 0 ? 0 : Options.L2 * weight);
            double next = weight + (Options.LearningRate * ascent);
            next = index == 0 ? next : Shrink(next, Options.LearningRate * Options.L1);
            MutableWeights[index] = next;
            largest = Math.Max(largest, Math.Abs(next - weight));
        }

        LargestStep = largest;
        return largest < Options.Tolerance;
    }

    private static double Shrink(double value, double threshold) =>
        value > threshold ? value - threshold : value < -threshold ? value + threshold : 0;
}
