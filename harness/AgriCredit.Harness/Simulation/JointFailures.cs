using AgriCredit.Federation;
using AgriCredit.Federation.Vertical;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Hosting;

namespace AgriCredit.Harness.Simulation;

/// <summary>What the process ends with when a joint fit has no result.</summary>
internal static class JointFailures
{
    /// <summary>The failure as members print it.</summary>
    public static FailureRecord Record(JointFailure failure) => new(failure.Reason.ToString(), failure.Message, [failure.Member.Value]);

    /// <summary>The failure that another process has printed.</summary>
    public static JointFailure Read(FailureRecord failure) =>
        new(Enum.TryParse(failure.Reason, out JointFailureReason reason) ? reason : JointFailureReason.MemberLost, new PartyId(failure.Parties[0]), failure.Message);

    /// <summary>The failure as the command line reports it.</summary>
    public static HarnessException ToException(JointFailure failure) => new(ExitCodeOf(failure.Reason), $"{failure.Reason}: {failure.Message}");

    /// <summary>Of what the roles say about one ending, the words of the one it came from: the others know less.</summary>
    /// <param name="failures">Each role with its own failure.</param>
    public static JointFailure MostTelling(IReadOnlyList<(PartyId Role, JointFailure Failure)> failures) =>
        failures.Where(own => own.Failure.Member == own.Role).Select(own => own.Failure).FirstOrDefault()
        ?? failures.Select(own => own.Failure).FirstOrDefault(failure => failure.Reason != JointFailureReason.MemberLost)
        ?? failures[0].Failure;

    private static ExitCode ExitCodeOf(JointFailureReason reason) => reason switch
    {
        JointFailureReason.OtherTerms => ExitCode.Refused,
        JointFailureReason.LabelHolder or JointFailureReason.OtherModel or JointFailureReason.RepeatedFeature or JointFailureReason.BadIds or JointFailureReason.NoOverlap or JointFailureReason.RowCount
            or JointFailureReason.ConstantColumn or JointFailureReason.OneClass or JointFailureReason.HeavyTails => ExitCode.Usage,
        JointFailureReason.Stopped => ExitCode.Cancelled,
        _ => ExitCode.Failed,
    };
}
