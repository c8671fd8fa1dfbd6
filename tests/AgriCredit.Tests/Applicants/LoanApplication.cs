namespace AgriCredit.Tests.Applicants;

/// <summary>An applicant of <see cref="TestModels.Scorecard"/>.</summary>
[ApplicantRecord]
internal sealed partial class LoanApplication
{
    [ApplicantInput(Unit = "year")]
    public int? Age { get; init; }

    public string? Crop { get; init; }

    [NotAnInput]
    public string LoanId { get; init; } = "";
}
