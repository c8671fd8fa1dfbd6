using AgriCredit.Federation;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Generation;
using AgriCredit.Harness.Scenarios;
using AgriCredit.Harness.Simulation;
using AgriCredit.Learning;

namespace AgriCredit.Harness.Data;

/// <summary>Reads a scenario's rows and splits them over parties, training and test.</summary>
internal sealed class ScenarioLoader
{
    private const string DataWhat = "data.query";
    private const string TestWhat = "data.test.query";

    private readonly Scenario _scenario;
    private readonly HorizontalPartition _partition;
    private readonly LoanRowReader _reader;

    private ScenarioLoader(ScenarioFile file)
    {
        _scenario = file.Scenario;
        _partition = (HorizontalPartition)file.Scenario.Partition;
        _reader = new LoanRowReader(file.Source)
        {
            Label = _scenario.Data.Label,
            Missing = _scenario.Missing,
            Id = _scenario.Data.Id,
            By = _partition.By,
        };
    }

    /// <summary>Loads a scenario.</summary>
    /// <param name="file">The scenario, as <see cref="ScenarioFile.Load"/> gives it.</param>
    /// <param name="dataFolder">Where relative file names are looked up; null for the scenario's folder.</param>
    /// <param name="cancellationToken">Stops the loading.</param>
    /// <exception cref="HarnessException">Something is wrong with the data: every fault that can be found at once, with column and row; exit code 2.</exception>
    public static LoadedScenario Load(ScenarioFile file, string? dataFolder, CancellationToken cancellationToken = default) =>
        new ScenarioLoader(file).Load(FolderOf(file, dataFolder), cancellationToken);

    /// <summary>Where relative file names are looked up.</summary>
    /// <exception cref="HarnessException">There is no such folder; exit code 2.</exception>
    public static string? FolderOf(ScenarioFile file, string? dataFolder)
    {
        if (dataFolder is not null && !Directory.Exists(dataFolder))
        {
            throw new HarnessException(ExitCode.Usage, $"The data folder '{dataFolder}' does not exist.");
        }

        return dataFolder ?? file.Folder;
    }

    private LoadedScenario Load(string? folder, CancellationToken cancellationToken)
    {
        if (_scenario.Data.Generator is { } generator)
        {
            FarmLoans loans = FarmLoanGenerator.Generate(generator.Rows, _scenario.Seed, generator.Parties, cancellationToken);
            return Split(_reader.Read(new GeneratedLoanTable(loans), "data.generator", _scenario.Data.Features, othersRequired: true, cancellationToken), testRows: null);
        }

        using var session = new DuckDbSession(folder);
        LoanRows train;
        using (DuckDbQuery query = DuckDbQuery.Run(session, _scenario.Data.Query!, DataWhat, cancellationToken))
        {
            train = _reader.Read(query, DataWhat, _scenario.Data.Features, othersRequired: true, cancellationToken);
        }

        if (_scenario.Data.Test?.Query is not { } testQuery)
        {
            return Split(train, testRows: null);
        }

        using DuckDbQuery test = DuckDbQuery.Run(session, testQuery, TestWhat, cancellationToken);
        return Split(train, _reader.Read(test, TestWhat, train.Features, othersRequired: false, cancellationToken));
    }

    private LoadedScenario Split(LoanRows rows, LoanRows? testRows)
    {
        (int[] train, int[] test) = TestSplit.Of(_scenario.Data.Test, rows.Labels.Length);
        CheckTraining(rows, train);
        (LoanRows completed, LoanRows? completedTest, List<LoadedFeature> features) = AddIndicators(rows, testRows, train);
        _reader.ThrowIfFaults();

        var all = new Dataset(completed.Features, completed.Columns, completed.Labels);
        LoanRows testSource = completedTest ?? completed;
        Dataset? allTest = null;
        if (completedTest is not null)
        {
            allTest = new Dataset(completedTest.Features, completedTest.Columns, completedTest.Labels);
            test = [.. Enumerable.Range(0, allTest.RowCount)];
        }

        Dataset testFrom = allTest ?? all;
        List<LoadedParty> parties = _partition.By is null
            ? AssignByNumber(all, train)
            : AssignByColumn(all, train, testFrom, test, rows.Parties!, testSource.Parties);
        _reader.ThrowIfFaults();
        return new LoadedScenario(
            _scenario with { Data = _scenario.Data with { Features = rows.Features } },
            parties,
            _scenario.Data.Test is null ? null : allTest ?? all.Select(test),
            features,
            _scenario.Data.Id);
    }

    private void CheckTraining(LoanRows rows, int[] train)
    {
        if (train.Length == 0)
        {
            _reader.AddFault($"{rows.What}: no row is left for training");
            return;
        }

        int defaults = train.Count(row => rows.Labels[row] == 1);
        if (defaults == 0 || defaults == train.Length)
        {
            _reader.AddFault($"{rows.What}: the label '{_scenario.Data.Label}' is {rows.Labels[train[0]]} in all {train.Length} training rows; a model needs both classes");
        }

        for (int feature = 0; feature < rows.Features.Count; feature++)
        {
            if (LoadedFeature.IsConstant(rows.Columns[feature], train))
            {
                _reader.AddFault($"{rows.What}: feature '{rows.Features[feature]}' is constant in the training rows; leave it out of data.features");
            }
        }
    }

    /// <summary>Adds the 0/1 features of the policy "indicator", after all others, and says what is known about each feature.</summary>
    private (LoanRows Rows, LoanRows? Test, List<LoadedFeature> Features) AddIndicators(LoanRows rows, LoanRows? test, int[] train)
    {
        var features = new List<LoadedFeature>();
        var indicators = new List<LoadedFeature>();
        var indicated = new List<int>();
        for (int feature = 0; feature < rows.Features.Count; feature++)
        {
            string name = rows.Features[feature];
            double[] values = rows.Columns[feature];
            MissingHandling handling = _scenario.Missing.For(name);
            if (handling != MissingHandling.Reject && !MissingValues.Any(values, train))
            {
                handling = MissingHandling.Reject;
                RejectGaps(rows, name, values);
                if (test is not null)
                {
                    RejectGaps(test, name, test.Columns[feature]);
                }
            }

            features.Add(LoadedFeature.Describe(name, name, handling, values, train));
            if (handling == MissingHandling.Indicator)
            {
                string indicator = name + LoadedFeature.IndicatorSuffix;
                if (rows.Features.Contains(indicator))
                {
                    _reader.AddFault($"{rows.What}: feature '{name}' with \"missing\": \"indicator\" adds a feature '{indicator}', but there is one of that name");
                }

                indicated.Add(feature);
                indicators.Add(new LoadedFeature(indicator, name, MissingHandling.Reject, 0, 1, IsBinary: true));
            }
        }

        features.AddRange(indicators);
        return (Extend(rows), test is null ? null : Extend(test), features);

        LoanRows Extend(LoanRows source) => source with
        {
            Features = [.. features.Select(feature => feature.Name)],
            Columns = [.. source.Columns, .. indicated.Select(feature => MissingValues.Indicator(source.Columns[feature]))],
        };
    }

    /// <summary>A gap among the test rows alone cannot be filled in a way that training has seen.</summary>
    private void RejectGaps(LoanRows rows, string feature, double[] values)
    {
        if (Array.FindIndex(values, double.IsNaN) is var row and >= 0)
        {
            _reader.AddFault($"{rows.What}: feature '{feature}' has no value in test row {row} (rows count from 0), but one in every training row: nothing was learnt about gaps");
        }
    }

    private List<LoadedParty> AssignByNumber(Dataset all, int[] train)
    {
        byte[] labels = [.. train.Select(row => all.Labels[row])];
        int[] party = RowPartition.Assign(_partition, labels, _scenario.Seed);
        var rows = new List<int>[_partition.Parties!.Value];
        for (int index = 0; index < rows.Length; index++)
        {
            rows[index] = [];
        }

        for (int position = 0; position < train.Length; position++)
        {
            rows[party[position]].Add(train[position]);
        }

        for (int index = 0; index < rows.Length; index++)
        {
            if (rows[index].Count == 0)
            {
                string remedy = _partition.Assign == RowAssignment.Dirichlet ? "raise partition.alpha or take another seed" : "lower partition.parties";
                _reader.AddFault($"partition: party {index} gets none of the {train.Length} training rows; {remedy}");
            }
        }

        _reader.ThrowIfFaults();
        return [.. rows.Select((list, index) => new LoadedParty(index.ToString(), all.Select(list.ToArray()), OwnTest: null))];
    }

    private List<LoadedParty> AssignByColumn(Dataset all, int[] train, Dataset testFrom, int[] test, string?[] parties, string?[]? testParties)
    {
        ILookup<string, int> trainRows = train.ToLookup(row => parties[row]!);
        ILookup<string, int> ownTestRows = (testParties is null ? [] : test.Where(row => !string.IsNullOrEmpty(testParties[row]))).ToLookup(row => testParties![row]!);
        foreach (string id in ownTestRows.Select(group => group.Key).Where(id => !trainRows.Contains(id)).Order(StringComparer.Ordinal))
        {
            _reader.AddFault($"partition: party '{id}' has test rows but no training row");
        }

        foreach (string id in trainRows.Select(group => group.Key).Where(id => !PartyId.IsValid(id) || id == FederationRun.CoordinatorId.Value))
        {
            _reader.AddFault($"partition: the value '{id}' of column '{_partition.By}' cannot name a party: up to {PartyId.MaxLength} characters, none of them a control character, and not '{FederationRun.CoordinatorId}'");
        }

        if (trainRows.Count == 1)
        {
            _reader.AddFault($"partition: column '{_partition.By}' has the same value in every training row; a federation needs two parties or more");
        }

        _reader.ThrowIfFaults();
        return [.. InOrder(trainRows.Select(group => group.Key)).Select(id =>
            new LoadedParty(id, all.Select([.. trainRows[id]]), ownTestRows.Contains(id) ? testFrom.Select([.. ownTestRows[id]]) : null))];
    }

    /// <summary>"2" before "10" when all are numbers; else by ordinal text.</summary>
    private static IEnumerable<string> InOrder(IEnumerable<string> ids)
    {
        string[] texts = [.. ids];
        return texts.All(id => long.TryParse(id, out _)) ? texts.OrderBy(long.Parse).ThenBy(id => id, StringComparer.Ordinal) : texts.Order(StringComparer.Ordinal);
    }
}
