using System.ComponentModel;

namespace AgriCredit.Harness.Configuration;

/// <summary>How the dealer runs: the root of <c>dealer.json</c>. File names count from its folder.</summary>
/// <remarks>A dealer has no rows, gets no model and remembers nothing, so it needs no folder and no state.</remarks>
[Description("How the dealer of a federation over different columns runs. File names count from this file's folder.")]
internal sealed record DealerSection : IMemberSection
{
    [Description("The roster.")]
    public string Federation { get; init; } = MemberFiles.DefaultFederation;

    [Description("The terms that the parties have agreed to; a plan that differs is refused.")]
    public string Terms { get; init; } = MemberFiles.DefaultTerms;

    [Description("The dealer's private key, PEM, mode 0600.")]
    public string Key { get; init; } = MemberFiles.DefaultKey;

    [Description("A file, mode 0600, whose first line opens an encrypted key.")]
    public string? PasswordFile { get; init; }

    [Description("A collector of OpenTelemetry that metrics and traces are sent to, over OTLP with HTTP, such as http://127.0.0.1:4318; default: none.")]
    public string? Telemetry { get; init; }

    string? IMemberSection.State => null;

    string? IMemberSection.Output => null;
}
