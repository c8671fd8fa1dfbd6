namespace AgriCredit.Harness.Hosting;

/// <summary>How a session ended for a member: what <c>coordinator --json</c> and <c>party --json</c> print.</summary>
internal sealed record MemberOutcome
{
    /// <summary>The member's id.</summary>
    public required string Member { get; init; }

    /// <summary>The model file that was written; null without a model.</summary>
    public string? Model { get; init; }

    /// <summary>Null when the session failed.</summary>
    public SessionRecord? Session { get; init; }

    /// <summary>Null when there is a model.</summary>
    public FailureRecord? Failure { get; init; }

    /// <summary>A party's own; null at the coordinator.</summary>
    public TrafficRecord? Traffic { get; init; }
}
