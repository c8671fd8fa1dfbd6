namespace AgriCredit.Harness.Hosting;

/// <summary>One line of what a supervised member writes: exactly one of these is there.</summary>
internal sealed record MemberEvent
{
    /// <summary>True when the member has read and checked all it needs, and waits for the supervisor's word to begin.</summary>
    public bool? Ready { get; init; }

    /// <summary>Where the coordinator listens, with the port that was really taken.</summary>
    public string? Listening { get; init; }

    /// <summary>The training round that was finished.</summary>
    public int? Round { get; init; }

    /// <summary>The end.</summary>
    public MemberOutcome? Outcome { get; init; }
}
