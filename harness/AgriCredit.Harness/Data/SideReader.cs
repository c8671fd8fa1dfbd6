using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Generation;
using AgriCredit.Harness.Scenarios;

namespace AgriCredit.Harness.Data;

/// <summary>Reads the rows of each party of a vertical scenario: from its own query, as its columns of one query for all, or as its side of the generator.</summary>
internal sealed class SideReader
{
    private readonly ScenarioFile _file;
    private readonly Scenario _scenario;
    private readonly VerticalPartition _partition;

    public SideReader(ScenarioFile file)
    {
        _file = file;
        _scenario = file.Scenario;
        _partition = (VerticalPartition)file.Scenario.Partition;
    }

    /// <summary>Reads.</summary>
    /// <param name="folder">Where relative file names are looked up; null for the current folder.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>In the scenario's order.</returns>
    /// <exception cref="HarnessException">Something is wrong with some rows: all that can be found at once; exit code 2.</exception>
    public IReadOnlyList<SideRows> Read(string? folder, CancellationToken cancellationToken)
    {
        if (_scenario.Data.Generator is { } generator)
        {
            FarmLoans loans = FarmLoanGenerator.Generate(generator.Rows, _scenario.Seed, generator.Parties, cancellationToken);
            return Divide(new GeneratedLoanTable(loans), "data.generator", FarmLoanColumns.KnownTo, cancellationToken);
        }

        using var session = new DuckDbSession(folder);
        if (_scenario.Data.Query is { } sql)
        {
            using DuckDbQuery query = DuckDbQuery.Run(session, sql, "data.query", cancellationToken);
            return Divide(query, "data.query", knownTo: null, cancellationToken);
        }

        return ReadOwn(session, cancellationToken);
    }

    private SideRows[] ReadOwn(DuckDbSession session, CancellationToken cancellationToken)
    {
        var sides = new List<SideRows>();
        var faults = new List<string>();
        for (int index = 0; index < _partition.Parties.Count; index++)
        {
            try
            {
                sides.Add(ReadOwn(session, index, cancellationToken));
            }
            catch (HarnessException exception) when (exception.Faults.Count > 0)
            {
                faults.AddRange(exception.Faults);
            }
        }

        return faults.Count == 0 ? [.. sides] : throw LoanRowReader.Failure(_file.Source, faults);
    }

    private SideRows ReadOwn(DuckDbSession session, int index, CancellationToken cancellationToken)
    {
        VerticalParty party = _partition.Parties[index];
        string what = $"{PathOf(index)}.query";
        LoanRowReader reader = Reader(party.Label ? _scenario.Data.Label : null);
        using DuckDbQuery query = DuckDbQuery.Run(session, party.Query!, what, cancellationToken);
        return ReadOwn(query, reader, party, PathOf(index), what, _scenario.Data.Label, _partition.Parties.First(other => other.Label).Id, cancellationToken);
    }

    /// <summary>Reads the rows of one party's own query.</summary>
    /// <param name="query">The query, run.</param>
    /// <param name="reader">Reads ids, and labels at the label holder.</param>
    /// <param name="party">The party.</param>
    /// <param name="path">Its place in the file with its features.</param>
    /// <param name="what">Names the query in messages.</param>
    /// <param name="label">The label's column.</param>
    /// <param name="holder">Who holds the label.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static SideRows ReadOwn(DuckDbQuery query, LoanRowReader reader, VerticalParty party, string path, string what, string label, string holder, CancellationToken cancellationToken)
    {
        if (!party.Label && query.Columns.Contains(label))
        {
            reader.AddFault($"{what}: returns the label '{label}', which '{holder}' holds; two parties cannot both hold it, so leave it out here");
        }

        LoanRows rows = reader.Read(query, what, party.Features, othersRequired: true, cancellationToken);
        return new SideRows(party, path, what, rows.Ids!, rows.Columns, party.Label ? rows.Labels : null);
    }

    /// <summary>One table for all: each party has its columns, and the rows it knows.</summary>
    /// <param name="table">The rows.</param>
    /// <param name="what">Names them in messages.</param>
    /// <param name="knownTo">The column that says who knows a farmer; null when all know all.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    private SideRows[] Divide(ILoanTable table, string what, string? knownTo, CancellationToken cancellationToken)
    {
        var reader = new LoanRowReader(_file.Source) { Label = _scenario.Data.Label, Missing = _scenario.Missing, Id = _scenario.Data.Id, ReadsIds = true, By = knownTo };
        LoanRows rows = reader.Read(table, what, [.. _partition.Parties.SelectMany(party => party.Features)], othersRequired: true, cancellationToken);
        var sides = new SideRows[_partition.Parties.Count];
        int feature = 0;
        for (int index = 0; index < sides.Length; index++)
        {
            VerticalParty party = _partition.Parties[index];
            int[]? known = rows.Parties is null ? null : Known(rows.Parties, party.Label ? ColumnSide.Bank : ColumnSide.Cloud);
            double[][] columns = rows.Columns[feature..(feature += party.Features.Count)];
            sides[index] = new SideRows(
                party,
                PathOf(index),
                what,
                Select(rows.Ids!, known),
                [.. columns.Select(column => Select(column, known))],
                party.Label ? Select(rows.Labels, known) : null);
        }

        return sides;
    }

    private static int[] Known(string?[] knownTo, ColumnSide side)
    {
        string other = FarmLoans.KnownToNames[side == ColumnSide.Bank ? 2 : 1];
        return [.. Enumerable.Range(0, knownTo.Length).Where(row => knownTo[row] != other)];
    }

    private static T[] Select<T>(T[] values, int[]? rows) => rows is null ? values : [.. rows.Select(row => values[row])];

    private LoanRowReader Reader(string? label) => new(_file.Source) { Label = label, Missing = _scenario.Missing, Id = _scenario.Data.Id, ReadsIds = true };

    private static string PathOf(int index) => $"partition.parties[{index}]";
}
