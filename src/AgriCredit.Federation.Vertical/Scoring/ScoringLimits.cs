namespace AgriCredit.Federation.Vertical;

/// <summary>How often a party lets itself be asked.</summary>
/// <remarks>An applicant counts when it is asked about, whether the party knows it or not, and whether the session ends well or not.</remarks>
public sealed class ScoringLimits
{
    /// <summary>The default of <see cref="ApplicantsPerPeriod"/>.</summary>
    public const int DefaultApplicantsPerPeriod = 100;

    /// <summary>The default of <see cref="TimesPerApplicant"/>.</summary>
    public const int DefaultTimesPerApplicant = 3;

    /// <summary>The default of <see cref="Period"/>.</summary>
    public static readonly TimeSpan DefaultPeriod = TimeSpan.FromDays(1);

    /// <summary>The default of <see cref="ApplicantPeriod"/>.</summary>
    public static readonly TimeSpan DefaultApplicantPeriod = TimeSpan.FromDays(30);

    /// <summary>Applicants that a bank may ask about in a period, at least 1.</summary>
    public int ApplicantsPerPeriod { get; init; } = DefaultApplicantsPerPeriod;

    /// <summary>The period; periods follow each other from the first of January 1970, UTC, so one of a day begins at midnight.</summary>
    public TimeSpan Period { get; init; } = DefaultPeriod;

    /// <summary>How often a bank may ask about the same applicant in a period of <see cref="ApplicantPeriod"/>, at least 1.</summary>
    public int TimesPerApplicant { get; init; } = DefaultTimesPerApplicant;

    /// <summary>The period of one applicant.</summary>
    public TimeSpan ApplicantPeriod { get; init; } = DefaultApplicantPeriod;

    /// <summary>What is wrong with the limits; null when nothing is.</summary>
    internal string? Fault() => ApplicantsPerPeriod < 1 || TimesPerApplicant < 1 || Period <= TimeSpan.Zero || ApplicantPeriod <= TimeSpan.Zero
        ? $"{nameof(ApplicantsPerPeriod)} and {nameof(TimesPerApplicant)} must be at least 1, {nameof(Period)} and {nameof(ApplicantPeriod)} longer than nothing."
        : null;
}
