using System.Text.Json;
using AgriCredit.Harness.CommandLine;

namespace AgriCredit.Harness.Hosting;

/// <summary>A member that another process has started: it tells that process what happens, and stops when that process is gone.</summary>
/// <remarks>The supervisor holds the other end of the standard input. Whatever ends it, even kill -9, closes that.</remarks>
internal sealed class Supervision : IDisposable
{
    private readonly ConsoleOutput _output;
    private readonly CancellationTokenSource _stop;
    private readonly TaskCompletionSource<string> _word = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();

    private Supervision(ConsoleOutput output, CancellationTokenSource stop)
    {
        _output = output;
        _stop = stop;
    }

    /// <summary>Cancelled by the user, or by the supervisor's end.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Starts watching.</summary>
    public static Supervision Start(ConsoleOutput output, CancellationToken cancellationToken)
    {
        var supervision = new Supervision(output, CancellationTokenSource.CreateLinkedTokenSource(cancellationToken));
        var watch = new Thread(supervision.Watch) { IsBackground = true, Name = "supervisor" };
        watch.Start();
        return supervision;
    }

    /// <summary>Tells the supervisor.</summary>
    public void Tell(MemberEvent what)
    {
        lock (_lock)
        {
            _output.WriteResult(JsonSerializer.Serialize(what, HostingJson.Default.MemberEvent));
        }
    }

    /// <summary>Says that all is ready, and waits until the supervisor says to begin: many processes on few processors start at very different speeds.</summary>
    /// <returns>The supervisor's word: for a party, where the coordinator listens.</returns>
    public async Task<string> WaitForWordAsync()
    {
        Tell(new MemberEvent { Ready = true });
        return await _word.Task.WaitAsync(Token);
    }

    public void Dispose() => _stop.Dispose();

    private void Watch()
    {
        using var input = new StreamReader(Console.OpenStandardInput());
        try
        {
            while (input.ReadLine() is { } word)
            {
                _word.TrySetResult(word);
            }
        }
        catch (IOException)
        {
        }

        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The member has ended by itself.
        }
    }
}
