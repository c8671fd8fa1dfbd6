using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Scenarios;

namespace AgriCredit.Harness.Configuration;

/// <summary>Holds the roster of a joint fit against its terms.</summary>
internal static class JointMembers
{
    /// <summary>Checks that the roster is the terms' parties and the dealer, in any order.</summary>
    /// <param name="roster">The roster.</param>
    /// <param name="partition">The terms' parties.</param>
    /// <param name="terms">Names the terms in messages.</param>
    /// <returns>The roster.</returns>
    /// <exception cref="HarnessException">It is not; exit code 2.</exception>
    public static FederationRoster Require(FederationRoster roster, VerticalPartition partition, string terms)
    {
        string[] wanted = [.. partition.Parties.Select(party => party.Id), VerticalPartition.Dealer], there = [.. roster.Parties.Select(party => party.Value)];
        string[] faults =
        [
            .. wanted.Except(there).Select(id => id == VerticalPartition.Dealer ? $"'{id}', who deals the randomness, is not in the roster" : $"'{id}' of {terms} is not in the roster"),
            .. there.Except(wanted).Select(id => $"'{id}' is in the roster, but no party of {terms}"),
        ];
        return faults.Length == 0 ? roster : throw new HarnessException(ExitCode.Usage, "Roster and terms name different members:", faults);
    }
}
