using AgriCredit.Harness.Hosting;
using AgriCredit.Harness.Results;

namespace AgriCredit.Harness.Simulation;

/// <summary>The passes of a joint fit from what each role saw of them, wherever it lives.</summary>
internal static class JointCourse
{
    /// <summary>One line a pass: how long it took the label holder, and what all roles sent in their own pass of that number. The dealer may be ahead of the parties.</summary>
    /// <param name="parties">How many parties there are.</param>
    /// <param name="roles">The passes of every role, the label holder's first, then the other parties' and the dealer's.</param>
    public static IReadOnlyList<RoundRecord> Of(int parties, IReadOnlyList<IReadOnlyList<PassRecord>> roles) =>
        [.. roles[0].Select((pass, index) => new RoundRecord(pass.Pass, parties, Objective: null, MaxStep: null, pass.Seconds, roles.Sum(role => role[index].BytesSent)))];
}
