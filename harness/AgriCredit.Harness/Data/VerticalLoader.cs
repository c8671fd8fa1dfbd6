using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Scenarios;
using AgriCredit.Learning;

namespace AgriCredit.Harness.Data;

/// <summary>Reads a vertical scenario's rows and joins them, as nobody but a simulation can.</summary>
/// <remarks>What the members of a real session could only find in it, a lack of common applicants or a column that is constant among them, is found here before anything runs.</remarks>
internal sealed class VerticalLoader
{
    private readonly ScenarioFile _file;
    private readonly Scenario _scenario;
    private readonly List<string> _faults = [];

    private VerticalLoader(ScenarioFile file)
    {
        _file = file;
        _scenario = file.Scenario;
    }

    /// <summary>Loads a scenario.</summary>
    /// <param name="file">The scenario, as <see cref="ScenarioFile.Load"/> gives it; its partition is vertical.</param>
    /// <param name="dataFolder">Where relative file names are looked up; null for the scenario's folder.</param>
    /// <param name="cancellationToken">Stops the loading.</param>
    /// <exception cref="HarnessException">Something is wrong with the data: every fault that can be found at once; exit code 2.</exception>
    public static LoadedVerticalScenario Load(ScenarioFile file, string? dataFolder, CancellationToken cancellationToken = default) =>
        new VerticalLoader(file).Load(ScenarioLoader.FolderOf(file, dataFolder), cancellationToken);

    private LoadedVerticalScenario Load(string? folder, CancellationToken cancellationToken)
    {
        SideRows[] sides = [.. new SideReader(_file).Read(folder, cancellationToken).OrderBy(side => side.Party.Label ? 0 : 1)];
        string[][] ids = [.. sides.Select(side => ApplicantJoin.Normalise(side.Ids))];
        CheckIds(sides, ids);
        ThrowIfFaults();

        (int[] trainRows, int[] testRows) = TestSplit.Of(_scenario.Data.Test, sides[0].Ids.Length);
        int[][] train = ApplicantJoin.Align(ids, trainRows);
        int[][] test = ApplicantJoin.Align(ids, testRows);
        CheckOverlap(sides, ids, trainRows, train, testRows, test);
        ThrowIfFaults();

        PreparedSide[] prepared = [.. sides.Select((side, index) => SidePreparation.Prepare(side, index == 0 ? trainRows : null, train[index], _scenario.Missing, _faults))];
        CheckNames(prepared);
        CheckTraining(prepared, train);
        ThrowIfFaults();

        IReadOnlyList<string> features = [.. prepared.SelectMany(side => side.Features).Select(feature => feature.Name)];
        return new LoadedVerticalScenario(
            _scenario,
            [.. prepared.Select((side, index) => ForSession(side, index == 0 ? trainRows : null))],
            Join(features, prepared, train, filled: true),
            _scenario.Data.Test is null ? null : Join(features, prepared, test, filled: false),
            _scenario.Data.Id!);
    }

    private void CheckIds(SideRows[] sides, string[][] ids)
    {
        // Where all parties share one query, its ids are theirs.
        foreach ((string what, string[] normalised) in sides.Select((side, index) => (side.What, ids[index])).DistinctBy(side => side.What))
        {
            if (ApplicantJoin.DescribeDuplicates(normalised) is { } duplicates)
            {
                _faults.Add($"{what}: in the id '{_scenario.Data.Id}', {duplicates}; alignment needs one row for each applicant");
            }
        }
    }

    private void CheckOverlap(SideRows[] sides, string[][] ids, int[] trainRows, int[][] train, int[] testRows, int[][] test)
    {
        SideRows holder = sides[0];
        if (trainRows.Length == 0)
        {
            _faults.Add($"{holder.What}: no row is left for training");
        }
        else if (train[0].Length == 0)
        {
            int[] alone = [.. Enumerable.Range(1, sides.Length - 1).Where(other => ApplicantJoin.Align([ids[0], ids[other]], trainRows)[0].Length == 0)];
            string who = alone.Length > 0
                ? string.Join(" or ", alone.Select(other => $"'{sides[other].Party.Id}' ({sides[other].Ids.Length} rows)"))
                : "all the others at once";
            _faults.Add(
                $"partition: none of the {trainRows.Length} training rows of '{holder.Party.Id}' has an id '{_scenario.Data.Id}' that is known to {who}; "
                + "the ids must be of the same applicants and written the same way");
        }
        else if (testRows.Length > 0 && test[0].Length == 0)
        {
            _faults.Add($"data.test: none of the {testRows.Length} test rows of '{holder.Party.Id}' is of an applicant that all the others know; take another rule, or leave it out");
        }
        else if (_scenario.Data.Test is not null && testRows.Length == 0)
        {
            _faults.Add($"data.test: none of the {sides[0].Ids.Length} rows of '{holder.Party.Id}' is a test row; take another rule, or leave it out");
        }
    }

    /// <summary>An indicator can have the name of a feature of its own party or of another.</summary>
    private void CheckNames(PreparedSide[] sides)
    {
        var names = new HashSet<string>();
        foreach ((PreparedSide side, LoadedFeature feature) in sides.SelectMany(side => side.Features.Select(feature => (side, feature))).OrderBy(pair => pair.feature.IsIndicator))
        {
            if (!names.Add(feature.Name))
            {
                _faults.Add($"{side.Rows.What}: feature '{feature.Source}' with \"missing\": \"indicator\" adds a feature '{feature.Name}', but there is one of that name");
            }
        }
    }

    private void CheckTraining(PreparedSide[] sides, int[][] train)
    {
        byte[] labels = sides[0].Rows.Labels!;
        int defaults = train[0].Count(row => labels[row] == 1);
        if (defaults == 0 || defaults == train[0].Length)
        {
            _faults.Add($"{sides[0].Rows.What}: the label '{_scenario.Data.Label}' is {labels[train[0][0]]} in all {train[0].Length} training rows that all parties know; a model needs both classes");
        }

        for (int side = 0; side < sides.Length; side++)
        {
            for (int feature = 0; feature < sides[side].Features.Count; feature++)
            {
                if (LoadedFeature.IsConstant(sides[side].Filled[feature], train[side]))
                {
                    SideRows rows = sides[side].Rows;
                    _faults.Add($"{rows.What}: feature '{sides[side].Features[feature].Name}' of '{rows.Party.Id}' is constant in the {train[side].Length} training rows that all parties know; leave it out of {rows.Path}.features");
                }
            }
        }
    }

    /// <summary>The label holder brings its training rows alone; the others do not know which of theirs are.</summary>
    private static LoadedSide ForSession(PreparedSide side, int[]? rows)
    {
        SideRows all = side.Rows;
        return rows is null
            ? new LoadedSide(all.Party.Id, side.Features, all.Ids, side.Filled, all.Labels)
            : new LoadedSide(all.Party.Id, side.Features, Select(all.Ids, rows), [.. side.Filled.Select(column => Select(column, rows))], Select(all.Labels!, rows));
    }

    private static Dataset Join(IReadOnlyList<string> features, PreparedSide[] sides, int[][] rows, bool filled) => new(
        features,
        [.. sides.SelectMany((side, index) => (filled ? side.Filled : side.Raw).Select(column => Select(column, rows[index])))],
        Select(sides[0].Rows.Labels!, rows[0]));

    private static T[] Select<T>(T[] values, int[] rows) => [.. rows.Select(row => values[row])];

    private void ThrowIfFaults()
    {
        if (_faults.Count > 0)
        {
            throw LoanRowReader.Failure(_file.Source, _faults);
        }
    }
}
