namespace AgriCredit;

/// <summary>An applicant made up by the model's author with the score the model gave; every load of the file scores it again and compares bit for bit.</summary>
public sealed class GoldenVector
{
    internal GoldenVector(double[] inputs, CreditScore score)
    {
        Inputs = Array.AsReadOnly(inputs);
        Score = score;
    }

    /// <summary>Raw values in the order of <see cref="CreditModel.Inputs"/>; NaN where the value is missing.</summary>
    public IReadOnlyList<double> Inputs { get; }

    /// <summary>The score.</summary>
    public CreditScore Score { get; }
}
