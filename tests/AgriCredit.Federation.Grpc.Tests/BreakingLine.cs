using System.Net;
using System.Net.Sockets;

namespace AgriCredit.Federation.Grpc.Tests;

/// <summary>A line that breaks its first connection after a while, refuses some more, and is then mended.</summary>
internal sealed class BreakingLine : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _mended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Task> _connections = [];
    private readonly int _target;
    private readonly Task _accepting;

    public BreakingLine(int target, TimeSpan life, int refused)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync(life, refused);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Ends when nothing will break any more.</summary>
    public Task Mended => _mended.Task;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Stop();
        await Task.WhenAll(_connections);
        _stop.Dispose();
    }

    private async Task AcceptAsync(TimeSpan life, int refused)
    {
        try
        {
            await ForwardAsync(await _listener.AcceptSocketAsync(_stop.Token), life);
            for (int i = 0; i < refused; i++)
            {
                (await _listener.AcceptSocketAsync(_stop.Token)).Close(0);
            }

            _mended.SetResult();
            while (true)
            {
                _connections.Add(ForwardAsync(await _listener.AcceptSocketAsync(_stop.Token), Timeout.InfiniteTimeSpan));
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
