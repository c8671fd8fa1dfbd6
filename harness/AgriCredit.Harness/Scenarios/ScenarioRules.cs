using AgriCredit.Federation;

namespace AgriCredit.Harness.Scenarios;

/// <summary>Combinations of keys that cannot be meant. A rule is silent where one of its keys already has a fault.</summary>
internal sealed class ScenarioRules
{
    private const string FeaturesPath = "$.data.features";

    private readonly Scenario _scenario;
    private readonly ScenarioFaults _faults;

    private ScenarioRules(Scenario scenario, ScenarioFaults faults)
    {
        _scenario = scenario;
        _faults = faults;
    }

    /// <summary>Adds a fault for every broken rule.</summary>
    public static void Check(Scenario scenario, ScenarioFaults faults)
    {
        var rules = new ScenarioRules(scenario, faults);
        rules.CheckName();
        if (scenario.Data is not null)
        {
            rules.CheckData();
            rules.CheckTest();
        }

        switch (scenario.Partition)
        {
            case HorizontalPartition horizontal:
                rules.CheckHorizontal(horizontal);
                break;
            case VerticalPartition { Parties: not null } vertical:
                new VerticalRules(scenario, vertical, faults).Check();
                break;
        }

        rules.CheckTraining();
        rules.CheckWaivers();
        rules.CheckMissing(FeaturesPath);
        rules.CheckDrops();
    }

    /// <summary>Adds a fault for every broken rule among the keys that scenarios share with the terms between institutions.</summary>
    public static void CheckTerms(Scenario terms, ScenarioFaults faults)
    {
        var rules = new ScenarioRules(terms, faults);
        rules.CheckName();
        if (terms.Partition is VerticalPartition vertical)
        {
            new VerticalRules(terms, vertical, faults).Check();
        }
        else if (terms.Data.Features is { } features)
        {
            rules.CheckFeatures("$.features", features);
        }

        rules.CheckTraining();
        rules.CheckWaivers();
        rules.CheckMissing("$.features");
    }

    /// <summary>Adds the fault when the rule is broken and none of the values it looks at has a fault of its own.</summary>
    private void Require(bool holds, string path, string message, params ReadOnlySpan<string> others)
    {
        if (!holds && _faults.Sound(path) && _faults.Sound(others))
        {
            _faults.Add(path, message);
        }
    }

    private void CheckName() =>
        Require(
            _scenario.Name is not { } name || (name.Length is > 0 and <= 100 && char.IsAsciiLetterOrDigit(name[0]) && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-')),
            "$.name",
            "expected up to 100 letters, digits, '.', '_' and '-', beginning with a letter or digit (it names the run's folder)");

    private void CheckData()
    {
        DataSection data = _scenario.Data;
        Require(data.Query is not { } query || !string.IsNullOrWhiteSpace(query), "$.data.query", "is empty");
        Require(data.Query is null || data.Generator is null, "$.data", "'query' and 'generator' exclude one another", "$.data.query", "$.data.generator");
        bool partiesBringRows = _scenario.Partition is VerticalPartition { Parties: { } parties } && parties.Any(party => party.Query is not null);
        Require(data.Query is not null || data.Generator is not null || partiesBringRows, "$.data", "needs 'query' or 'generator'", "$.data.query", "$.data.generator", "$.partition");
        Require(!string.IsNullOrWhiteSpace(data.Label), "$.data.label", "is empty");
        Require(data.Id is not { } id || id != data.Label, "$.data.id", "is the label too", "$.data.label");
        if (data.Features is { } features)
        {
            CheckFeatures(FeaturesPath, features);
        }
    }

    private void CheckFeatures(string root, IReadOnlyList<string> features)
    {
        if (!_faults.Sound(root))
        {
            return;
        }

        DataSection data = _scenario.Data;
        Require(features.Count > 0, root, "is empty");
        string? by = (_scenario.Partition as HorizontalPartition)?.By;
        for (int index = 0; index < features.Count; index++)
        {
            string path = JsonText.Child(root, index);
            string feature = features[index];
            if (string.IsNullOrWhiteSpace(feature))
            {
                _faults.Add(path, "is empty");
            }
            else if (features.Take(index).Contains(feature))
            {
                _faults.Add(path, $"'{feature}' occurs twice");
            }
            else if (feature == data.Label || feature == data.Id || feature == by)
            {
                string role = feature == data.Label ? "label" : feature == data.Id ? "id" : "partition's 'by' column";
                _faults.Add(path, $"'{feature}' is the {role}, so it cannot be a feature");
            }
        }
    }

    private void CheckTest()
    {
        if (_scenario.Data.Test is not { } test)
        {
            return;
        }

        const string Path = "$.data.test";
        Require(test.Query is not null || test.EveryNth is not null, Path, "needs 'everyNth' or 'query'");
        Require(test.Query is null || (test.EveryNth is null && test.Offset is null), Path, "'query' excludes 'everyNth' and 'offset'");
        Require(test.Query is not { } query || !string.IsNullOrWhiteSpace(query), "$.data.test.query", "is empty");
        Require(test.Query is null || _scenario.Data.Generator is null, Path, "'query' does not go with the generator; take 'everyNth'", "$.data.generator");
        Require(test.Offset is not { } offset || test.EveryNth is not { } n || offset < n, "$.data.test.offset", $"must be below everyNth ({test.EveryNth}), got {test.Offset}", "$.data.test.everyNth");
    }

    private void CheckHorizontal(HorizontalPartition partition)
    {
        const string Path = "$.partition";
        string[] keys = ["$.partition.by", "$.partition.parties", "$.partition.assign", "$.partition.alpha"];
        if (!_faults.Sound(keys))
        {
            return;
        }

        Require(partition.By is not null || partition.Parties is not null, Path, "needs 'by' (a column) or 'parties' (a number)");
        Require(partition.By is null || partition.Parties is null, Path, "'by' and 'parties' exclude one another");
        Require(partition.By is not { } by || !string.IsNullOrWhiteSpace(by), "$.partition.by", "is empty");
        if (_scenario.Data is { } data)
        {
            Require(partition.By is null || partition.By != data.Label, "$.partition.by", "is the label too", "$.data.label");
            Require(
                partition.Parties is not { } parties || data.Generator is not { } generator || parties <= generator.Rows,
                "$.partition.parties",
                "there are fewer generated rows than parties",
                "$.data.generator");
        }

        Require(partition.Assign is null || partition.Parties is not null, "$.partition.assign", "goes with 'parties' only");
        Require(partition.Alpha is null || partition.Assign == RowAssignment.Dirichlet, "$.partition.alpha", "goes with \"assign\": \"dirichlet\" only");
    }

    private void CheckTraining()
    {
        TrainingSection training = _scenario.Training;
        const string Optimizer = "$.training.optimizer";
        bool averaging = training.Optimizer == OptimizerName.FedAvg;
        bool newton = training.Optimizer == OptimizerName.Newton;
        Require(averaging || training.Trainer is null, "$.training.trainer", "goes with the optimizer 'fedavg' only", Optimizer);
        Require(averaging || training.LocalEpochs is null, "$.training.localEpochs", "goes with the optimizer 'fedavg' only", Optimizer);
        Require(averaging || training.BatchSize is null, "$.training.batchSize", "goes with the optimizer 'fedavg' only", Optimizer);
        Require(!newton || training.LearningRate is null, "$.training.learningRate", "does not go with the optimizer 'newton', whose steps have their own length", Optimizer);
        Require(!averaging || training.L1 == 0, "$.training.l1", "must be 0 with the optimizer 'fedavg'", Optimizer);
        Require(
            !averaging || training.BatchSize is null || training.Trainer == TrainerName.MathNet,
            "$.training.batchSize",
            "goes with the trainer 'mathnet' only; ML.NET's takes one row at a time",
            Optimizer,
            "$.training.trainer");
    }

    private void CheckWaivers()
    {
        IReadOnlyList<WaiverName> waivers = _scenario.Privacy.Waivers;
        Require(waivers.Distinct().Count() == waivers.Count, "$.privacy.waivers", "a waiver occurs twice");
    }

    private void CheckDrops()
    {
        AggregationSection aggregation = _scenario.Aggregation;
        for (int index = 0; index < aggregation.Drop.Count; index++)
        {
            string path = JsonText.Child(JsonText.Child("$.aggregation.drop", index), "at");
            Require(
                aggregation.Mode == AggregationMode.Resilient || aggregation.Drop[index].At != DropMoment.BeforeUnmask,
                path,
                "\"beforeUnmask\" goes with the mode \"resilient\" only; static has nothing to unmask",
                "$.aggregation.mode");
        }
    }

    private void CheckMissing(string featuresPath)
    {
        if (_scenario.Partition is VerticalPartition)
        {
            return;
        }

        MissingSection missing = _scenario.Missing;
        bool imputes = missing.Uses(MissingHandling.Mean) || missing.Uses(MissingHandling.Indicator);
        Require(
            !imputes || _scenario.Training.Standardise,
            "$.missing",
            "'mean' and 'indicator' need training.standardise: without it no pooled mean is known to put in the gap",
            "$.training.standardise");
        if (_scenario.Data?.Features is { } features && _faults.Sound(featuresPath))
        {
            foreach (string feature in missing.ByFeature.Keys.Except(features))
            {
                _faults.Add(JsonText.Child("$.missing", feature), $"is not one of {featuresPath[2..]}" + CommandLine.NearestName.Hint(feature, features));
            }
        }
    }
}
