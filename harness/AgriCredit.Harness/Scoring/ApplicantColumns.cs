namespace AgriCredit.Harness.Scoring;

/// <summary>What is read of every applicant of a file.</summary>
/// <param name="Inputs">The raw columns, in order.</param>
/// <param name="MayBeMissing">Whether a column may have gaps.</param>
/// <param name="IdColumn">The id's column, if there is one.</param>
internal sealed record ApplicantColumns(IReadOnlyList<string> Inputs, Func<string, bool> MayBeMissing, string? IdColumn);
