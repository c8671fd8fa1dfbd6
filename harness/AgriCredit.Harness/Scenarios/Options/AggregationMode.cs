using System.Text.Json.Serialization;

namespace AgriCredit.Harness.Scenarios;

/// <summary>What happens when a party is lost.</summary>
internal enum AggregationMode
{
    [JsonStringEnumMemberName("static")]
    Static,

    [JsonStringEnumMemberName("resilient")]
    Resilient,
}
