namespace AgriCredit.Harness.Hosting;

/// <summary>How a session ended for a member: what <c>coordinator --json</c>, <c>party --json</c> and <c>dealer --json</c> print.</summary>
internal sealed record MemberOutcome
{
    /// <summary>The member's id.</summary>
    public required string Member { get; init; }

    /// <summary>The model file that was written; null without a model.</summary>
    public string? Model { get; init; }

    /// <summary>The party's part of a joint model that was written, where the terms release no more; else null.</summary>
    public string? Part { get; init; }

    /// <summary>Null when the session failed, or was a joint fit.</summary>
    public SessionRecord? Session { get; init; }

    /// <summary>Of a party in a joint fit; null when that failed.</summary>
    public JointSessionRecord? Joint { get; init; }

    /// <summary>Of the dealer in a joint fit; null when that failed.</summary>
    public DealtRecord? Dealt { get; init; }

    /// <summary>Null when the session did not fail.</summary>
    public FailureRecord? Failure { get; init; }

    /// <summary>The passes of a joint fit as the member saw them; null when that failed, and in other sessions.</summary>
    public IReadOnlyList<PassRecord>? Passes { get; init; }

    /// <summary>The member's own; null at the coordinator.</summary>
    public TrafficRecord? Traffic { get; init; }
}
