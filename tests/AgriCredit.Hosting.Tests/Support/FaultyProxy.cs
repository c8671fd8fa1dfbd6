using System.Net;
using System.Net.Sockets;

namespace AgriCredit.Hosting.Tests.Support;

/// <summary>A bad line between parties and their coordinator: it delays, breaks off in the middle of messages, is cut for seconds, or falls silent. (What it would repeat or alter, TLS refuses.)</summary>
internal sealed class FaultyProxy : IAsyncDisposable
{
    private const int LongestPiece = 700;
    private const int LongestDelayMilliseconds = 15;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _connections = [];
    private readonly Lock _lock = new();
    private readonly Random _random;
    private readonly int _longestLife;
    private readonly Task _accepting;
    private CancellationTokenSource _cut = new();
    private TaskCompletionSource _silence = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isCut;
    private bool _isShortLived;
    private int _brokenOff;

    /// <summary>Begins to listen.</summary>
    /// <param name="seed">Of its faults.</param>
    /// <param name="longestLife">A connection breaks off after so many bytes at most, in both directions together; every other one already after a tenth of them at most.</param>
    public FaultyProxy(int seed, int longestLife)
    {
        _random = new Random(seed);
        _longestLife = longestLife;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Where the coordinator really listens.</summary>
    public int Target { get; set; }

    /// <summary>How many connections the proxy broke off.</summary>
    public int BrokenOff => Volatile.Read(ref _brokenOff);

    /// <summary>Cuts the line for a while: what is connected breaks off, and so does what connects meanwhile.</summary>
    public async Task CutAsync(TimeSpan duration)
    {
        CancellationTokenSource cut;
        lock (_lock)
        {
            _isCut = true;
            cut = _cut;
            _cut = new CancellationTokenSource();
        }

        await cut.CancelAsync();
        await Task.Delay(duration);
        lock (_lock)
        {
            _isCut = false;
        }
    }

    /// <summary>Forwards nothing more on what is connected now, and does not close it either: as a firewall that has forgotten a connection.</summary>
    public void FallSilent()
    {
        lock (_lock)
        {
            _silence.SetResult();
            _silence = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
        _stop.Dispose();
        _cut.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                _connections.Add(ServeAsync(await _listener.AcceptSocketAsync(_stop.Token)));
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException)
            {
                // The test is over, or the caller has gone again.
            }
        }
    }

    private async Task ServeAsync(Socket accepted)
    {
        await Task.Yield();
        using Socket party = accepted, coordinator = new(SocketType.Stream, ProtocolType.Tcp);
        CancellationTokenSource ends;
        Task silence;
        Life? life = null;
        lock (_lock)
        {
            ends = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, _cut.Token);
            silence = _silence.Task;
            if (_isCut)
            {
                ends.Cancel();
            }
        }

        try
        {
            await coordinator.ConnectAsync(IPAddress.Loopback, Target, ends.Token);
            life = NextLife();
            await Task.WhenAny(PumpAsync(party, coordinator, life, silence, ends.Token), PumpAsync(coordinator, party, life, silence, ends.Token));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
            // Cut, or nothing listens there.
        }

        if (life is { BytesLeft: <= 0 })
        {
            // With a reset, not in good order.
            party.LingerState = coordinator.LingerState = new LingerOption(enable: true, 0);
            Interlocked.Increment(ref _brokenOff);
        }

        await ends.CancelAsync();
        ends.Dispose();
    }

    /// <summary>How many break off must not hang on which piece of which connection comes first: every other life is short.</summary>
    private Life NextLife()
    {
        lock (_lock)
        {
            _isShortLived = !_isShortLived;
            return new Life { BytesLeft = _random.Next(_longestLife / 20, _isShortLived ? _longestLife / 10 : _longestLife) };
        }
    }

    /// <summary>Forwards piece by piece until an end closes, the line is cut or the connection's life is over.</summary>
    private async Task PumpAsync(Socket from, Socket to, Life life, Task silence, CancellationToken ends)
    {
        byte[] piece = new byte[LongestPiece];
        try
        {
            while (await from.ReceiveAsync(piece, ends) is > 0 and int count)
            {
                int delay;
                lock (_lock)
                {
                    delay = _random.Next(LongestDelayMilliseconds);
                }

                await Task.Delay(delay, ends);
                if (silence.IsCompleted)
                {
                    await Task.Delay(Timeout.Infinite, ends);
                }

                int left = Interlocked.Add(ref life.BytesLeft, -count);
                await to.SendAsync(piece.AsMemory(0, Math.Clamp(left + count, 0, count)), ends);
                if (left <= 0)
                {
                    return;
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // An end has gone, or the line was cut.
        }
    }

    private sealed class Life
    {
        public int BytesLeft;
    }
}
