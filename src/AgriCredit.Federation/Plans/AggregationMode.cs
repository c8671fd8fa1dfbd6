using System.Text.Json.Serialization;

namespace AgriCredit.Federation;

/// <summary>How the sums of a session are made.</summary>
/// <remarks>Source: PROTOCOL 2.4, modes S and R.</remarks>
public enum AggregationMode
{
    /// <summary>Every party takes part in every round, in one message; a party that is gone ends the session.</summary>
    [JsonStringEnumMemberName("static")]
    Static,

    /// <summary>Up to n - q parties may drop out over the session; a round takes two messages of each party, three when somebody dropped out in it.</summary>
    [JsonStringEnumMemberName("resilient")]
    Resilient,
}
