using System.ComponentModel;

namespace AgriCredit.Harness.Configuration;

/// <summary>How one party runs: the root of <c>party.json</c>. File names count from its folder.</summary>
[Description("How one party of a federation runs. File names count from this file's folder.")]
internal sealed record PartySection : IMemberSection
{
    [Description("The party's id in the federation.")]
    public required string Party { get; init; }

    [Description("The roster.")]
    public string Federation { get; init; } = MemberFiles.DefaultFederation;

    [Description("The terms that the party has agreed to; a plan that differs is refused.")]
    public string Terms { get; init; } = MemberFiles.DefaultTerms;

    [Description("The party's private key, PEM, mode 0600.")]
    public string Key { get; init; } = MemberFiles.DefaultKey;

    [Description("A file, mode 0600, whose first line opens an encrypted key.")]
    public string? PasswordFile { get; init; }

    [Description("Where the party remembers sessions over restarts: a file of its own, mode 0600.")]
    public string State { get; init; } = MemberFiles.DefaultState;

    public required PartyData Data { get; init; }

    [Description("With terms for different columns: how applicants are scored together.")]
    public ScoringSection? Scoring { get; init; }

    [Description("The folder for models; each session gets one of its own in it.")]
    public string Output { get; init; } = MemberFiles.DefaultOutput;

    [Description("A collector of OpenTelemetry that metrics and traces are sent to, over OTLP with HTTP, such as http://127.0.0.1:4318; default: none.")]
    public string? Telemetry { get; init; }
}
