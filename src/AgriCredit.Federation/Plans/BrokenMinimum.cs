namespace AgriCredit.Federation;

/// <summary>A minimum that a plan breaks: the rule, where, by how much.</summary>
/// <param name="Rule">A name of <see cref="Waivers"/>.</param>
/// <param name="Party">The party concerned; null when the plan as a whole is.</param>
/// <param name="Feature">The column concerned; null when there is none.</param>
/// <param name="Figure">What there is: rows, ones or zeros, parties.</param>
/// <param name="Minimum">What the rule asks for.</param>
public sealed record BrokenMinimum(string Rule, PartyId? Party, string? Feature, long Figure, long Minimum)
{
    /// <summary>The reason a party refuses such a plan with.</summary>
    public SessionFailureReason Reason => Rule switch
    {
        Waivers.RowMinimum => SessionFailureReason.RowMinimum,
        Waivers.RareCategory => SessionFailureReason.RareCategory,
        _ => SessionFailureReason.AggregateDisclosure,
    };

    /// <summary>One sentence: rule, party, figure, minimum and the waiver.</summary>
    public override string ToString() => Rule switch
    {
        Waivers.RowMinimum => $"{Rule}: party '{Party}' has {Figure} training rows; the planned rounds and features ask for {Minimum}",
        Waivers.RareCategory => $"{Rule}: party '{Party}' has {Figure} rows of the rarer value in the 0/1 column '{Feature}'; the minimum is {Minimum}",
        _ => $"{Rule}: the plan has {Figure} parties, so each would learn the others' sums exactly; the minimum is {Minimum}",
    };
}
