namespace AgriCredit.Federation;

/// <summary>How a round ended: what was published in its place in the transcript, and who goes on.</summary>
/// <param name="Round">The round.</param>
/// <param name="Kind">What it summed.</param>
/// <param name="Survivors">Who is in the sum; nobody when it was given up.</param>
/// <param name="Message">The Publish or Void that all who go on are sent.</param>
internal sealed record RoundEnd(ulong Round, RoundKind Kind, IReadOnlyList<PartyId> Survivors, Envelope Message);
