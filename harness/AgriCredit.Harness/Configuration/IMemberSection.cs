namespace AgriCredit.Harness.Configuration;

/// <summary>What the files of a party and of the coordinator have in common.</summary>
internal interface IMemberSection
{
    string Federation { get; }

    string Terms { get; }

    string Key { get; }

    string? PasswordFile { get; }

    string State { get; }

    string Output { get; }

    string? Telemetry { get; }
}
