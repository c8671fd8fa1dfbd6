namespace AgriCredit.Learning.Tests;

/// <summary>Rounds over several parties in plain doubles: what a federation does, without the secrecy; the total may be rounded as secure sums are.</summary>
internal static class Federation
{
    public static Optimizer Run(TrainingOptions options, IReadOnlyList<DesignMatrix> parties, double[] start, ILocalTrainer? trainer = null, int? fractionalBits = null)
    {
        Optimizer optimizer = Optimizer.Create(options, parties[0].FeatureNames, start, trainer);
        while (optimizer.State == OptimizerState.Running)
        {
            double[] total = Total(optimizer, parties);
            optimizer.Advance(fractionalBits is { } bits ? [.. total.Select(sum => Math.ScaleB(Math.Round(Math.ScaleB(sum, bits)), -bits))] : total);
        }

        return optimizer;
    }

    public static double[] Total(Optimizer optimizer, IReadOnlyList<DesignMatrix> parties)
    {
        double[] total = new double[optimizer.SumsLength];
        double[] sums = new double[optimizer.SumsLength];
        foreach (DesignMatrix party in parties)
        {
            optimizer.Contribute(party, sums);
            for (int index = 0; index < total.Length; index++)
            {
                total[index] += sums[index];
            }
        }

        return total;
    }
}
