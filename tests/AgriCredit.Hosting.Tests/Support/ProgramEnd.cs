using System.Text.Json;

namespace AgriCredit.Hosting.Tests.Support;

/// <summary>How a process ended, and what it wrote.</summary>
internal sealed class ProgramEnd
{
    /// <summary>128 + SIGKILL.</summary>
    private const int KilledCode = 137;

    private readonly byte[]? _model;

    public ProgramEnd(int exitCode, string results, string messages)
    {
        ExitCode = exitCode;
        Results = results;
        Messages = messages;

        // Read at once: the test's folder does not outlive it.
        _model = results.StartsWith('{') && Outcome.TryGetProperty("model", out JsonElement path) && path.ValueKind == JsonValueKind.String ? File.ReadAllBytes(path.GetString()!) : null;
    }

    public int ExitCode { get; }

    public string Results { get; }

    public string Messages { get; }

    public bool WasKilled => ExitCode == KilledCode;

    /// <summary>The outcome that a member prints with --json.</summary>
    public JsonElement Outcome => Results.Length > 0 ? JsonDocument.Parse(Results).RootElement : throw new InvalidOperationException($"No outcome, exit code {ExitCode}: {Messages}");

    /// <summary>The named reason of a session without a model; null when there is a model.</summary>
    public string? Reason => Outcome.TryGetProperty("failure", out JsonElement failure) ? failure.GetProperty("reason").GetString() : null;

    /// <summary>The model file.</summary>
    public byte[] Model => _model ?? throw new InvalidOperationException($"No model, exit code {ExitCode}: {Results}{Messages}");

    public override string ToString() => $"Exit code {ExitCode}: {Results}{Messages}";
}
