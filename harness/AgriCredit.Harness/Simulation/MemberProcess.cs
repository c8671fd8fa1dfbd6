using System.Diagnostics;
using System.Text.Json;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Hosting;

namespace AgriCredit.Harness.Simulation;

/// <summary>A member in a process of its own, which ends when this one lets go of it.</summary>
internal sealed class MemberProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly string _name;
    private readonly Process _process;
    private readonly Task _reading;
    private readonly Task<string> _messages;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<MemberOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action<int>? _roundFinished;

    private MemberProcess(string name, Process process, Action<int>? roundFinished)
    {
        _name = name;
        _process = process;
        _roundFinished = roundFinished;
        _messages = process.StandardError.ReadToEndAsync();
        _reading = ReadAsync();
    }

    /// <summary>Completes when it waits for <see cref="Begin"/>; faults when it ends before.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Where it listens; faults when it ends before.</summary>
    public Task<string> Listening => _listening.Task;

    /// <summary>How its session ended; faults when the process ends without saying.</summary>
    public Task<MemberOutcome> Outcome => _outcome.Task;

    /// <summary>Starts a member.</summary>
    /// <param name="name">Names it in messages.</param>
    /// <param name="arguments">Its command line.</param>
    /// <param name="roundFinished">Is told of every finished round of training.</param>
    /// <param name="compilesOnce">Whether methods are compiled once, when they are first used: a start takes longer, but a session of a second or two does not share its processors with a compiler that does all again.</param>
    public static MemberProcess Start(string name, IReadOnlyList<string> arguments, Action<int>? roundFinished = null, bool compilesOnce = false)
    {
        ProcessStartInfo start = OwnProgram.Start([.. arguments, "--supervised"]);

        // The runtime's sockets for debuggers would stay behind where a process has to be ended.
        start.Environment.TryAdd("DOTNET_EnableDiagnostics", "0");
        if (compilesOnce)
        {
            start.Environment.TryAdd("DOTNET_TieredCompilation", "0");
        }

        return new MemberProcess(name, Process.Start(start)!, roundFinished);
    }

    /// <summary>Tells it to begin.</summary>
    /// <param name="word">For a party, where the coordinator listens.</param>
    public void Begin(string word)
    {
        try
        {
            _process.StandardInput.WriteLine(word);
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It has ended; its outcome says why.
        }
    }

    /// <summary>Ends the process, if it still runs: first by closing its input, then for good.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended before it read all.
        }

        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        await _reading;
        _process.Dispose();

        // Nobody may have waited for these.
        _ = _ready.Task.Exception;
        _ = _listening.Task.Exception;
        _ = _outcome.Task.Exception;
    }

    private async Task ReadAsync()
    {
        string? unreadable = null;
        try
        {
            await ReadEventsAsync();
        }
        catch (JsonException exception)
        {
            unreadable = $" It wrote what is not an event: {exception.Message}";
        }

        if (unreadable is not null)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        string messages = (await _messages).Trim();
        var failure = new HarnessException(
            Enum.IsDefined((ExitCode)_process.ExitCode) && _process.ExitCode != 0 ? (ExitCode)_process.ExitCode : ExitCode.Failed,
            $"The process of {_name} ended with exit code {_process.ExitCode}: {messages}{unreadable}");
        _ready.TrySetException(failure);
        _listening.TrySetException(failure);
        _outcome.TrySetException(failure);
    }

    private async Task ReadEventsAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            MemberEvent what = JsonSerializer.Deserialize(line, HostingJson.Default.MemberEvent)!;
            if (what.Ready is not null)
            {
                _ready.TrySetResult();
            }
            else if (what.Listening is { } address)
            {
                _listening.TrySetResult(address);
            }
            else if (what.Round is { } round)
            {
                _roundFinished?.Invoke(round);
            }
            else if (what.Outcome is { } outcome)
            {
                _outcome.TrySetResult(outcome);
            }
        }
    }
}
