using AgriCredit;

CreditScorer scorer = CreditScorer.Load(args[0]);
double[] values = [.. scorer.Model.GoldenVectors[0].Inputs];
CreditScore score = scorer.Score(values);
CreditScore typed = scorer.Bind<Loan>().Score(new Loan { TermMonths = values[0], Area = values[1], Age = values[2] });
Console.WriteLine($"{score.Points} points, PD {score.ProbabilityOfDefault}, the same when typed: {typed.Logit.Equals(score.Logit)}");

/// <summary>An application, bound by the generator that comes with the package.</summary>
[ApplicantRecord]
internal sealed partial record Loan
{
    [ApplicantInput("term_months")]
    public required double TermMonths { get; init; }

    [ApplicantInput("面积")]
    public double? Area { get; init; }

    [ApplicantInput("age")]
    public double? Age { get; init; }
}
