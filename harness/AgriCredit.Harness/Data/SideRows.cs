using AgriCredit.Harness.Scenarios;

namespace AgriCredit.Harness.Data;

/// <summary>A party's rows as read.</summary>
/// <param name="Party">The party.</param>
/// <param name="Path">Its place in the scenario, such as "partition.parties[1]".</param>
/// <param name="What">Names the rows in messages: its own query, or the one for all.</param>
/// <param name="Ids">One a row, not empty.</param>
/// <param name="Columns">One for each of the party's features; NaN where there is no value.</param>
/// <param name="Labels">0 or 1 a row; null where the party holds none.</param>
internal sealed record SideRows(VerticalParty Party, string Path, string What, string[] Ids, double[][] Columns, byte[]? Labels);
