using AgriCredit.Learning;

namespace AgriCredit.Federation;

/// <summary>Checks, where all rows are at hand, what a session's set-up would find out.</summary>
public static class SessionPreflight
{
    /// <summary>Whether the sums of a session over these rows fit their encoding.</summary>
    /// <param name="request">The session's terms.</param>
    /// <param name="rows">Each party's training rows.</param>
    /// <returns>The <see cref="SessionFailureReason.PlanOverflow"/> that the session would end with; null when it would not.</returns>
    public static SessionFailure? CheckBounds(SessionRequest request, IReadOnlyList<Dataset> rows)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(rows);
        PartyRows[] parties = [.. rows.Select(party => new PartyRows(party))];
        int[][] exponents = [.. parties.Select(party => party.Exponents())];
        int[] largest = [.. request.Features.Select((_, feature) => exponents.Max(party => party[feature]))];
        using var credentials = new EphemeralCredentials(
            new PartyId("coordinator"),
            [.. Enumerable.Range(0, rows.Count).Select(index => new PartyId($"party {index}"))],
            TimeProvider.System);
        ReadOnlyMemory<byte> payload = Google.Protobuf.MessageExtensions.ToByteArray(
            SessionPlan.Write(request, credentials.Roster, largest, parties.Max(party => party.RowsExponent())));
        if (SessionPlan.Read(payload) is not { } plan)
        {
            return new SessionFailure(SessionFailureReason.PlanOverflow, "The rows or values are larger than a plan can hold.");
        }

        return new FederatedFit(plan, trainer: null).Failure;
    }
}
