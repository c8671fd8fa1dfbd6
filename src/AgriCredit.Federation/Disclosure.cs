namespace AgriCredit.Federation;

/// <summary>What somebody learns from taking part in a session.</summary>
/// <param name="Who">The coordinator, every party, or one of them.</param>
/// <param name="What">What it learns, in a sentence.</param>
public sealed record Disclosure(string Who, string What);
