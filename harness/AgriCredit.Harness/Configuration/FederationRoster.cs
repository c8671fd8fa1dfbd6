using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using AgriCredit.Federation;
using AgriCredit.Federation.Grpc;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Provisioning;
using AgriCredit.Harness.Scenarios;

namespace AgriCredit.Harness.Configuration;

/// <summary>A federation's roster with its certificates read: who takes part, and which authorities vouch for them.</summary>
internal sealed class FederationRoster : IDisposable
{
    private const string What = "roster";
    private readonly Dictionary<PartyId, X509Certificate2> _certificates;

    private FederationRoster(FederationSection section, string source, Dictionary<PartyId, X509Certificate2> certificates, IReadOnlyList<X509Certificate2> authorities)
    {
        _certificates = certificates;
        Section = section;
        Source = source;
        Authorities = authorities;
        Address = new Uri(section.Coordinator.Address);
        Coordinator = new PartyId(section.Coordinator.Id);
        Parties = [.. section.Parties.Select(party => new PartyId(party.Id))];
        Roster = new Roster(
            KeyValuePair.Create(Coordinator, _certificates[Coordinator]),
            [.. Parties.Select(party => KeyValuePair.Create(party, _certificates[party]))]);
    }

    /// <summary>The file's content, its certificates as PEM.</summary>
    public FederationSection Section { get; }

    /// <summary>The file, for messages.</summary>
    public string Source { get; }

    public PartyId Coordinator { get; }

    /// <summary>Where parties reach the coordinator.</summary>
    public Uri Address { get; }

    public IReadOnlyList<PartyId> Parties { get; }

    public IReadOnlyList<X509Certificate2> Authorities { get; }

    public Roster Roster { get; }

    /// <summary>What people compare: the same for the same members, whatever the file's layout.</summary>
    public string Fingerprint => Provisioning.Fingerprint.Of(Encoding.UTF8.GetBytes(ScenarioJson.Write(Section)));

    /// <summary>Reads a roster file.</summary>
    /// <exception cref="HarnessException">It is not there or has faults; exit code 2.</exception>
    public static FederationRoster Load(string path)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        FederationRoster? roster = null;
        ConfigurationFile.Read<FederationSection>(path, What, (section, faults) => roster = Resolve(section, folder, path, faults));
        return roster!;
    }

    /// <summary>Makes a roster of certificates at hand.</summary>
    /// <exception cref="HarnessException">It has faults; exit code 2.</exception>
    public static FederationRoster Create(FederationSection section, string source)
    {
        var faults = new ScenarioFaults();
        return Resolve(section, Directory.GetCurrentDirectory(), source, faults)
            ?? throw new HarnessException(ExitCode.Usage, $"The {What} has {faults.Count} {(faults.Count == 1 ? "fault" : "faults")}:", faults.Lines);
    }

    public X509Certificate2 Certificate(PartyId member) => _certificates[member];

    /// <summary>Every certificate that would be refused in a handshake now, as sentences.</summary>
    public IReadOnlyList<string> FindCertificateFaults(TimeProvider clock)
    {
        var faults = new List<string>();
        foreach (PartyId member in Parties.Prepend(Coordinator))
        {
            X509Certificate2 certificate = _certificates[member];
            string? fault = CertificateChain.FindFault(certificate, Authorities, clock) ?? MemberCertificate.FindUsageFault(certificate, member == Coordinator);
            if (fault is not null)
            {
                faults.Add($"the certificate of '{member}' {fault}");
            }
        }

        return faults;
    }

    /// <summary>The member whose certificate ends first.</summary>
    public PartyId FirstToExpire() => _certificates.MinBy(member => member.Value.NotAfter).Key;

    public void Dispose()
    {
        Roster.Dispose();
        foreach (X509Certificate2 certificate in _certificates.Values.Concat(Authorities))
        {
            certificate.Dispose();
        }
    }

    private static FederationRoster? Resolve(FederationSection section, string folder, string source, ScenarioFaults faults)
    {
        if (faults.Count > 0)
        {
            return null;
        }

        CheckAddress(section.Coordinator.Address, faults);
        var certificates = new Dictionary<PartyId, X509Certificate2>();
        Add(section.Coordinator.Id, section.Coordinator.Certificate, "$.coordinator");
        for (int index = 0; index < section.Parties.Count; index++)
        {
            Add(section.Parties[index].Id, section.Parties[index].Certificate, JsonText.Child("$.parties", index));
        }

        if (section.Parties.Count < AggregationModes.MinParties(AggregationMode.Static) || section.Parties.Count > AggregationModes.MaxParties(AggregationMode.Resilient))
        {
            faults.Add("$.parties", $"expected {AggregationModes.MinParties(AggregationMode.Static)} to {AggregationModes.MaxParties(AggregationMode.Resilient)} parties, got {section.Parties.Count}");
        }

        X509Certificate2[] authorities = [.. ReadAuthorities(section.Authorities, folder, faults)];
        if (faults.Count > 0)
        {
            return null;
        }

        FederationSection whole = section with
        {
            Coordinator = section.Coordinator with { Certificate = CertificateFile.ToPem(certificates[new PartyId(section.Coordinator.Id)]) },
            Parties = [.. section.Parties.Select(party => party with { Certificate = CertificateFile.ToPem(certificates[new PartyId(party.Id)]) })],
            Authorities = [.. authorities.Select(CertificateFile.ToPem)],
        };
        return new FederationRoster(whole, source, certificates, authorities);

        void Add(string id, string certificate, string path)
        {
            if (!PartyId.IsValid(id))
            {
                faults.Add(JsonText.Child(path, "id"), $"expected 1 to {PartyId.MaxLength} characters, none of them a control character");
                return;
            }

            string certificatePath = JsonText.Child(path, "certificate");
            if (Read(certificate, folder, certificatePath, faults) is not { } all)
            {
                return;
            }

            if (MemberCertificate.FindKeyFault(all[0]) is { } fault)
            {
                faults.Add(certificatePath, fault);
            }
            else if (certificates.FirstOrDefault(other => SharesKey(other.Value, all[0])) is { Value: not null } other)
            {
                faults.Add(certificatePath, $"has the same key as that of '{other.Key}'; each member needs its own");
            }
            else if (!certificates.TryAdd(new PartyId(id), all[0]))
            {
                faults.Add(JsonText.Child(path, "id"), $"'{id}' occurs twice");
            }
        }
    }

    private static bool SharesKey(X509Certificate2 left, X509Certificate2 right) =>
        left.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(right.PublicKey.ExportSubjectPublicKeyInfo());

    private static void CheckAddress(string address, ScenarioFaults faults)
    {
        bool sound = Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && uri.Scheme == Uri.UriSchemeHttps && uri.Host.Length > 0 && uri.PathAndQuery == "/" && uri.UserInfo.Length == 0;
        if (!sound)
        {
            faults.Add("$.coordinator.address", $"expected https://HOST:PORT, got '{address}'");
        }
    }

    private static IEnumerable<X509Certificate2> ReadAuthorities(IReadOnlyList<string> authorities, string folder, ScenarioFaults faults)
    {
        if (authorities.Count == 0)
        {
            faults.Add("$.authorities", "is empty; who vouches for the members?");
        }

        for (int index = 0; index < authorities.Count; index++)
        {
            string path = JsonText.Child("$.authorities", index);
            foreach (X509Certificate2 certificate in Read(authorities[index], folder, path, faults) ?? [])
            {
                if (certificate.Extensions.OfType<X509BasicConstraintsExtension>().FirstOrDefault() is not { CertificateAuthority: true })
                {
                    faults.Add(path, $"'{certificate.Subject}' is not the certificate of an authority");
                }

                yield return certificate;
            }
        }
    }

    /// <summary>The certificates of a text that is PEM or a file's name; null, with the fault noted, when there are none.</summary>
    private static X509Certificate2Collection? Read(string text, string folder, string path, ScenarioFaults faults)
    {
        try
        {
            if (!text.Contains("-----BEGIN", StringComparison.Ordinal))
            {
                return CertificateFile.ReadAll(Path.Combine(folder, text));
            }

            if (CertificateFile.Parse(Encoding.UTF8.GetBytes(text)) is { } certificates)
            {
                return certificates;
            }

            faults.Add(path, "holds no certificate in PEM form");
        }
        catch (HarnessException exception)
        {
            faults.Add(path, exception.Message);
        }

        return null;
    }
}
