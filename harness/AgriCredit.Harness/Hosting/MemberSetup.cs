using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AgriCredit.Federation;
using AgriCredit.Federation.Grpc;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Configuration;
using AgriCredit.Harness.Provisioning;
using AgriCredit.Harness.Scenarios;

namespace AgriCredit.Harness.Hosting;

/// <summary>What a member needs before it speaks to anybody: roster, terms, and its own key, each checked.</summary>
internal sealed class MemberSetup : IDisposable
{
    /// <summary>A certificate that ends sooner than this is worth a look.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromDays(30);

    private readonly X509Certificate2 _certificate;

    private MemberSetup(FederationRoster roster, AgreedTerms terms, PartyId id, X509Certificate2 certificate)
    {
        _certificate = certificate;
        Roster = roster;
        Terms = terms;
        Identity = new SigningIdentity(id, certificate);
        Security = new TransportSecurity(certificate, roster.Roster, roster.Authorities);
    }

    public FederationRoster Roster { get; }

    public AgreedTerms Terms { get; }

    public SigningIdentity Identity { get; }

    public TransportSecurity Security { get; }

    /// <summary>Reads and checks a member's files.</summary>
    /// <param name="section">Its configuration.</param>
    /// <param name="configuration">The configuration's file.</param>
    /// <param name="party">The party's id; null for the coordinator.</param>
    /// <param name="checks">Takes what is found.</param>
    /// <param name="clock">The clock of the certificates' validity.</param>
    /// <returns>The setup; null where a check found a fault.</returns>
    public static MemberSetup? Open(IMemberSection section, string configuration, string? party, CheckList checks, TimeProvider clock)
    {
        FederationRoster? roster = checks.Run(
            "roster",
            () => FederationRoster.Load(At(section.Federation)),
            loaded => $"{section.Federation}: coordinator '{loaded.Coordinator}' at {loaded.Address}, {loaded.Parties.Count} parties; SHA-256 {loaded.Fingerprint}");
        AgreedTerms? terms = checks.Run(
            "terms",
            () => AgreedTerms.Load(At(section.Terms)),
            loaded => $"{section.Terms}: '{loaded.Section.Name}', {loaded.Features.Count} features; SHA-256 {loaded.Fingerprint}");
        if (roster is not null)
        {
            CheckCertificates(roster, checks, clock);
        }

        ECDsa? key = checks.Run(
            "key",
            () => PrivateKey.Read(At(section.Key), PrivateFile.ReadPassword(section.PasswordFile is { } file ? At(file) : null)),
            _ => $"{section.Key}: P-256{(OperatingSystem.IsWindows() ? "" : $", mode {PrivateFile.Mode(At(section.Key))}")}");
        bool isJoint = terms?.Partition is not null;
        if (roster is not null && terms?.Partition is { } partition)
        {
            checks.Run("members", () => JointMembers.Require(roster, partition, section.Terms), _ => $"parties {string.Join(", ", partition.Parties.Select(member => member.Id))}; '{VerticalPartition.Dealer}' deals; '{roster.Coordinator}' relays");
        }

        // A relay gets no model; and a joint fit is begun anew, so that nobody has to remember it.
        if (section.Output is { } output && !(isJoint && party is null))
        {
            checks.Run("output", () => RequireOutput(At(output)), _ => $"{output}: can be written");
        }

        if (roster is not null && section.State is { } state && !isJoint)
        {
            checks.Run(
                "state",
                () => MemberState.Check(MemberState.Resolve(configuration, state), party is null ? roster.Coordinator : new PartyId(party)),
                found => $"{MemberState.Describe(state)}: {found}");
        }

        using (key)
        {
            X509Certificate2? certificate = roster is null || key is null ? null : checks.Run(
                "identity",
                () => MemberCertificate.WithKey(roster.Certificate(Member(roster, party)), key, Member(roster, party).Value, section.Key),
                found => $"'{Member(roster, party)}' has the key of its certificate");
            if (certificate is not null && terms is not null && !checks.Failed)
            {
                return new MemberSetup(roster!, terms, Member(roster!, party), certificate);
            }

            certificate?.Dispose();
            roster?.Dispose();
            return null;
        }

        string At(string name) => ConfigurationFile.Resolve(configuration, name);
    }

    public void Dispose()
    {
        Identity.Dispose();
        _certificate.Dispose();
        Roster.Dispose();
    }

    private static PartyId Member(FederationRoster roster, string? party)
    {
        if (party is null)
        {
            return roster.Coordinator;
        }

        return roster.Parties.Where(id => id.Value == party).Select(id => (PartyId?)id).FirstOrDefault()
            ?? throw new HarnessException(
                ExitCode.Usage,
                $"'{party}' is not a party of the roster{NearestName.Hint(party, roster.Parties.Select(id => id.Value))}; there are {string.Join(", ", roster.Parties)}.");
    }

    private static void CheckCertificates(FederationRoster roster, CheckList checks, TimeProvider clock)
    {
        checks.Run(
            "certificates",
            () => roster.FindCertificateFaults(clock) is { Count: > 0 } faults ? throw new HarnessException(ExitCode.Usage, "Would be refused:", faults) : roster,
            _ => $"all {roster.Parties.Count + 1} are vouched for and within their validity");
        PartyId first = roster.FirstToExpire();
        DateTime end = roster.Certificate(first).NotAfter.ToUniversalTime();
        if (end > clock.GetUtcNow().UtcDateTime && end < clock.GetUtcNow().UtcDateTime + Soon)
        {
            checks.Note("certificates", $"that of '{first}' expires on {end:yyyy-MM-dd HH:mm} UTC");
        }
    }

    private static string RequireOutput(string output)
    {
        SessionFolder.RequireWritable(output);
        return output;
    }
}
