using AgriCredit.Federation;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Configuration;
using AgriCredit.Harness.Data;
using AgriCredit.Harness.Scenarios;
using AgriCredit.Harness.Simulation;
using AgriCredit.Learning;

namespace AgriCredit.Harness.Hosting;

/// <summary>A party that is ready to take part: its setup and its rows, checked against the terms.</summary>
internal sealed class PartySetup : IDisposable
{
    private PartySetup(PartySection section, string output, MemberSetup member, Dataset rows)
    {
        Section = section;
        Output = output;
        Member = member;
        Rows = rows;
    }

    public PartySection Section { get; }

    /// <summary>The folder for models.</summary>
    public string Output { get; }

    public MemberSetup Member { get; }

    public Dataset Rows { get; }

    /// <summary>Where the party keeps its state.</summary>
    public required string State { get; init; }

    /// <summary>Reads a party's configuration.</summary>
    /// <exception cref="HarnessException">It is not there or has faults; exit code 2.</exception>
    public static PartySection Read(string configuration) => ConfigurationFile.Read<PartySection>(configuration, "party's configuration", Check);

    /// <summary>Reads and checks all that a party needs.</summary>
    /// <returns>The setup; null where a check found a fault.</returns>
    public static PartySetup? Open(PartySection section, string configuration, CheckList checks, TimeProvider clock, CancellationToken cancellationToken)
    {
        MemberSetup? member = MemberSetup.Open(section, configuration, section.Party, checks, clock);
        AgreedTerms? terms = member?.Terms ?? TryTerms(ConfigurationFile.Resolve(configuration, section.Terms));
        Dataset? rows = terms is null ? null : checks.Run(
            "data",
            () => PartyLoader.Load(section.Data, configuration, terms, cancellationToken),
            loaded => $"{loaded.RowCount:N0} rows, {loaded.DefaultCount:N0} of them defaults; {loaded.FeatureCount} features");
        if (rows is not null)
        {
            foreach (string constant in PartyLoader.FindConstant(rows))
            {
                checks.Note("data", $"'{constant}' has one value in all of this party's rows; if it has at every party, the session ends with ConstantColumn");
            }

            CheckMinimums(section, terms!, rows, checks);
        }

        if (member is not null && rows is not null)
        {
            checks.Run(
                "bounds",
                () => SessionPreflight.CheckBounds(terms!.ToRequest(new byte[32]), [.. Enumerable.Repeat(rows, member.Roster.Parties.Count)]) is { } overflow
                    ? throw SessionFailures.ToException(overflow, [])
                    : rows,
                _ => "the sums of parties like this one fit their encoding");
        }

        if (member is not null && rows is not null && !checks.Failed)
        {
            return new PartySetup(section, ConfigurationFile.Resolve(configuration, section.Output), member, rows) { State = MemberState.Resolve(configuration, section.State) };
        }

        member?.Dispose();
        return null;
    }

    public void Dispose() => Member.Dispose();

    /// <summary>Faults of the terms are reported already; the data are checked against terms that are sound though another file is not.</summary>
    private static AgreedTerms? TryTerms(string path)
    {
        try
        {
            return AgreedTerms.Load(path);
        }
        catch (HarnessException)
        {
            return null;
        }
    }

    private static void CheckMinimums(PartySection section, AgreedTerms terms, Dataset rows, CheckList checks)
    {
        int rounds = terms.Scenario.Training.MaxRounds;
        IReadOnlyList<string> waived = terms.ToRequest(new byte[32]).Waivers;
        IReadOnlyList<BrokenMinimum> broken = PlanMinimums.Check(new PartyId(section.Party), rows, rounds);
        checks.Run(
            "minimums",
            () => broken.Where(minimum => !waived.Contains(minimum.Rule)).Select(minimum => minimum.ToString()).ToList() is { Count: > 0 } refused
                ? throw new HarnessException(ExitCode.Refused, "Below a minimum that the terms do not waive:", refused)
                : rows,
            _ => $"{PlanMinimums.RowMinimum(rounds, rows.FeatureCount):N0} rows for {rounds} rounds and {rows.FeatureCount} features, {PlanMinimums.RareCategoryMinimum} of each value in 0/1 columns");
        foreach (BrokenMinimum minimum in broken.Where(minimum => waived.Contains(minimum.Rule)))
        {
            checks.Note("minimums", $"waived, {minimum}");
        }
    }

    private static void Check(PartySection section, ScenarioFaults faults)
    {
        Require(section.Party is null || PartyId.IsValid(section.Party), "$.party", $"expected 1 to {PartyId.MaxLength} characters, none of them a control character");
        Require(section.Telemetry is not { } collector || MemberTelemetry.IsCollector(collector), "$.telemetry", "expected an http or https address, such as http://127.0.0.1:4318");
        Require(section.Data?.Query is not { } query || !string.IsNullOrWhiteSpace(query), "$.data.query", "is empty");
        Require(section.Data?.Label is not { } label || !string.IsNullOrWhiteSpace(label), "$.data.label", "is empty");

        void Require(bool holds, string path, string message)
        {
            if (!holds && faults.Sound(path))
            {
                faults.Add(path, message);
            }
        }
    }
}
