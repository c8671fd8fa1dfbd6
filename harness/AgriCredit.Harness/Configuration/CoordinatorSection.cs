using System.ComponentModel;

namespace AgriCredit.Harness.Configuration;

/// <summary>How the coordinator runs: the root of <c>coordinator.json</c>. File names count from its folder.</summary>
[Description("How the coordinator of a federation runs. File names count from this file's folder.")]
internal sealed record CoordinatorSection : IMemberSection
{
    [Description("The roster.")]
    public string Federation { get; init; } = MemberFiles.DefaultFederation;

    [Description("The terms of the session that it plans.")]
    public string Terms { get; init; } = MemberFiles.DefaultTerms;

    [Description("The coordinator's private key, PEM, mode 0600.")]
    public string Key { get; init; } = MemberFiles.DefaultKey;

    [Description("A file, mode 0600, whose first line opens an encrypted key.")]
    public string? PasswordFile { get; init; }

    [Description("Where the coordinator remembers sessions over restarts: a file of its own, mode 0600, or a PostgreSQL connection string.")]
    public string State { get; init; } = MemberFiles.DefaultState;

    [Description("Where it listens: ADDRESS:PORT, such as 0.0.0.0:8443 or [::]:8443.")]
    public required string Listen { get; init; }

    [Description("The folder for models; each session gets one of its own in it.")]
    public string Output { get; init; } = MemberFiles.DefaultOutput;

    [Description("A collector of OpenTelemetry that metrics and traces are sent to, over OTLP with HTTP, such as http://127.0.0.1:4318; default: none.")]
    public string? Telemetry { get; init; }
}
