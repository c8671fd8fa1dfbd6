using System.Text.Json.Serialization;

namespace AgriCredit.Harness.Scenarios;

/// <summary>Policies for missing values.</summary>
internal enum MissingHandling
{
    /// <summary>An error that names column and row.</summary>
    [JsonStringEnumMemberName("reject")]
    Reject,

    /// <summary>The mean of the training rows.</summary>
    [JsonStringEnumMemberName("mean")]
    Mean,

    /// <summary>The mean, and a 0/1 feature <c>NAME_missing</c>.</summary>
    [JsonStringEnumMemberName("indicator")]
    Indicator,

    /// <summary>A bin of its own (with weights of evidence).</summary>
    [JsonStringEnumMemberName("bin")]
    Bin,
}
