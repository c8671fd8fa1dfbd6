using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AgriCredit.Federation;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Data;
using AgriCredit.Harness.Scenarios;
using AgriCredit.Learning;
using AgriCredit.Learning.MLNet;

namespace AgriCredit.Harness.Simulation;

/// <summary>What a scenario asks of a session, in the federation's own terms.</summary>
internal static class SessionTerms
{
    private const string SessionLabel = "agricredit/v1/simulation";

    /// <summary>How long the parties of a simulation are waited for; one that is made to leave would otherwise cost the full minute.</summary>
    private static readonly TimeSpan PatienceWithLeavers = TimeSpan.FromSeconds(5);

    /// <summary>The request that the coordinator plans from.</summary>
    /// <exception cref="HarnessException">There are too few or too many parties for the mode, or too many may collude; exit code 2.</exception>
    public static SessionRequest Request(LoadedScenario loaded)
    {
        Scenario scenario = loaded.Scenario;
        RequireMode(scenario.Aggregation.Mode, loaded.Parties.Count, scenario.Aggregation.Collusion);
        return Request(
            scenario,
            loaded.Features,
            SessionId(scenario, loaded),
            scenario.Aggregation.Drop.Count > 0 ? PatienceWithLeavers : SessionRequest.DefaultCollectTimeout,
            scenario.Aggregation.Drop.Count > 0 ? PatienceWithLeavers : SessionRequest.DefaultUnmaskTimeout);
    }

    /// <summary>The request that follows from terms alone, wherever the rows are.</summary>
    public static SessionRequest Request(Scenario scenario, IReadOnlyList<LoadedFeature> features, ReadOnlyMemory<byte> session, TimeSpan collectTimeout, TimeSpan unmaskTimeout) => new()
    {
        Session = session,
        Features = [.. features.Select(feature => new PlannedFeature(feature.Name, feature.Missing != MissingHandling.Reject && !feature.IsIndicator))],
        Training = scenario.Training.ToOptions(scenario.Seed),
        Trainer = Trainer(scenario)?.Name ?? "",
        Standardise = scenario.Training.Standardise,
        FractionalBits = scenario.Aggregation.FractionalBits,
        ValueBound = scenario.Aggregation.ValueBound,
        Collusion = scenario.Aggregation.Collusion,
        Waivers = [.. scenario.Privacy.Waivers.Select(Name)],
        Mode = scenario.Aggregation.Mode,
        CollectTimeout = collectTimeout,
        AckTimeout = unmaskTimeout,
        UnmaskTimeout = unmaskTimeout,
    };

    /// <summary>The parties as members of a session.</summary>
    /// <exception cref="HarnessException">A party is to leave that is not there; exit code 2.</exception>
    public static IReadOnlyList<FederationMember> Members(LoadedScenario loaded)
    {
        string[] ids = [.. loaded.Parties.Select(party => party.Id)];
        if (loaded.Scenario.Aggregation.Drop.FirstOrDefault(drop => !ids.Contains(drop.Party)) is { } unknown)
        {
            throw new HarnessException(ExitCode.Usage, $"aggregation.drop: no party '{unknown.Party}'{NearestName.Hint(unknown.Party, ids)}; there are {string.Join(", ", ids)}.");
        }

        return [.. loaded.Parties.Select(party => new FederationMember(new PartyId(party.Id), party.Train, Trainer(loaded.Scenario), Leaves(loaded.Scenario, party.Id)))];
    }

    /// <summary>A new local trainer; null unless the scenario averages local models.</summary>
    public static ILocalTrainer? Trainer(Scenario scenario) => scenario.Training.Trainer switch
    {
        TrainerName.MathNet => new MathNetTrainer(),
        TrainerName.MLNet => new MLNetTrainer(),
        _ => null,
    };

    /// <summary>The minimums that the scenario breaks, waived or not.</summary>
    public static IReadOnlyList<BrokenMinimum> BrokenMinimums(LoadedScenario loaded) =>
    [
        .. PlanMinimums.CheckParties(loaded.Parties.Count),
        .. loaded.Parties.SelectMany(party => PlanMinimums.Check(new PartyId(party.Id), party.Train, loaded.Scenario.Training.MaxRounds)),
    ];

    /// <summary>Refuses a scenario that breaks a minimum it does not waive; all broken rules are reported together.</summary>
    /// <exception cref="HarnessException">A minimum is broken and not waived; exit code 3.</exception>
    public static void RequireMinimums(LoadedScenario loaded)
    {
        HashSet<string> waived = [.. loaded.Scenario.Privacy.Waivers.Select(Name)];
        BrokenMinimum[] broken = [.. BrokenMinimums(loaded).Where(minimum => !waived.Contains(minimum.Rule))];
        if (broken.Length == 0)
        {
            return;
        }

        string waivers = string.Join(", ", broken.Select(minimum => $"\"{minimum.Rule}\"").Distinct());
        throw new HarnessException(
            ExitCode.Refused,
            $"Refused by the privacy policy: the plan is below a minimum. If every party agrees, waive by name: \"privacy\": {{ \"waivers\": [{waivers}] }}.",
            [.. broken.Select(minimum => minimum.ToString())]);
    }

    private static string Name(WaiverName waiver) => waiver switch
    {
        WaiverName.RowMinimum => Waivers.RowMinimum,
        WaiverName.RareCategory => Waivers.RareCategory,
        _ => Waivers.AggregateDisclosure,
    };

    private static Departure? Leaves(Scenario scenario, string party) =>
        scenario.Aggregation.Drop.FirstOrDefault(drop => drop.Party == party) is { } drop
            ? new Departure(drop.Round, drop.At)
            : null;

    private static void RequireMode(AggregationMode mode, int parties, int collusion)
    {
        string name = AggregationModes.Name(mode);
        int fewest = AggregationModes.MinParties(mode);
        int most = AggregationModes.MaxParties(mode);
        if (parties < fewest || parties > most)
        {
            throw new HarnessException(
                ExitCode.Usage,
                $"The scenario has {parties} {(parties == 1 ? "party" : "parties")}; {name} aggregation takes {fewest} to {most}. Partition the rows otherwise.");
        }

        int least = AggregationModes.MinCollusion(mode);
        int largest = AggregationModes.MaxCollusion(mode, parties);
        if (collusion < least || collusion > largest)
        {
            throw new HarnessException(
                ExitCode.Usage,
                $"$.aggregation.collusion: {collusion}; with {parties} parties {name} aggregation takes {least} to {largest}.");
        }
    }

    /// <summary>The same scenario over the same rows has the same id, so that its model file is the same; keys are fresh all the same.</summary>
    private static byte[] SessionId(Scenario scenario, LoadedScenario loaded)
    {
        string parties = string.Join('\n', loaded.Parties.Select(party => string.Create(CultureInfo.InvariantCulture, $"{party.Id}\t{party.Train.RowCount}\t{party.Train.DefaultCount}")));
        return SHA256.HashData(Encoding.UTF8.GetBytes($"{SessionLabel}\n{ScenarioJson.Write(scenario)}\n{parties}"));
    }
}
