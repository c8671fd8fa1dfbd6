using AgriCredit.Harness.Scenarios;

namespace AgriCredit.Harness.Data;

/// <summary>A feature as the model sees it.</summary>
/// <param name="Name">Its name; an indicator's ends in <see cref="IndicatorSuffix"/>.</param>
/// <param name="Source">The raw column it comes from; its own name unless it is an indicator.</param>
/// <param name="Missing">What is done with a missing value. A feature without one among the training rows has <see cref="MissingHandling.Reject"/>: nothing was learnt about gaps.</param>
/// <param name="Minimum">Smallest value in the training rows; NaN where no role sees all of them.</param>
/// <param name="Maximum">Largest value in the training rows; NaN likewise.</param>
/// <param name="IsBinary">True when every training value is 0 or 1.</param>
internal sealed record LoadedFeature(string Name, string Source, MissingHandling Missing, double Minimum, double Maximum, bool IsBinary)
{
    public const string IndicatorSuffix = "_missing";

    /// <summary>True for the 0/1 feature that says whether <see cref="Source"/> is missing.</summary>
    public bool IsIndicator => Name != Source;
}
