using AgriCredit.Federation;
using AgriCredit.Harness.CommandLine;

namespace AgriCredit.Harness.Simulation;

/// <summary>What the process ends with when a session has no result.</summary>
internal static class SessionFailures
{
    /// <summary>The failure as the command line reports it, naming the last model that was finished.</summary>
    public static HarnessException ToException(SessionFailure failure, IReadOnlyList<RoundRecord> rounds)
    {
        RoundRecord? last = rounds.LastOrDefault(round => round.Kind == RoundKind.Training);
        string finished = last is null ? "" : $" The last finished model is that of training round {last.TrainingRound}; it is not written as a result.";
        return new HarnessException(ExitCodeOf(failure.Reason), $"{failure.Reason}: {failure.Message}{finished}");
    }

    private static ExitCode ExitCodeOf(SessionFailureReason reason) => reason switch
    {
        SessionFailureReason.RowMinimum or SessionFailureReason.RareCategory or SessionFailureReason.AggregateDisclosure => ExitCode.Refused,
        SessionFailureReason.ConstantColumn or SessionFailureReason.OneClass or SessionFailureReason.ValueOutOfRange or SessionFailureReason.PlanOverflow => ExitCode.Usage,
        SessionFailureReason.Cancelled => ExitCode.Cancelled,
        _ => ExitCode.Failed,
    };
}
