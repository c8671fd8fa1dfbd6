using System.Diagnostics.CodeAnalysis;

namespace AgriCredit.Federation;

/// <summary>How a session ended: with a result or with a named failure, never with both.</summary>
public sealed class SessionOutcome
{
    private SessionOutcome(SessionResult? result, SessionFailure? failure)
    {
        Result = result;
        Failure = failure;
    }

    /// <summary>The result; null when the session failed.</summary>
    public SessionResult? Result { get; }

    /// <summary>The failure; null when there is a result.</summary>
    public SessionFailure? Failure { get; }

    /// <summary>Whether there is a result.</summary>
    [MemberNotNullWhen(true, nameof(Result))]
    [MemberNotNullWhen(false, nameof(Failure))]
    public bool IsFinished => Result is not null;

    internal static SessionOutcome Finished(SessionResult result) => new(result, null);

    internal static SessionOutcome Failed(SessionFailure failure) => new(null, failure);
}
