using System.Net;
using System.Net.Sockets;

namespace AgriCredit.Federation.Grpc.Tests;

/// <summary>A line that breaks its first connection after a while and refuses every other until it is mended.</summary>
internal sealed class BreakingLine : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _mended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Task> _connections = [];
    private readonly int _target;
    private readonly Task _accepting;

    public BreakingLine(int target, TimeSpan life)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync(life);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Ends when the line is mended.</summary>
    public Task Mended => _mended.Task;

    /// <summary>From now on every connection is let through.</summary>
    public void Mend() => _mended.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Stop();
        await Task.WhenAll(_connections);
        _stop.Dispose();
    }

    private async Task AcceptAsync(TimeSpan life)
    {
        try
        {
            await ForwardAsync(await _listener.AcceptSocketAsync(_stop.Token), life);
            while (true)
            {
                Socket party = await _listener.AcceptSocketAsync(_stop.Token);
                if (_mended.Task.IsCompleted)
                {
                    _connections.Add(ForwardAsync(party, Timeout.InfiniteTimeSpan));
                }
                else
                {
                    party.Close(0);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task ForwardAsync(Socket party, TimeSpan life)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        ends.CancelAfter(life);
        using var coordinator = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await coordinator.ConnectAsync(IPAddress.Loopback, _target, ends.Token);
        using var left = new NetworkStream(party);
        using var right = new NetworkStream(coordinator);
        await Task.WhenAny(left.CopyToAsync(right, ends.Token), right.CopyToAsync(left, ends.Token));
        party.Close(0);
        coordinator.Close(0);
    }
}
