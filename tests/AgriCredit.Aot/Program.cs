using AgriCredit;

// Scores a model file's golden vectors with the compiler that an embedded scorer is built with, alone and in a batch.
if (args.Length != 1)
{
    Console.Error.WriteLine("usage: AgriCredit.Aot MODEL.json");
    return 2;
}

CreditScorer scorer;
try
{
    scorer = CreditScorer.Load(args[0]);
}
catch (Exception exception) when (exception is ModelFileException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}

IReadOnlyList<GoldenVector> vectors = scorer.Model.GoldenVectors;
double[] rows = [.. vectors.SelectMany(vector => vector.Inputs)];
double[] probabilities = new double[vectors.Count];
scorer.ScoreBatch(rows, probabilities);
int different = 0;
for (int i = 0; i < vectors.Count; i++)
{
    CreditScore score = scorer.Score(rows.AsSpan(i * scorer.Inputs.Count, scorer.Inputs.Count));
    bool same = score == vectors[i].Score && score.ProbabilityOfDefault.Value.Equals(probabilities[i]);
    different += same ? 0 : 1;
}

CreditScore centre = vectors[0].Score;
Console.WriteLine($"{vectors.Count} golden vectors, {different} different; the first: {centre.Points} points, PD {centre.ProbabilityOfDefault}");
return different == 0 ? 0 : 1;
