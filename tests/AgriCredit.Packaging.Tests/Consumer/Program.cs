using AgriCredit;

CreditScorer scorer = CreditScorer.Load(args[0]);
double[] values = [.. scorer.Model.GoldenVectors[0].Inputs];
CreditScore score = scorer.Score(values);
Console.WriteLine($"{score.Points} points, PD {score.ProbabilityOfDefault}");
