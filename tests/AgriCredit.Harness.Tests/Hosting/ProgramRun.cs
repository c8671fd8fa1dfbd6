using System.Diagnostics;
using AgriCredit.Harness.Simulation;

namespace AgriCredit.Harness.Tests.Hosting;

/// <summary>The built command line as a process of its own.</summary>
internal sealed class ProgramRun : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly Process _process;
    private readonly Task<string> _results;
    private readonly Task<string> _messages;

    private ProgramRun(Process process)
    {
        _process = process;
        _results = process.StandardOutput.ReadToEndAsync();
        _messages = process.StandardError.ReadToEndAsync();
    }

    public int Id => _process.Id;

    public static ProgramRun StartIn(string? temporaryFolder, params string[] args)
    {
        ProcessStartInfo start = OwnProgram.Start(args);
        if (temporaryFolder is not null)
        {
            start.Environment["TMPDIR"] = temporaryFolder;
        }

        return new ProgramRun(Process.Start(start)!);
    }

    public static ProgramRun Start(params string[] args) => StartIn(temporaryFolder: null, args);

    public async Task<(int ExitCode, string Results, string Messages)> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return (_process.ExitCode, await _results, await _messages);
    }

    public void Kill() => _process.Kill();

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
