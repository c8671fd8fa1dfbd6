using AgriCredit;
using AgriCredit.Aot;

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
BoundScorer<LoanApplication>? bound = scorer.Inputs.SequenceEqual(["age", "crop"]) ? scorer.Bind<LoanApplication>() : null;
IReadOnlyList<string> crops = scorer.Model.InputFeatures[^1].Transform is WoeTransform woe ? woe.Categories : [];
int different = 0;
for (int i = 0; i < vectors.Count; i++)
{
    CreditScore score = scorer.Score(rows.AsSpan(i * scorer.Inputs.Count, scorer.Inputs.Count));
    bool same = score == vectors[i].Score && score.ProbabilityOfDefault.Value.Equals(probabilities[i]);
    if (scorer.CanExplain)
    {
        CreditScore explained = scorer.Explain(rows.AsSpan(i * scorer.Inputs.Count, scorer.Inputs.Count));
        same &= explained.Logit.Equals(score.Logit) && explained.ReasonCodes.Select(reason => reason.Code).SequenceEqual(vectors[i].ReasonCodes);
    }

    // The scorecard on record also has a type of applicants, bound without reflection.
    if (bound is not null)
    {
        int code = double.IsNaN(vectors[i].Inputs[1]) ? -1 : (int)vectors[i].Inputs[1];
        string? crop = code < 0 ? null : code < crops.Count ? crops[code] : "another";
        var application = new LoanApplication { Age = double.IsNaN(vectors[i].Inputs[0]) ? null : vectors[i].Inputs[0], Crop = crop };
        same &= bound.Score(application) == score;
    }

    different += same ? 0 : 1;
}

CreditScore centre = vectors[0].Score;
Console.WriteLine($"{vectors.Count} golden vectors, {different} different; the first: {centre.Points} points, PD {centre.ProbabilityOfDefault}");
return different == 0 ? 0 : 1;
