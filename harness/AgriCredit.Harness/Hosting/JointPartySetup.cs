using AgriCredit.Federation;
using AgriCredit.Federation.Vertical;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Configuration;
using AgriCredit.Harness.Data;

namespace AgriCredit.Harness.Hosting;

/// <summary>A party of a joint fit that is ready to take part: its setup and its columns, checked against the terms.</summary>
internal sealed class JointPartySetup : IDisposable
{
    private readonly string _configuration;

    private JointPartySetup(PartySection section, string configuration, MemberSetup member, LoadedSide side)
    {
        _configuration = configuration;
        Section = section;
        Output = ConfigurationFile.Resolve(configuration, section.Output);
        Member = member;
        Side = side;
        Options = JointMemberSetup.Options(member);
    }

    public PartySection Section { get; }

    /// <summary>The folder for what sessions arrive at.</summary>
    public string Output { get; }

    public MemberSetup Member { get; }

    /// <summary>The party's rows, gaps filled.</summary>
    public LoadedSide Side { get; }

    public JointMemberOptions Options { get; }

    /// <summary>Reads and checks all that a party needs.</summary>
    /// <returns>The setup; null where a check found a fault.</returns>
    public static JointPartySetup? Open(PartySection section, string configuration, CheckList checks, TimeProvider clock, CancellationToken cancellationToken)
    {
        MemberSetup? member = MemberSetup.Open(section, configuration, section.Party, checks, clock);
        var terms = AgreedTerms.Load(ConfigurationFile.Resolve(configuration, section.Terms));
        bool takesPart = terms.Partition!.Parties.Any(party => party.Id == section.Party);
        LoadedSide? side = checks.Run(
            "data",
            () => takesPart
                ? OwnSideLoader.Load(section.Party, section.Data, configuration, terms, cancellationToken)
                : throw new HarnessException(ExitCode.Usage, $"'{section.Party}' has no columns in {section.Terms}{NearestName.Hint(section.Party, terms.Partition.Parties.Select(party => party.Id))}."),
            loaded => $"{loaded.Ids.Count:N0} rows{(loaded.Labels is { } labels ? $", {labels.Count(label => label == 1):N0} of them defaults" : ", without the label")}; {loaded.Features.Count} features");
        foreach (string constant in side is null ? [] : OwnSideLoader.FindConstant(side))
        {
            checks.Note("data", $"'{constant}' has one value in all of this party's rows; the session would end with {nameof(JointFailureReason.ConstantColumn)}");
        }

        if (member is not null && side is not null && !checks.Failed)
        {
            return new JointPartySetup(section, configuration, member, side);
        }

        member?.Dispose();
        return null;
    }

    /// <summary>Opens the party's state: randomness prepared ahead.</summary>
    public IStateStore OpenState() => MemberState.Open(MemberState.Resolve(_configuration, Section.State), Member.Identity.Id);

    public void Dispose() => Member.Dispose();
}
