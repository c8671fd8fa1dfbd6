namespace AgriCredit;

/// <summary>The smallest change of one characteristic that brings an applicant to the cut-off, or that there is none.</summary>
/// <remarks>Not a record: it holds a value for the applicant, and must not print it.</remarks>
public sealed class WhatIf
{
    internal WhatIf(WhatIfOutcome outcome, ModelFeature feature, CreditScore score, double value = double.NaN, double change = double.NaN, string? category = null)
    {
        Outcome = outcome;
        Feature = feature;
        Score = score;
        Value = value;
        Change = change;
        Category = category;
    }

    /// <summary>Whether there is such a change.</summary>
    public WhatIfOutcome Outcome { get; }

    /// <summary>The feature whose raw value changes.</summary>
    public ModelFeature Feature { get; }

    /// <summary>The score with the change; the applicant's own where there is none.</summary>
    public CreditScore Score { get; }

    /// <summary>The new raw value, a category's code where <see cref="Category"/> is not null; NaN where there is none.</summary>
    public double Value { get; }

    /// <summary>The new raw value less the old; NaN where there is no change, for categories, and for an applicant whose value is missing or a special code.</summary>
    public double Change { get; }

    /// <summary>The new category; null for numbers and where there is no change.</summary>
    public string? Category { get; }

    /// <summary>The feature and the outcome, without values.</summary>
    public override string ToString() => $"{Feature.Name}: {Outcome}";
}
