using CsCheck;
using AgriCredit.Testing;

namespace AgriCredit.Learning.Tests;

/// <summary>l1 and elastic net, checked by the conditions of optimality.</summary>
public class ProximalNewtonTests
{
    [Fact]
    public void FitMeetsTheConditionsOfOptimality() =>
        Gen.Select(Gen.Double[0.0005, 0.1], Gen.OneOf(Gen.Const(0.0), Gen.Double[0.0001, 0.1]), Gen.Int[0, 1_000_000]).Sample(
            (l1, l2, seed) => MeetsConditions(SyntheticRows.AsIs(SyntheticRows.Logistic(300, 8, seed)), l1, l2),
            iter: 40);

    [DataFact]
    public void NearlyCollinearLoansMeetTheConditionsOfOptimality() =>
        MeetsConditions(LoanSet.Named("default_credit/homo").TrainMatrix, 0.002, 0);

    [Fact]
    public void ALargePenaltyLeavesTheInterceptAlone()
    {
        Dataset loans = SyntheticRows.Logistic(500, 5, 4);
        LogisticFit fit = LogisticRegression.Fit(SyntheticRows.AsIs(loans), new TrainingOptions { L1 = 10 });
        Assert.True(fit.Converged);
        Assert.All(fit.Weights[1..].ToArray(), weight => Assert.Equal(0, weight));
        Assert.Equal(Math.Log(loans.DefaultCount / (500.0 - loans.DefaultCount)), fit.Weights[0], 1e-10);
        Assert.Null(fit.Inference);
    }

    [Fact]
    public void AVanishingPenaltyGivesMaximumLikelihood()
    {
        DesignMatrix rows = SyntheticRows.AsIs(SyntheticRows.Logistic(500, 5, 4));
        Near.Equal(
            LogisticRegression.Fit(rows, new TrainingOptions()).Weights,
            LogisticRegression.Fit(rows, new TrainingOptions { L1 = 1e-13 }).Weights,
            1e-9);
    }

    [Fact]
    public void GradientDescentFindsTheSameSparseOptimum()
    {
        DesignMatrix rows = SyntheticRows.AsIs(SyntheticRows.Logistic(300, 5, 9));
        var options = new TrainingOptions { Optimizer = OptimizerKind.FedSgd, L1 = 0.03, L2 = 0.01, LearningRate = 1, MaxRounds = 5000, Tolerance = 1e-12 };
        LogisticFit descent = LogisticRegression.Fit(rows, options);
        Assert.True(descent.Converged);
        LogisticFit newton = LogisticRegression.Fit(rows, new TrainingOptions { L1 = 0.03, L2 = 0.01 });
        Near.Equal(newton.Weights, descent.Weights, 1e-8);
        Assert.Contains(0.0, newton.Weights[1..].ToArray());
    }

    private static void MeetsConditions(DesignMatrix rows, double l1, double l2)
    {
        LogisticFit fit = LogisticRegression.Fit(rows, new TrainingOptions { L1 = l1, L2 = l2 });
        Assert.True(fit.Converged, fit.Failure?.Message);
        double[] gradient = new double[rows.Dimension];
        StatisticsKernel.Evaluate(rows, fit.Weights, StatisticsOrder.Gradient, gradient, []);
        Assert.Equal(0, gradient[0] / rows.RowCount, 1e-8);
        for (int index = 1; index < gradient.Length; index++)
        {
            double slope = (gradient[index] / rows.RowCount) - (l2 * fit.Weights[index]);
            if (fit.Weights[index] == 0)
            {
                Assert.InRange(Math.Abs(slope), 0, l1 + 1e-8);
            }
            else
            {
                Assert.Equal(l1 * Math.Sign(fit.Weights[index]), slope, 1e-8);
            }
        }
    }
}
