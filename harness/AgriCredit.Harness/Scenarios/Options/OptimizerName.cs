using System.Text.Json.Serialization;

namespace AgriCredit.Harness.Scenarios;

/// <summary>The optimizers under the names of the scenario file.</summary>
internal enum OptimizerName
{
    [JsonStringEnumMemberName("newton")]
    Newton,

    [JsonStringEnumMemberName("fedavg")]
    FedAvg,

    [JsonStringEnumMemberName("fedsgd")]
    FedSgd,
}
