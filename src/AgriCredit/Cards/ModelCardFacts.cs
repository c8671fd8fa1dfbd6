namespace AgriCredit;

/// <summary>What a model card says beyond the model itself: its author has to state it.</summary>
public sealed class ModelCardFacts
{
    /// <summary>What decisions the model is for, in whose hands; null is shown as not stated.</summary>
    public string? Purpose { get; init; }

    /// <summary>The data it was fitted on: source, period, rows, what a default is; null is shown as not stated.</summary>
    public string? Data { get; init; }

    /// <summary>Metrics by name, in the order shown; each with the data it was taken on, such as <c>AUC, test rows</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Metrics { get; init; } = [];

    /// <summary>Limits the author knows of, one sentence each; those that follow from the model are added.</summary>
    public IReadOnlyList<string> Limits { get; init; } = [];

    /// <summary>What a role came to know from the fit beyond the model: who, and what in a sentence, in the order shown.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Learnt { get; init; } = [];
}
