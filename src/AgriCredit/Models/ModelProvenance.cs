namespace AgriCredit;

/// <summary>Where a model comes from: the run, who took part, and under which privacy settings.</summary>
/// <remarks>Holds no date and no machine name: the same run gives the same bytes. Who and what is stated, not proven; a signature over the file's digest would prove it.</remarks>
public sealed class ModelProvenance
{
    /// <summary>The value of <see cref="PrivacyMechanism"/> for a model without noise.</summary>
    public const string NoPrivacyMechanism = "none";

    /// <summary>The scenario's name.</summary>
    public required string Scenario { get; init => field = Require.Text(value, nameof(Scenario)); }

    /// <summary>The session's id in lower-case hexadecimal; null for a model fitted without a federation.</summary>
    public string? SessionId { get; init => field = value is null ? null : Hexadecimal(value); }

    /// <summary>The parties whose rows are in the model, in the plan's order.</summary>
    public required IReadOnlyList<string> Parties { get; init => field = Require.Texts(value, nameof(Parties)); }

    /// <summary>Training rounds finished; not negative.</summary>
    public required int Rounds { get; init => field = NotNegative(value, nameof(Rounds)); }

    /// <summary>The optimizer, as scenarios name it.</summary>
    public required string Optimizer { get; init => field = Require.Text(value, nameof(Optimizer)); }

    /// <summary>The aggregation mode, as scenarios name it; null for a model fitted without a federation.</summary>
    public string? AggregationMode { get; init => field = value is null ? null : Require.Text(value, nameof(AggregationMode)); }

    /// <summary>Fractional bits of the fixed-point encoding, not negative; null for a model fitted without a federation.</summary>
    public int? FractionalBits { get; init => field = value is { } bits ? NotNegative(bits, nameof(FractionalBits)) : null; }

    /// <summary>The minimums that every party agreed to waive, by name.</summary>
    public IReadOnlyList<string> Waivers { get; init => field = Require.Texts(value, nameof(Waivers)); } = [];

    /// <summary>The privacy mechanism's name, by default <see cref="NoPrivacyMechanism"/>.</summary>
    public string PrivacyMechanism { get; init => field = Require.Text(value, nameof(PrivacyMechanism)); } = NoPrivacyMechanism;

    /// <summary>The privacy mechanism's version; not negative.</summary>
    public int PrivacyVersion { get; init => field = NotNegative(value, nameof(PrivacyVersion)); } = 1;

    private static int NotNegative(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value, name);
        return value;
    }

    private static string Hexadecimal(string value)
    {
        Require.Text(value, nameof(SessionId));
        return value.All(char.IsAsciiHexDigitLower) ? value : throw new ArgumentException($"{nameof(SessionId)} is not lower-case hexadecimal.", nameof(value));
    }
}
