namespace AgriCredit.Harness.Configuration;

/// <summary>What the files of members have in common.</summary>
internal interface IMemberSection
{
    string Federation { get; }

    string Terms { get; }

    string Key { get; }

    string? PasswordFile { get; }

    /// <summary>Null for a member that keeps none.</summary>
    string? State { get; }

    /// <summary>Null for a member that writes no model.</summary>
    string? Output { get; }

    string? Telemetry { get; }
}
