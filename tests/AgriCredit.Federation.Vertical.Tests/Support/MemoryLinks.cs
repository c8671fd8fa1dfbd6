using System.Collections.Concurrent;
using System.Threading.Channels;
using AgriCredit.Privacy;
using Pipes = System.Threading.Channels.Channel;

namespace AgriCredit.Federation.Vertical.Tests;

/// <summary>Parties and dealer of a fit in one process; keeps what each role sees when asked to.</summary>
internal sealed class MemoryLinks : IDealtSink, IDealtSource
{
    private readonly ConcurrentDictionary<(int From, int To), Channel<(StepLabel Label, byte[] Bytes)>> _channels = new();
    private readonly Channel<(DealtLabel Label, byte[] Bytes)> _dealt = Pipes.CreateBounded<(DealtLabel, byte[])>(64);

    /// <summary>Bytes sent by each party, and by the dealer at -1.</summary>
    public ConcurrentDictionary<int, long> Sent { get; } = new();

    /// <summary>Messages sent by each party, and by the dealer at -1.</summary>
    public ConcurrentDictionary<int, int> Messages { get; } = new();

    /// <summary>Is told of every message before it is taken; may change it.</summary>
    public Action<int, int, StepLabel, byte[]>? Tap { get; init; }

    /// <summary>Is told of every dealt message; may change it.</summary>
    public Action<DealtLabel, byte[]>? DealtTap { get; init; }

    public IPeerLink Of(int party) => new Link(this, party);

    public async ValueTask WriteAsync(DealtLabel label, ReadOnlyMemory<byte> values, CancellationToken cancellationToken)
    {
        byte[] bytes = values.ToArray();
        DealtTap?.Invoke(label, bytes);
        Count(-1, bytes.Length);
        await _dealt.Writer.WriteAsync((label, bytes), cancellationToken);
    }

    public async ValueTask ReadAsync(DealtLabel label, Memory<byte> destination, CancellationToken cancellationToken)
    {
        (DealtLabel dealt, byte[] bytes) = await _dealt.Reader.ReadAsync(cancellationToken);
        Assert.Equal(label, dealt);
        Assert.Equal(destination.Length, bytes.Length);
        bytes.CopyTo(destination);
    }

    private sealed class Link(MemoryLinks links, int party) : IPeerLink
    {
        public async ValueTask SendAsync(int peer, StepLabel label, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
        {
            byte[] bytes = message.ToArray();
            links.Tap?.Invoke(party, peer, label, bytes);
            links.Count(party, bytes.Length);
            await links.Channel(party, peer).Writer.WriteAsync((label, bytes), cancellationToken);
        }

        public async ValueTask ReceiveAsync(int peer, StepLabel label, Memory<byte> destination, CancellationToken cancellationToken)
        {
            (StepLabel sent, byte[] bytes) = await links.Channel(peer, party).Reader.ReadAsync(cancellationToken);
            Assert.Equal(label, sent);
            Assert.Equal(destination.Length, bytes.Length);
            bytes.CopyTo(destination);
        }
    }

    private void Count(int sender, int bytes)
    {
        Sent.AddOrUpdate(sender, bytes, (_, sum) => sum + bytes);
        Messages.AddOrUpdate(sender, 1, (_, sum) => sum + 1);
    }

    private Channel<(StepLabel Label, byte[] Bytes)> Channel(int from, int to) =>
        _channels.GetOrAdd((from, to), _ => Pipes.CreateUnbounded<(StepLabel, byte[])>());
}
