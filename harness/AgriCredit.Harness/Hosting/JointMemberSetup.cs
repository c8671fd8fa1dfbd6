using AgriCredit.Federation;
using AgriCredit.Federation.Vertical;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Configuration;
using AgriCredit.Harness.Scenarios;

namespace AgriCredit.Harness.Hosting;

/// <summary>What a party and the dealer of a joint fit make of their setup alike.</summary>
internal static class JointMemberSetup
{
    /// <summary>Whether a terms file can be read and is for parties with different columns; its faults, if any, are reported elsewhere.</summary>
    public static bool IsFor(string configuration, string terms)
    {
        try
        {
            return AgreedTerms.Load(ConfigurationFile.Resolve(configuration, terms)).Partition is not null;
        }
        catch (HarnessException)
        {
            return false;
        }
    }

    /// <summary>Who the member is, with whom it fits, and on what terms.</summary>
    /// <param name="member">The member.</param>
    /// <param name="waits">Whether it waits for the others as long as it takes, as one that serves does.</param>
    public static JointMemberOptions Options(MemberSetup member, bool waits = false) => new()
    {
        Identity = member.Identity,
        Roster = member.Roster.Roster,
        LabelHolder = new PartyId(member.Terms.Partition!.Parties.First(party => party.Label).Id),
        Dealer = new PartyId(VerticalPartition.Dealer),
        Terms = member.Terms.ToJointTerms(),
        Patience = member.Terms.CollectTimeout,
        JoinPatience = waits ? Timeout.InfiniteTimeSpan : member.Terms.CollectTimeout,
    };
}
