using AgriCredit.Harness.Hosting;
using AgriCredit.Harness.Provisioning;
using AgriCredit.Harness.Reporting;
using AgriCredit.Harness.Scoring;
using AgriCredit.Harness.Simulation;

namespace AgriCredit.Harness.CommandLine;

/// <summary>The verbs, in the order of the help.</summary>
internal static class Verbs
{
    public static IReadOnlyList<Verb> Create() => [new SimulateVerb(), new PreflightVerb(), new ScoreVerb(), new ServeVerb(), new ExportVerb(), new ReportVerb(), new GenerateVerb(), new ProvisionVerb(), new CoordinatorVerb(), new PartyVerb(), new DealerVerb()];
}
