using System.Text;
using AgriCredit.Fuzz.Sessions;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Configuration;
using AgriCredit.Harness.Scenarios;

namespace AgriCredit.Fuzz;

/// <summary>Files that people pass on: models, scenarios, and what members agree on. Each is refused by its own exception and no other.</summary>
internal static class FileDecoders
{
    private const string Terms = """{"name":"coop","features":["area","income"],"training":{"optimizer":"newton","maxRounds":9},"aggregation":{"mode":"resilient","collusion":1}}""";

    public static IReadOnlyList<Decoder> All { get; } =
    [
        new("model", ReadModel, typeof(ModelFileException), () => Directory.EnumerateFiles(VectorFolder(), "model-*.json").Select(File.ReadAllBytes)),
        new("scenario", bytes => ScenarioFile.Parse(bytes, "fuzz", "fuzz.json"), typeof(HarnessException), () => ShippedScenarios.Names.Select(ShippedScenarios.Read)),
        new("terms", bytes => AgreedTerms.Parse(bytes, "terms.json"), typeof(HarnessException), () => [Encoding.UTF8.GetBytes(Terms)]),
        new("federation", ReadRoster, typeof(HarnessException), () => [Encoding.UTF8.GetBytes(Roster())]),
        new("party", bytes => ConfigurationFile.Parse<PartySection>(bytes, "party.json", "party", (_, _) => { }), typeof(HarnessException), () => ["""{"party":"bank-1","data":{"query":"select * from 'loans.csv'","label":"bad"}}"""u8.ToArray()]),
        new("coordinator", bytes => ConfigurationFile.Parse<CoordinatorSection>(bytes, "coordinator.json", "coordinator", (_, _) => { }), typeof(HarnessException), () => ["""{"listen":"0.0.0.0:7443","state":"state.db"}"""u8.ToArray()]),
    ];

    // What was read can be written, and is read again as the same bytes.
    private static void ReadModel(byte[] bytes)
    {
        byte[] written = ModelFile.ToBytes(ModelFile.Parse(bytes));
        if (!ModelFile.ToBytes(ModelFile.Parse(written)).AsSpan().SequenceEqual(written))
        {
            throw new InvalidOperationException("A model is not read as it was written.");
        }
    }

    private static void ReadRoster(byte[] bytes)
    {
        FederationSection section = ConfigurationFile.Parse<FederationSection>(bytes, "federation.json", "roster", (_, _) => { });
        using FederationRoster roster = FederationRoster.Create(section, "federation.json");
        _ = roster.FindCertificateFaults(TimeProvider.System);
        _ = roster.Fingerprint;
    }

    private static string Roster()
    {
        RecordedSession session = RecordedSession.Instance;
        return System.Text.Json.JsonSerializer.Serialize(new
        {
            coordinator = new { id = "coordinator", address = "https://127.0.0.1:7443", certificate = session.Coordinator.Certificate.ExportCertificatePem() },
            parties = session.Roster.Parties.Select(party => new { id = party.Value, certificate = session.Certificate(party).ExportCertificatePem() }),
            authorities = new[] { session.Authority.ExportCertificatePem() },
        });
    }

    private static string VectorFolder()
    {
        string folder = AppContext.BaseDirectory;
        while (!Directory.Exists(Path.Combine(folder, "tests", "vectors")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("tests/vectors is not above the program.");
        }

        return Path.Combine(folder, "tests", "vectors");
    }
}
