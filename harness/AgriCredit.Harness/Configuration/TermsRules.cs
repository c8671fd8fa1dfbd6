using AgriCredit.Harness.Scenarios;

namespace AgriCredit.Harness.Configuration;

/// <summary>What may stand in the terms for the same columns, and what for different ones.</summary>
internal static class TermsRules
{
    /// <summary>Adds a fault for every broken rule.</summary>
    public static void Check(TermsSection section, ScenarioFaults faults)
    {
        switch (section.Partition)
        {
            case null:
                CheckSameColumns(section, faults);
                break;
            case VerticalPartition vertical:
                CheckDifferentColumns(section, vertical, faults);
                break;
            default:
                faults.Add("$.partition.kind", "the terms of parties with the same columns have no partition, for each party brings its own rows; leave it out, or take \"vertical\"");
                break;
        }
    }

    private static void CheckSameColumns(TermsSection section, ScenarioFaults faults)
    {
        Require(faults, section.Features is not null, "$.features", "missing; this key is required (or 'partition', where parties hold different columns)");
        Require(faults, section.Release is null, "$.release", "goes with a vertical 'partition' only");
        ScenarioRules.CheckTerms(section.ToScenario(), faults);
        Require(faults, section.Aggregation.Drop.Count == 0, "$.aggregation.drop", "is for simulations only", "$.aggregation");
    }

    private static void CheckDifferentColumns(TermsSection section, VerticalPartition vertical, ScenarioFaults faults)
    {
        const string Parties = "$.partition.parties";
        Require(faults, !string.IsNullOrWhiteSpace(section.Id), "$.id", "missing; parties with different columns align their rows by it");
        Require(faults, section.Features is null, "$.features", "does not go with a vertical 'partition', which names the features of each party");
        Require(faults, section.Timeouts.UnmaskSeconds == TimeoutsSection.DefaultUnmaskSeconds, "$.timeouts.unmaskSeconds", "does not go with a vertical 'partition', in which nothing is unmasked");
        Require(
            faults,
            section.Release != ReleaseName.Joined || section.Training.Standardise || !(section.Missing.Uses(MissingHandling.Mean) || section.Missing.Uses(MissingHandling.Indicator)),
            "$.missing",
            "'mean' and 'indicator' need training.standardise where the joined model is released: without it no party knows what the others put in a gap",
            "$.training.standardise");
        if (vertical.Parties is null || !faults.Sound(Parties))
        {
            return;
        }

        for (int index = 0; index < vertical.Parties.Count; index++)
        {
            Require(faults, vertical.Parties[index].Query is null, JsonText.Child(JsonText.Child(Parties, index), "query"), "stands in the party's own configuration, not in the terms");
        }

        // Where rows come from is each party's own affair: what a scenario says of it is taken as said.
        Scenario scenario = section.ToScenario();
        ScenarioRules.CheckTerms(
            scenario with
            {
                Data = new DataSection { Id = section.Id ?? "" },
                Partition = vertical with { Parties = [.. vertical.Parties.Select(party => party with { Query = null })] },
            },
            faults);
    }

    private static void Require(ScenarioFaults faults, bool holds, string path, string message, params ReadOnlySpan<string> others)
    {
        if (!holds && faults.Sound(path) && faults.Sound(others))
        {
            faults.Add(path, message);
        }
    }
}
