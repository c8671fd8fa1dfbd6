using System.Text.Json.Serialization;

namespace AgriCredit.Harness.Scenarios;

/// <summary>When in a round a party leaves.</summary>
internal enum DropMoment
{
    [JsonStringEnumMemberName("beforeInput")]
    BeforeInput,

    [JsonStringEnumMemberName("afterInput")]
    AfterInput,

    [JsonStringEnumMemberName("beforeUnmask")]
    BeforeUnmask,
}
