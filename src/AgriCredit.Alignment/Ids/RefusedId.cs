namespace AgriCredit.Alignment;

/// <summary>An id that cannot be used: where it stands and why, not what it is.</summary>
/// <param name="RowNumber">Its row, from 1.</param>
/// <param name="Refusal">Why.</param>
/// <param name="Position">The UTF-16 position in the id, from 0, of the character that is refused; null when the id is refused as a whole.</param>
public readonly record struct RefusedId(int RowNumber, ApplicantIdRefusal Refusal, int? Position);
