using System.Diagnostics;
using System.Globalization;

namespace AgriCredit.Hosting.Tests.Support;

/// <summary>The built command line as a process of its own, perhaps with a fault that is to befall it.</summary>
internal sealed class ProgramRun : IDisposable
{
    private const string FaultVariable = "AGRICREDIT_TEST_FAULT";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "agricredit");
    private static readonly string Hook = Path.Combine(AppContext.BaseDirectory, "AgriCredit.FaultInjection.dll");
    private readonly Process _process;
    private readonly Task<string> _results;
    private readonly Task _reading;
    private readonly List<string> _messages = [];

    private ProgramRun(Process process)
    {
        _process = process;
        _results = process.StandardOutput.ReadToEndAsync();
        _reading = ReadAsync();
    }

    /// <summary>Starts it.</summary>
    /// <param name="fault">What is to befall it; null for nothing.</param>
    /// <param name="args">Its command line.</param>
    public static ProgramRun Start(string? fault, IReadOnlyList<string> args)
    {
        bool builtAsProgram = File.Exists(Program);
        var start = new ProcessStartInfo(builtAsProgram ? Program : "dotnet", builtAsProgram ? args : [Program + ".dll", .. args])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (fault is not null)
        {
            start.Environment["DOTNET_STARTUP_HOOKS"] = Hook;
            start.Environment[FaultVariable] = fault;
        }

        return new ProgramRun(Process.Start(start)!);
    }

    public static async Task<ProgramEnd> RunAsync(params string[] args)
    {
        using ProgramRun run = Start(fault: null, args);
        return await run.EndAsync();
    }

    public async Task<ProgramEnd> EndAsync()
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(Patience);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"Still running: {Messages}", exception);
        }

        await _reading;
        return new ProgramEnd(_process.ExitCode, await _results, Messages);
    }

    /// <summary>Waits until it has written such a line on the standard error, or as many.</summary>
    public Task WaitForMessageAsync(Func<string, bool> isIt, int times = 1) => WaitAsync(
        () =>
        {
            lock (_messages)
            {
                return _messages.Count(isIt) >= times;
            }
        });

    /// <summary>Waits until a signal has stopped it, as the kernel sees it.</summary>
    public Task WaitUntilPausedAsync() => WaitAsync(() => File.ReadAllText($"/proc/{_process.Id}/stat").Split(')')[^1].TrimStart().StartsWith('T'));

    /// <summary>Sends a signal, by its name without SIG.</summary>
    public void Signal(string name)
    {
        using Process kill = Process.Start("kill", ["-s", name, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private string Messages
    {
        get
        {
            lock (_messages)
            {
                return string.Concat(_messages.Select(line => line + "\n"));
            }
        }
    }

    private async Task WaitAsync(Func<bool> holds)
    {
        for (var waited = Stopwatch.StartNew(); !holds(); await Task.Delay(20))
        {
            Assert.False(_process.HasExited, $"It ended with {(_process.HasExited ? _process.ExitCode : 0)}: {Messages}");
            Assert.True(waited.Elapsed < Patience, $"Waited in vain: {Messages}");
        }
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            lock (_messages)
            {
                _messages.Add(line);
            }
        }
    }
}
