using AgriCredit.Federation;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Generation;

namespace AgriCredit.Harness.Scenarios;

/// <summary>Combinations of keys that cannot be meant where parties hold different columns. A rule is silent where one of its keys already has a fault.</summary>
internal sealed class VerticalRules
{
    private const string PartiesPath = "$.partition.parties";
    private const string CoordinatorName = "coordinator";

    private readonly Scenario _scenario;
    private readonly IReadOnlyList<VerticalParty> _parties;
    private readonly ScenarioFaults _faults;

    public VerticalRules(Scenario scenario, VerticalPartition partition, ScenarioFaults faults)
    {
        _scenario = scenario;
        _parties = partition.Parties;
        _faults = faults;
    }

    /// <summary>Adds a fault for every broken rule.</summary>
    public void Check()
    {
        if (_faults.Sound(PartiesPath))
        {
            CheckParties();
            CheckFeatures();
            CheckMissing();
        }

        CheckData();
        CheckTraining();
    }

    private void CheckParties()
    {
        int count = _parties.Count;
        Require(
            count is >= VerticalPartition.FewestParties and <= VerticalPartition.MostParties,
            PartiesPath,
            $"a vertical partition takes {VerticalPartition.FewestParties} to {VerticalPartition.MostParties} parties, got {count}");
        string[] holders = [.. _parties.Where(party => party.Label).Select(party => $"'{party.Id}'")];
        Require(holders.Length == 1, PartiesPath, $"exactly one party holds the label (\"label\": true), got {holders.Length}{(holders.Length > 1 ? $": {string.Join(", ", holders)}" : "")}");
        for (int index = 0; index < count; index++)
        {
            string id = _parties[index].Id;
            string path = JsonText.Child(JsonText.Child(PartiesPath, index), "id");
            Require(!_parties.Take(index).Any(party => party.Id == id), path, $"party '{id}' occurs twice");
            Require(
                PartyId.IsValid(id) && id is not (VerticalPartition.Dealer or CoordinatorName),
                path,
                $"cannot name a party: up to {PartyId.MaxLength} characters, none of them a control character, and neither '{VerticalPartition.Dealer}' nor '{CoordinatorName}'");
        }
    }

    private void CheckFeatures()
    {
        var owners = new Dictionary<string, string>();
        for (int index = 0; index < _parties.Count; index++)
        {
            VerticalParty party = _parties[index];
            string path = JsonText.Child(JsonText.Child(PartiesPath, index), "features");
            Require(party.Features.Count > 0, path, "is empty");
            for (int feature = 0; feature < party.Features.Count; feature++)
            {
                string name = party.Features[feature];
                string featurePath = JsonText.Child(path, feature);
                Require(!string.IsNullOrWhiteSpace(name), featurePath, "is empty");
                Require(name != _scenario.Data?.Label, featurePath, $"'{name}' is the label, so it cannot be a feature", "$.data.label");
                Require(name != _scenario.Data?.Id, featurePath, $"'{name}' is the id, so it cannot be a feature", "$.data.id");
                CheckSide(party, name, featurePath);
                Require(
                    owners.TryAdd(name, party.Id),
                    featurePath,
                    $"feature '{name}' occurs at '{owners[name]}' already; coefficients are named by feature, so rename one in its query with 'as', or leave it to one party");
            }
        }
    }

    /// <summary>A generated bank knows the farmers and the columns of banks, a cloud those of clouds.</summary>
    private void CheckSide(VerticalParty party, string feature, string path)
    {
        if (_scenario.Data?.Generator is not null && FarmLoanColumns.All.FirstOrDefault(column => column.Name == feature) is { } generated)
        {
            ColumnSide side = party.Label ? ColumnSide.Bank : ColumnSide.Cloud;
            string name = side == ColumnSide.Bank ? "a bank" : "a cloud";
            Require(
                generated.Side == side,
                path,
                $"the generated column '{feature}' is one that {name} does not see; {name} sees {string.Join(", ", FarmLoanColumns.All.Where(column => column.Side == side).Select(column => column.Name))}");
        }
    }

    private void CheckMissing()
    {
        string[] features = [.. _parties.SelectMany(party => party.Features)];
        foreach (string feature in _scenario.Missing.ByFeature.Keys.Except(features))
        {
            _faults.Add(JsonText.Child("$.missing", feature), "is not a feature of any party" + NearestName.Hint(feature, features));
        }
    }

    private void CheckData()
    {
        if (_scenario.Data is not { } data)
        {
            return;
        }

        int queries = _parties.Count(party => party.Query is not null);
        Require(queries == 0 || queries == _parties.Count, PartiesPath, "either every party has its own 'query' or none");
        for (int index = 0; index < _parties.Count; index++)
        {
            Require(
                _parties[index].Query is not { } query || !string.IsNullOrWhiteSpace(query),
                JsonText.Child(JsonText.Child(PartiesPath, index), "query"),
                "is empty");
        }

        Require(queries == 0 || data.Query is null, "$.data.query", "the parties bring their own queries");
        Require(queries == 0 || data.Generator is null, "$.data.generator", "the parties bring their own queries");
        Require(data.Id is not null || data.Generator is not null, "$.data.id", "missing; a vertical partition aligns rows by it");
        Require(data.Features is null, "$.data.features", "a vertical partition names the features of each party");
        Require(data.Test?.Query is null, "$.data.test.query", "does not go with a vertical partition; take 'everyNth', which counts the label holder's rows");
    }

    private void CheckTraining()
    {
        Require(_scenario.Training.Optimizer == OptimizerName.Newton, "$.training.optimizer", "must be \"newton\" with a vertical partition");
        Require(_scenario.Training.L1 == 0, "$.training.l1", "must be 0 with a vertical partition");
        AggregationSection defaults = new();
        Require(_scenario.Aggregation.Collusion == defaults.Collusion, "$.aggregation.collusion", "does not go with a vertical partition");
        Require(_scenario.Aggregation.FractionalBits == defaults.FractionalBits, "$.aggregation.fractionalBits", "does not go with a vertical partition, whose protocol fixes them");
        Require(_scenario.Aggregation.ValueBound.Equals(defaults.ValueBound), "$.aggregation.valueBound", "does not go with a vertical partition, which bounds no value");
        Require(_scenario.Aggregation.Mode == AggregationMode.Static, "$.aggregation.mode", "does not go with a vertical partition, in which every party is needed to the end");
        Require(_scenario.Aggregation.Drop.Count == 0, "$.aggregation.drop", "does not go with a vertical partition, in which every party is needed to the end");
        Require(_scenario.Privacy.Waivers.Count == 0, "$.privacy.waivers", "does not go with a vertical partition: nothing is summed over parties, so none of the minimums applies");
    }

    /// <summary>Adds the fault when the rule is broken and none of the values it looks at has a fault of its own.</summary>
    private void Require(bool holds, string path, string message, params ReadOnlySpan<string> others)
    {
        if (!holds && _faults.Sound(path) && _faults.Sound(others))
        {
            _faults.Add(path, message);
        }
    }
}
