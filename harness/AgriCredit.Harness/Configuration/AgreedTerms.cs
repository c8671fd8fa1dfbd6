using System.Text;
using AgriCredit.Federation;
using AgriCredit.Federation.Vertical;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Data;
using AgriCredit.Harness.Provisioning;
using AgriCredit.Harness.Scenarios;
using AgriCredit.Harness.Simulation;

namespace AgriCredit.Harness.Configuration;

/// <summary>The terms of a federation, read and completed.</summary>
internal sealed class AgreedTerms
{
    private const string What = "terms file";

    private AgreedTerms(TermsSection section, string source)
    {
        Scenario = ScenarioDefaults.Complete(section.ToScenario());
        ScenarioSupport.Require(Scenario, source);
        Section = section with { Training = Scenario.Training };
        Source = source;
        Features = Describe(section, Partition);
    }

    /// <summary>With every default filled in.</summary>
    public TermsSection Section { get; }

    /// <summary>The file, for messages.</summary>
    public string Source { get; }

    /// <summary>The same as a scenario without rows.</summary>
    public Scenario Scenario { get; }

    /// <summary>The parties and their columns, where these differ; null where all have the same.</summary>
    public VerticalPartition? Partition => Scenario.Partition as VerticalPartition;

    /// <summary>
    /// The model's features: the columns, then the indicators of missing values. No role sees all rows, so their ranges are not known; and where parties hold different columns, an indicator is only
    /// there if its party has a gap.
    /// </summary>
    public IReadOnlyList<LoadedFeature> Features { get; }

    public TimeSpan CollectTimeout => TimeSpan.FromSeconds(Section.Timeouts.CollectSeconds);

    public TimeSpan ReconnectTimeout => TimeSpan.FromSeconds(Section.Timeouts.ReconnectSeconds);

    /// <summary>What people compare: the same for the same terms, whatever the file's layout.</summary>
    public string Fingerprint => Provisioning.Fingerprint.Of(Encoding.UTF8.GetBytes(ScenarioJson.Write(Section)));

    /// <summary>Reads a terms file.</summary>
    /// <exception cref="HarnessException">It is not there or has faults; exit code 2.</exception>
    public static AgreedTerms Load(string path) => new(ConfigurationFile.Read<TermsSection>(path, What, TermsRules.Check), path);

    /// <summary>Reads the bytes of a terms file.</summary>
    public static AgreedTerms Parse(ReadOnlyMemory<byte> utf8, string source) => new(ConfigurationFile.Parse<TermsSection>(utf8, source, What, TermsRules.Check), source);

    /// <summary>What the coordinator plans from, and what a party holds the plan against.</summary>
    public SessionRequest ToRequest(ReadOnlyMemory<byte> session) => SessionTerms.Request(Scenario, Features, session, CollectTimeout, TimeSpan.FromSeconds(Section.Timeouts.UnmaskSeconds));

    /// <summary>What the members of a joint fit agree on.</summary>
    public JointTerms ToJointTerms() => new()
    {
        L2 = Scenario.Training.L2,
        Standardise = Scenario.Training.Standardise,
        Release = Section.Release == ReleaseName.Joined ? JointRelease.Joined : JointRelease.Own,
    };

    /// <summary>Stands in where the files of a run ask for a scenario with rows.</summary>
    public LoadedScenario ToLoaded() => new(Scenario, [], Test: null, Features, Section.Id);

    private static List<LoadedFeature> Describe(TermsSection section, VerticalPartition? partition)
    {
        IReadOnlyList<string> columns = section.Features ?? [.. partition!.InOrder().SelectMany(party => party.Features)];
        List<LoadedFeature> features = [.. columns.Select(name => new LoadedFeature(name, name, section.Missing.For(name), double.NaN, double.NaN, IsBinary: false))];
        features.AddRange(columns
            .Where(name => section.Missing.For(name) == MissingHandling.Indicator)
            .Select(name => new LoadedFeature(name + LoadedFeature.IndicatorSuffix, name, MissingHandling.Reject, double.NaN, double.NaN, IsBinary: true)));
        if (features.GroupBy(feature => feature.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new HarnessException(ExitCode.Usage, $"The terms name a feature '{twice.Key}', which the indicator of missing values is called too; rename it.");
        }

        return features;
    }
}
