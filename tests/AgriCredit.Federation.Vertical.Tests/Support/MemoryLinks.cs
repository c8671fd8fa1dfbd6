using System.Collections.Concurrent;
using System.Threading.Channels;
using AgriCredit.Privacy;
using Pipes = System.Threading.Channels.Channel;

namespace AgriCredit.Federation.Vertical.Tests;

/// <summary>Parties and dealer of a fit in one process; keeps what each role sees when asked to.</summary>
internal sealed class MemoryLinks : IDealtSink, IDealtSource
{
    // The dealer is not far ahead of the last party: what it deals is large.
    private const int MostDealtAhead = 64;

    private readonly ConcurrentDictionary<(int From, int To), Channel<(StepLabel Label, byte[] Bytes)>> _channels = new();
    private readonly Channel<(DealtLabel Label, byte[] Bytes)> _dealt = Pipes.CreateBounded<(DealtLabel, byte[])>(MostDealtAhead);

    /// <summary>Bytes sent by each party, and by the dealer at -1.</summary>
    public ConcurrentDictionary<int, long> Sent { get; } = new();

    /// <summary>Messages sent by each party, and by the dealer at -1.</summary>
    public ConcurrentDictionary<int, int> Messages { get; } = new();

    /// <summary>Is told of every message before it is taken; may change it.</summary>
    public Action<int, int, StepLabel, byte[]>? Tap { get; init; }

    /// <summary>Is told of every dealt message; may change it.</summary>
    public Action<DealtLabel, byte[]>? DealtTap { get; init; }

    /// <summary>A party's end.</summary>
    public IPeerLink Of(int party) => new Link(this, party);

    /// <inheritdoc/>
    public async ValueTask WriteAsync(DealtLabel label, ReadOnlyMemory<byte> values, CancellationToken cancellationToken)
    {
        byte[] bytes = values.ToArray();
        OnDealt(label, bytes);
        await _dealt.Writer.WriteAsync((label, bytes), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask ReadAsync(DealtLabel label, Memory<byte> destination, CancellationToken cancellationToken)
    {
        (DealtLabel dealt, byte[] bytes) = await _dealt.Reader.ReadAsync(cancellationToken);
        Take(dealt, label, bytes, destination);
    }

    private void OnSent(int from, int to, StepLabel label, byte[] bytes)
    {
        Tap?.Invoke(from, to, label, bytes);
        Count(from, bytes.Length);
    }

    private void OnDealt(DealtLabel label, byte[] bytes)
    {
        DealtTap?.Invoke(label, bytes);
        Count(-1, bytes.Length);
    }

    private void Count(int sender, int bytes)
    {
        Sent.AddOrUpdate(sender, bytes, (_, sum) => sum + bytes);
        Messages.AddOrUpdate(sender, 1, (_, sum) => sum + 1);
    }

    private static void Take<TLabel>(TLabel sent, TLabel expected, byte[] bytes, Memory<byte> destination)
        where TLabel : IEquatable<TLabel>
    {
        if (!sent.Equals(expected) || bytes.Length != destination.Length)
        {
            throw new InvalidOperationException($"Expected {destination.Length} bytes of {expected}, got {bytes.Length} of {sent}.");
        }

        bytes.CopyTo(destination);
    }

    private Channel<(StepLabel Label, byte[] Bytes)> Between(int from, int to) => _channels.GetOrAdd((from, to), _ => Pipes.CreateUnbounded<(StepLabel, byte[])>());

    private sealed class Link(MemoryLinks links, int party) : IPeerLink
    {
        public async ValueTask SendAsync(int peer, StepLabel label, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
        {
            byte[] bytes = message.ToArray();
            links.OnSent(party, peer, label, bytes);
            await links.Between(party, peer).Writer.WriteAsync((label, bytes), cancellationToken);
        }

        public async ValueTask ReceiveAsync(int peer, StepLabel label, Memory<byte> destination, CancellationToken cancellationToken)
        {
            (StepLabel sent, byte[] bytes) = await links.Between(peer, party).Reader.ReadAsync(cancellationToken);
            Take(sent, label, bytes, destination);
        }
    }
}
