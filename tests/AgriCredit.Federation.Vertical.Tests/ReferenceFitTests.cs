using AgriCredit.Testing;
using Xunit.Abstractions;

namespace AgriCredit.Federation.Vertical.Tests;

/// <summary>Whole sessions on real loans against fits by R and scikit-learn.</summary>
public class ReferenceFitTests(ITestOutputHelper output)
{
    [DataTheory]
    [InlineData("unpenalised", 0)]
    [InlineData("l2_lambda_0.001", 0.001)]
    [InlineData("l2_lambda_0.01", 0.01)]
    public Task DefaultCredit(string fit, double l2) => MeetsReference(LoanSides.DefaultCredit(), fit, l2);

    [DataTheory]
    [InlineData("unpenalised", 0)]
    [InlineData("l2_lambda_0.001", 0.001)]
    public Task SbaAgri(string fit, double l2) => MeetsReference(LoanSides.SbaAgri(), fit, l2);

    private async Task MeetsReference(LoanSides sides, string fit, double l2)
    {
        using var federation = new JointFederation(2);
        JointOutcome[] outcomes = await federation.RunAsync([sides.Bank, sides.Cloud], new JointTerms { L2 = l2, Standardise = sides.Standardise, Release = JointRelease.Joined });

        Assert.All(outcomes, outcome => Assert.Null(outcome.Failure));
        JointResult bank = outcomes[0].Result!;
        JointResult cloud = outcomes[1].Result!;
        Assert.Equal(sides.Bank.Count, bank.Rows);
        Assert.Equal(bank.AlignedRows.Select(row => sides.Bank.Ids[row]), cloud.AlignedRows.Select(row => sides.Cloud.Ids[row]));
        double[] coefficients = [bank.Own!.Intercept!.Value, .. bank.Own.Coefficients, .. cloud.Own!.Coefficients];
        double[] errors = [bank.Own.InterceptStandardError!.Value, .. bank.Own.StandardErrors, .. cloud.Own.StandardErrors];
        double difference = LargestDifference(coefficients, sides.Reference(fit, "coef"));
        output.WriteLine($"coefficients {difference:G3}, monitor {bank.Monitor:G3}, last step {bank.LastStep:G3}, rounds {bank.Rounds}, alignment {bank.AlignmentTime.TotalSeconds:F2} s, fit {bank.FitTime.TotalSeconds:F2} s, "
            + string.Join(", ", outcomes.Select(outcome => $"{outcome.Result!.Traffic.BytesSent / 1e6:F1} MB")));
        Assert.True(difference <= 1e-4, $"Coefficients differ by {difference:G3}.");
        Assert.Equal(bank.Joined.SelectMany(part => part.Coefficients), cloud.Joined.SelectMany(part => part.Coefficients));
        if (l2 == 0)
        {
            double[] expected = sides.Reference(fit, "se");
            Assert.All(errors.Zip(expected), pair => Assert.InRange(pair.First / pair.Second, 1 - 5e-3, 1 + 5e-3));
        }
    }

    private static double LargestDifference(double[] left, double[] right) => left.Zip(right, (a, b) => Math.Abs(a - b)).Max();
}
