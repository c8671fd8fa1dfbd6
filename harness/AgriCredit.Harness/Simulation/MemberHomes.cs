using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AgriCredit.Federation;
using AgriCredit.Harness.Configuration;
using AgriCredit.Harness.Provisioning;
using AgriCredit.Harness.Scenarios;

namespace AgriCredit.Harness.Simulation;

/// <summary>Provisions members on this machine: a folder for each with key, terms, configuration and the roster, by an authority that is forgotten at once.</summary>
internal static class MemberHomes
{
    /// <summary>Where a simulated coordinator listens, as its own process finds out.</summary>
    public const string AnyPort = "127.0.0.1:0";

    private static readonly TimeSpan Validity = TimeSpan.FromDays(1);

    /// <summary>Makes the folders.</summary>
    /// <param name="root">Where.</param>
    /// <param name="terms">The terms.</param>
    /// <param name="coordinator">The coordinator's id.</param>
    /// <param name="members">The others: id, name and text of the configuration.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static void Create(string root, TermsSection terms, PartyId coordinator, IReadOnlyList<(PartyId Id, string FileName, string Configuration)> members, CancellationToken cancellationToken)
    {
        using CertificateAuthority authority = CertificateAuthority.Create("AgriCredit simulation", Validity, TimeProvider.System);
        (PartyId Id, string FileName, string Configuration)[] all = [(coordinator, MemberFiles.Coordinator, ScenarioJson.Write(new CoordinatorSection { Listen = AnyPort })), .. members];
        string[] certificates = new string[all.Length];
        string termsText = ScenarioJson.Write(terms);
        for (int member = 0; member < all.Length; member++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using ECDsa key = PrivateKey.Create();

            // The id stands in the roster; a common name may be too short for it.
            using X509Certificate2 certificate = authority.Issue(new PublicKey(key), $"member {member}", Validity / 2, TimeProvider.System);
            certificates[member] = CertificateFile.ToPem(certificate);
            string own = FolderOf(root, member);
            NewFiles.Write(
                own,
                NewFile.Private(Path.Combine(own, MemberFiles.DefaultKey), PrivateKey.ToPem(key, password: null)),
                NewFile.Public(Path.Combine(own, MemberFiles.DefaultTerms), termsText),
                NewFile.Public(Path.Combine(own, all[member].FileName), all[member].Configuration));
        }

        string roster = ScenarioJson.Write(new FederationSection
        {
            Coordinator = new CoordinatorMember { Id = coordinator.Value, Address = $"https://{AnyPort}", Certificate = certificates[0] },
            Parties = [.. members.Select((member, index) => new PartyMember { Id = member.Id.Value, Certificate = certificates[index + 1] })],
            Authorities = [CertificateFile.ToPem(authority.Certificate)],
        });
        for (int member = 0; member < all.Length; member++)
        {
            File.WriteAllText(Path.Combine(FolderOf(root, member), MemberFiles.DefaultFederation), roster);
        }
    }

    /// <summary>A member's folder.</summary>
    /// <param name="root">Where all are.</param>
    /// <param name="member">0 for the coordinator, then the others in order.</param>
    public static string FolderOf(string root, int member) => Path.Combine(root, member == 0 ? "coordinator" : $"party-{member}");
}
