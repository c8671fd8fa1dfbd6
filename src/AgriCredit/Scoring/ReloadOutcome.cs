namespace AgriCredit;

/// <summary>What became of a changed model file that a <see cref="ReloadingScorer"/> found.</summary>
public sealed class ReloadOutcome
{
    internal ReloadOutcome(CreditScorer scorer) => Scorer = scorer;

    internal ReloadOutcome(string message, bool mayPass)
    {
        Message = message;
        MayPass = mayPass;
    }

    /// <summary>The scorer that took over; null if the file was refused.</summary>
    public CreditScorer? Scorer { get; }

    /// <summary>Why the file was refused and what to do; null if it took over.</summary>
    public string? Message { get; }

    /// <summary>Whether the same file may be sound the next time.</summary>
    internal bool MayPass { get; }
}
