using AgriCredit.Federation;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Hosting;

namespace AgriCredit.Harness.Simulation;

/// <summary>What the process ends with when a session has no result.</summary>
internal static class SessionFailures
{
    /// <summary>The failure as the command line reports it, naming the last model that was finished.</summary>
    public static HarnessException ToException(SessionFailure failure, IReadOnlyList<RoundRecord> rounds) => ToException(Record(failure, rounds));

    /// <summary>The same, of a failure in another process.</summary>
    public static HarnessException ToException(FailureRecord failure)
    {
        string finished = failure.LastRound is { } round ? $" The last finished model is that of training round {round}; it is not written as a result." : "";
        return new HarnessException(
            Enum.TryParse(failure.Reason, out SessionFailureReason reason) ? ExitCodeOf(reason) : ExitCode.Failed,
            $"{failure.Reason}: {failure.Message}{finished}");
    }

    /// <summary>The failure as members print it.</summary>
    public static FailureRecord Record(SessionFailure failure, IReadOnlyList<RoundRecord> rounds) => new(
        failure.Reason.ToString(),
        failure.Message,
        [.. failure.Parties.Select(party => party.Value)],
        rounds.LastOrDefault(round => round.Kind == RoundKind.Training)?.TrainingRound);

    private static ExitCode ExitCodeOf(SessionFailureReason reason) => reason switch
    {
        SessionFailureReason.RowMinimum or SessionFailureReason.RareCategory or SessionFailureReason.AggregateDisclosure or SessionFailureReason.PlanRefused => ExitCode.Refused,
        SessionFailureReason.ConstantColumn or SessionFailureReason.OneClass or SessionFailureReason.ValueOutOfRange or SessionFailureReason.PlanOverflow => ExitCode.Usage,
        SessionFailureReason.Cancelled => ExitCode.Cancelled,
        _ => ExitCode.Failed,
    };
}
