using AgriCredit;

CreditScorer scorer = CreditScorer.Load(args[0]);
Applicant applicant = scorer.NewApplicant()
    .Set("term_months", 36)
    .Set("plot_area_mu", 12.5)
    .Build();

CreditScore score = scorer.Score(applicant);
Console.WriteLine($"{score.Points} points, PD {score.ProbabilityOfDefault}");
foreach (ReasonCode reason in score.ReasonCodes)
    Console.WriteLine($"{reason.Code}: {reason.Text}");

CreditScore typed = scorer.Bind<LoanApplication>().Score(new LoanApplication { TermMonths = 36, PlotAreaMu = 12.5 });
Console.WriteLine($"the same when typed: {typed.Logit.Equals(score.Logit)}");

/// <summary>An application, bound by the generator that comes with the package.</summary>
[ApplicantRecord]
internal sealed partial record LoanApplication
{
    public required int TermMonths { get; init; }

    public double? PlotAreaMu { get; init; }

    [ApplicantInput("年龄")]
    public double? Age { get; init; }
}
