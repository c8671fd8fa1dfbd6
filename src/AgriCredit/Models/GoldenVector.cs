namespace AgriCredit;

/// <summary>An applicant made up by the model's author with the score the model gave; every load of the file scores it again and compares bit for bit.</summary>
public sealed class GoldenVector
{
    internal GoldenVector(double[] inputs, CreditScore score, IReadOnlyList<string> reasonCodes)
    {
        Inputs = Array.AsReadOnly(inputs);
        Score = score;
        ReasonCodes = reasonCodes;
    }

    /// <summary>Raw values in the order of <see cref="CreditModel.Inputs"/>; NaN where the value is missing.</summary>
    public IReadOnlyList<double> Inputs { get; }

    /// <summary>The score, without reasons.</summary>
    public CreditScore Score { get; }

    /// <summary>The codes of its reasons, most costly first; empty also where the model cannot give reasons.</summary>
    public IReadOnlyList<string> ReasonCodes { get; }

    /// <summary>Scores made-up values as a file's golden vector is scored.</summary>
    internal static GoldenVector Of(CreditScorer scorer, double[] inputs)
    {
        CreditScore score = scorer.CanExplain ? scorer.Explain(inputs) : scorer.Score(inputs);
        string[] codes = scorer.CanExplain ? [.. score.ReasonCodes.Select(reason => reason.Code)] : [];
        return new GoldenVector(inputs, new CreditScore(score.Logit, score.ProbabilityOfDefault, score.Points), codes);
    }
}
