using System.Text.Json.Serialization;

namespace AgriCredit.Harness.Configuration;

/// <summary>What a joint fit gives to whom, as the terms name it.</summary>
internal enum ReleaseName
{
    /// <summary>To each party the coefficients of its own columns.</summary>
    [JsonStringEnumMemberName("own")]
    Own,

    /// <summary>To every party the whole model.</summary>
    [JsonStringEnumMemberName("joined")]
    Joined,
}
