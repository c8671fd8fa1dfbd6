namespace AgriCredit.Harness.Hosting;

/// <summary>One line of what a supervised member writes: exactly one of the three is there.</summary>
internal sealed record MemberEvent
{
    /// <summary>Where the coordinator listens, with the port that was really taken.</summary>
    public string? Listening { get; init; }

    /// <summary>The training round that was finished.</summary>
    public int? Round { get; init; }

    /// <summary>The end.</summary>
    public MemberOutcome? Outcome { get; init; }
}
