using System.ComponentModel;
using AgriCredit.Federation.Vertical;
using AgriCredit.Harness.Scenarios;

namespace AgriCredit.Harness.Configuration;

/// <summary>How a party scores applicants together with the other parties of a joint fit.</summary>
[Description("How the party scores applicants together with the other parties of a joint fit.")]
internal sealed record ScoringSection
{
    [Description("The party's own part of the model: part.json of the fit, the same session at all parties.")]
    public required string Part { get; init; }

    [Description("Where probabilities are not to be released: the upper ends of bands, as probabilities of default, increasing. The same at all parties. Default: none, the probability is released.")]
    public IReadOnlyList<double>? BandEdges { get; init; }

    [Description("True to use randomness that was prepared ahead ('party --prepare'), without a dealer. The same at all parties.")]
    public bool Prepared { get; init; }

    [NumberRange(AtLeast = 1)]
    [Description("At a party that is asked: about how many applicants in a day (UTC), known or not.")]
    public int ApplicantsPerDay { get; init; } = ScoringLimits.DefaultApplicantsPerPeriod;

    [NumberRange(AtLeast = 1)]
    [Description("Likewise: how often about the same applicant in 'applicantDays'.")]
    public int TimesPerApplicant { get; init; } = ScoringLimits.DefaultTimesPerApplicant;

    [NumberRange(AtLeast = 1, AtMost = 3660)]
    [Description("The period of one applicant, in days.")]
    public int ApplicantDays { get; init; } = ScoringLimits.DefaultApplicantPeriod.Days;

    public ScoringTerms ToTerms() => new() { BandEdges = BandEdges ?? [] };

    public ScoringLimits ToLimits() => new() { ApplicantsPerPeriod = ApplicantsPerDay, TimesPerApplicant = TimesPerApplicant, ApplicantPeriod = TimeSpan.FromDays(ApplicantDays) };
}
