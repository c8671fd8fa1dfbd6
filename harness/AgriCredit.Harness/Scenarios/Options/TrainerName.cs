using System.Text.Json.Serialization;

namespace AgriCredit.Harness.Scenarios;

/// <summary>The local trainers of fedavg.</summary>
internal enum TrainerName
{
    [JsonStringEnumMemberName("mlnet")]
    MLNet,

    [JsonStringEnumMemberName("mathnet")]
    MathNet,
}
