namespace AgriCredit.AspNetCore;

/// <summary>How a batch is written, coming in and going out.</summary>
/// <param name="IsArray">One JSON array; else a line for each row.</param>
/// <param name="Reasons">How much is said about reasons.</param>
/// <param name="Locale">The language of their texts.</param>
/// <param name="LongestRow">The most bytes of a row.</param>
internal sealed record BatchFormat(bool IsArray, ReasonDetail Reasons, string Locale, int LongestRow);
