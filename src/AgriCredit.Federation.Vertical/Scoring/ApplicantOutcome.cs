namespace AgriCredit.Federation.Vertical;

/// <summary>What became of an applicant in a scoring session.</summary>
public enum ApplicantOutcome
{
    /// <summary>There is a score.</summary>
    Scored,

    /// <summary>A party does not know the applicant.</summary>
    Unknown,

    /// <summary>A party was asked too often, about this applicant or in all; it has not looked whether it knows the applicant.</summary>
    Limited,
}
