using System.Text;
using AgriCredit.Federation.Vertical;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Configuration;
using AgriCredit.Harness.Hosting;

namespace AgriCredit.Harness.Tests.Hosting;

/// <summary>The files of members are read as strictly as scenarios: every fault at once, with its JSON path.</summary>
public sealed class ConfigurationTests
{
    private const string Joint =
        "\"name\": \"n\", \"partition\": { \"kind\": \"vertical\", \"parties\": [ { \"id\": \"cloud\", \"features\": [\"y\"] }, { \"id\": \"bank\", \"label\": true, \"features\": [\"x\"] } ] }";

    [Fact]
    public void Terms_ReportAllFaultsTogether()
    {
        HarnessException exception = Assert.Throws<HarnessException>(() => Terms("""
            {
              "name": "a b", "features": ["x", "x", ""], "sede": 1,
              "training": { "optimizer": "newton", "learningRate": 1, "l2": -1 },
              "missing": { "y": "mean" },
              "aggregation": { "drop": [ { "party": "a", "round": 1, "at": "beforeInput" } ] },
              "timeouts": { "collectSeconds": 0 }
            }
            """));

        Assert.Equal(ExitCode.Usage, exception.ExitCode);
        foreach (string path in (string[])["$.name:", "$.features[1]:", "$.features[2]:", "$.sede:", "$.training.learningRate:", "$.training.l2:", "$.aggregation.drop:", "$.timeouts.collectSeconds:"])
        {
            Assert.Contains(exception.Faults, fault => fault.StartsWith(path, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("\"name\": \"n\"", "$.features: missing")]
    [InlineData("\"name\": \"n\", \"features\": [\"x\"], \"release\": \"own\"", "$.release:")]
    [InlineData("\"name\": \"n\", \"features\": [\"x\"], \"partition\": { \"kind\": \"horizontal\", \"by\": \"b\" }", "$.partition.kind:")]
    [InlineData(Joint, "$.id: missing")]
    [InlineData(Joint + ", \"id\": \"i\", \"features\": [\"x\"]", "$.features: does not go")]
    [InlineData(Joint + ", \"id\": \"i\", \"release\": \"all\"", "$.release: expected")]
    [InlineData(Joint + ", \"id\": \"i\", \"training\": { \"l1\": 1 }", "$.training.l1:")]
    [InlineData(Joint + ", \"id\": \"i\", \"aggregation\": { \"mode\": \"resilient\" }", "$.aggregation.mode:")]
    [InlineData(Joint + ", \"id\": \"i\", \"timeouts\": { \"unmaskSeconds\": 5 }", "$.timeouts.unmaskSeconds:")]
    [InlineData(Joint + ", \"id\": \"i\", \"missing\": { \"z\": \"mean\" }", "$.missing.z:")]
    [InlineData(Joint + ", \"id\": \"i\", \"release\": \"joined\", \"missing\": \"mean\", \"training\": { \"standardise\": false }", "$.missing:")]
    [InlineData("\"name\": \"n\", \"id\": \"i\", \"partition\": { \"kind\": \"vertical\", \"parties\": [ { \"id\": \"bank\", \"label\": true, \"features\": [\"x\"], \"query\": \"select 1\" }, { \"id\": \"cloud\", \"features\": [\"y\"] } ] }", "$.partition.parties[0].query:")]
    [InlineData("\"name\": \"n\", \"id\": \"i\", \"partition\": { \"kind\": \"vertical\", \"parties\": [ { \"id\": \"bank\", \"features\": [\"x\"] }, { \"id\": \"cloud\", \"features\": [\"y\"] } ] }", "$.partition.parties: exactly one")]
    public void Terms_WithWhatDoesNotGoTogether_HaveOneFault(string keys, string fault)
    {
        HarnessException exception = Assert.Throws<HarnessException>(() => Terms($"{{ {keys} }}"));

        Assert.Equal(ExitCode.Usage, exception.ExitCode);
        Assert.StartsWith(fault, Assert.Single(exception.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void Terms_OfAJointFit_NameThePartiesColumns()
    {
        AgreedTerms terms = Terms($"{{ {Joint}, \"id\": \"i\", \"missing\": {{ \"y\": \"indicator\" }}, \"release\": \"joined\", \"training\": {{ \"l2\": 0.5 }} }}");

        Assert.Equal(["x", "y", "y_missing"], terms.Features.Select(feature => feature.Name));
        Assert.Equal((0.5, JointRelease.Joined), (terms.ToJointTerms().L2, terms.ToJointTerms().Release));
        Assert.Equal(JointRelease.Own, Terms($"{{ {Joint}, \"id\": \"i\" }}").ToJointTerms().Release);
    }

    [Fact]
    public void Terms_WithTheSameMeaning_HaveTheSameFingerprint()
    {
        AgreedTerms plain = Terms("""{ "name": "n", "features": ["x"] }"""), full = Terms("""{ "features": ["x"], "training": { "l2": 0 }, "name": "n", /* agreed */ "seed": 1 }""");

        Assert.Equal(plain.Fingerprint, full.Fingerprint);
        Assert.NotEqual(plain.Fingerprint, Terms("""{ "name": "n", "features": ["x"], "training": { "l2": 1e-300 } }""").Fingerprint);
    }

    [Fact]
    public void Terms_WithIndicators_AddTheirFeaturesLast()
    {
        AgreedTerms terms = Terms("""{ "name": "n", "features": ["x", "y"], "missing": { "x": "indicator" } }""");

        Assert.Equal(["x", "y", "x_missing"], terms.Features.Select(feature => feature.Name));
        Assert.Equal([true, false, false], terms.ToRequest(new byte[32]).Features.Select(feature => feature.Imputed));
    }

    [Fact]
    public void Party_ReportsAllFaultsTogether()
    {
        using var folder = new TemporaryFolder();
        HarnessException exception = Assert.Throws<HarnessException>(() => PartySetup.Read(folder.Write("party.json", """{ "party": "", "data": { "query": " ", "lable": "y" }, "kye": "x" }""")));

        Assert.Equal(["$.data.lable", "$.kye", "$.party", "$.data.query"], exception.Faults.Select(fault => fault.Split(':')[0]));
    }

    [Theory]
    [InlineData("0.0.0.0:8443", true)]
    [InlineData("[::1]:8443", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("::1:8443", false)]
    [InlineData("localhost:8443", false)]
    [InlineData("127.0.0.1:70000", false)]
    public void Coordinator_ListensOnAnAddressAndAPort(string listen, bool valid)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("coordinator.json", $$"""{ "listen": "{{listen}}" }""");
        if (valid)
        {
            Assert.Equal(listen, CoordinatorSetup.Read(path).Listen);
            return;
        }

        Assert.StartsWith("$.listen: ", Assert.Single(Assert.Throws<HarnessException>(() => CoordinatorSetup.Read(path)).Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Roster_ReportsAllFaultsTogether()
    {
        using Institutions institutions = await Institutions.CreateAsync();
        institutions.ChangeRoster("hub", roster => roster with
        {
            Coordinator = roster.Coordinator with { Address = "http://hub" },
            Parties = [roster.Parties[0], roster.Parties[0] with { Id = "twin" }, roster.Parties[1] with { Id = "bank-a" }, roster.Parties[2] with { Certificate = "nowhere.crt" }],
            Authorities = [roster.Parties[0].Certificate],
        });
        HarnessException exception = Assert.Throws<HarnessException>(() => FederationRoster.Load(institutions.At("kits", "hub", "federation.json")));

        Assert.Equal(
            ["$.coordinator.address", "$.parties[1].certificate", "$.parties[2].id", "$.parties[3].certificate", "$.authorities[0]"],
            exception.Faults.Select(fault => fault.Split(':')[0]));
    }

    private static AgreedTerms Terms(string json) => AgreedTerms.Parse(Encoding.UTF8.GetBytes(json), "terms.json");
}
