using System.Text.Json.Serialization;

namespace AgriCredit.Harness.Scenarios;

/// <summary>The minimums that can be waived, PROTOCOL 3.5 and 2.8.</summary>
internal enum WaiverName
{
    [JsonStringEnumMemberName("rowMinimum")]
    RowMinimum,

    [JsonStringEnumMemberName("rareCategory")]
    RareCategory,

    [JsonStringEnumMemberName("aggregateDisclosure")]
    AggregateDisclosure,
}
