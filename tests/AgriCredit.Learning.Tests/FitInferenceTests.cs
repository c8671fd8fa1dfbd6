using MathNet.Numerics.LinearAlgebra;

namespace AgriCredit.Learning.Tests;

public class FitInferenceTests
{
    // erfc(z / sqrt 2) by mpmath 1.3.0 with 40 digits.
    [Theory]
    [InlineData(0, 1.0)]
    [InlineData(0.1, 0.92034432544594203707)]
    [InlineData(-0.5, 0.61707507745197379272)]
    [InlineData(0.7, 0.4839273044461460295)]
    [InlineData(1, 0.31731050786291410283)]
    [InlineData(-1.96, 0.049995790296440868273)]
    [InlineData(2, 0.045500263896358414401)]
    [InlineData(3, 0.0026997960632601890533)]
    [InlineData(-4.5, 6.7953462494601208034e-6)]
    [InlineData(6, 1.9731752900753962814e-9)]
    [InlineData(8, 1.2441921148543568247e-15)]
    [InlineData(10, 1.5239706048321052132e-23)]
    [InlineData(15, 7.3419323986255017716e-51)]
    [InlineData(-20, 5.5072482372124673902e-89)]
    [InlineData(30, 9.8134278542963741191e-198)]
    [InlineData(37.5, 9.2107060191639096877e-308)]
    public void PValueIsAccurateIntoTheTail(double z, double expected) =>
        Assert.Equal(expected, FitInference.TwoSidedPValue(z), 1e-12 * expected);

    [Fact]
    public void StandardErrorsEqualTheMatrixFormula()
    {
        DesignMatrix rows = SyntheticRows.AsIs(SyntheticRows.Logistic(500, 4, 8));
        const double L2 = 0.03;
        LogisticFit fit = LogisticRegression.Fit(rows, new TrainingOptions { L2 = L2 });
        double[] packed = new double[15];
        StatisticsKernel.Evaluate(rows, fit.Weights, StatisticsOrder.Hessian, new double[5], packed);
        Matrix<double> hessian = Matrix<double>.Build.DenseOfRowMajor(5, 5, PackedSymmetric.Unpack(packed, 5));
        Matrix<double> penalised = hessian.Clone();
        for (int index = 1; index < 5; index++)
        {
            penalised[index, index] += L2 * 500;
        }

        Matrix<double> covariance = penalised.Inverse() * hessian * penalised.Inverse();
        double[] expected = [.. covariance.Diagonal().Select(Math.Sqrt)];
        Near.Equal(expected, fit.Inference!.StandardErrors, 1e-8);
        for (int index = 0; index < 5; index++)
        {
            double z = fit.Weights[index] / fit.Inference.StandardErrors[index];
            Assert.Equal(z, fit.Inference.ZValues[index]);
            Assert.Equal(FitInference.TwoSidedPValue(z), fit.Inference.PValues[index]);
        }
    }

    [Fact]
    public void SingularSumsHaveNoInference() => Assert.Null(FitInference.FromSums([0, 0], 10, [1, 1, 1], 0));

    [Fact]
    public void LengthsThatDoNotFitAreRefused() => Assert.Throws<ArgumentException>("hessian", () => FitInference.FromSums([0, 0], 10, [1, 1], 0));
}
