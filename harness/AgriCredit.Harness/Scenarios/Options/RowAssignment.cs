using System.Text.Json.Serialization;

namespace AgriCredit.Harness.Scenarios;

/// <summary>Which party a training row goes to when no column says so.</summary>
internal enum RowAssignment
{
    [JsonStringEnumMemberName("roundRobin")]
    RoundRobin,

    [JsonStringEnumMemberName("contiguous")]
    Contiguous,

    [JsonStringEnumMemberName("dirichlet")]
    Dirichlet,
}
