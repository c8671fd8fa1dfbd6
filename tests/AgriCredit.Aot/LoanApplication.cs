namespace AgriCredit.Aot;

/// <summary>An applicant of the scorecard in tests/vectors/model-v2-scorecard.json.</summary>
[ApplicantRecord]
internal sealed partial class LoanApplication
{
    [ApplicantInput(Unit = "year")]
    public double? Age { get; init; }

    public string? Crop { get; init; }
}
