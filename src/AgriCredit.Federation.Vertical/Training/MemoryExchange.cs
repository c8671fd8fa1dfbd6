using System.Collections.Concurrent;
using System.Threading.Channels;
using AgriCredit.Privacy;
using Pipes = System.Threading.Channels.Channel;

namespace AgriCredit.Federation.Vertical;

/// <summary>Carries the messages of a fit whose parties and dealer are in one process.</summary>
internal class MemoryExchange : IDealtSink, IDealtSource
{
    // The dealer is not far ahead of the last party: what it deals is large.
    private const int MostDealtAhead = 64;

    private readonly ConcurrentDictionary<(int From, int To), Channel<(StepLabel Label, byte[] Bytes)>> _channels = new();
    private readonly Channel<(DealtLabel Label, byte[] Bytes)> _dealt = Pipes.CreateBounded<(DealtLabel, byte[])>(MostDealtAhead);

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

    /// <summary>Is told of a party's message before it is taken.</summary>
    protected virtual void OnSent(int from, int to, StepLabel label, byte[] bytes)
    {
    }

    /// <summary>Is told of a dealt message before it is taken.</summary>
    protected virtual void OnDealt(DealtLabel label, byte[] bytes)
    {
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

    private sealed class Link(MemoryExchange exchange, int party) : IPeerLink
    {
        public async ValueTask SendAsync(int peer, StepLabel label, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
        {
            byte[] bytes = message.ToArray();
            exchange.OnSent(party, peer, label, bytes);
            await exchange.Between(party, peer).Writer.WriteAsync((label, bytes), cancellationToken);
        }

        public async ValueTask ReceiveAsync(int peer, StepLabel label, Memory<byte> destination, CancellationToken cancellationToken)
        {
            (StepLabel sent, byte[] bytes) = await exchange.Between(peer, party).Reader.ReadAsync(cancellationToken);
            Take(sent, label, bytes, destination);
        }
    }
}
