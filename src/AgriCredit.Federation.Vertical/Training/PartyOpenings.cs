using System.Runtime.InteropServices;
using AgriCredit.Privacy;

namespace AgriCredit.Federation.Vertical;

/// <summary>Adds up what the parties open to each other.</summary>
internal sealed class PartyOpenings
{
    private readonly IPeerLink _link;
    private readonly int _parties;
    private readonly int _own;

    public PartyOpenings(IPeerLink link, int parties, int own)
    {
        _link = link;
        _parties = parties;
        _own = own;
    }

    /// <summary>How often this party has waited for the others.</summary>
    public int Rounds { get; private set; }

    private IEnumerable<int> Peers => Enumerable.Range(0, _parties).Where(party => party != _own);

    /// <summary>Opens a value: every party's part is replaced by the sum of all.</summary>
    public async ValueTask OpenAsync(StepLabel label, Memory<ulong> part, CancellationToken cancellationToken)
    {
        ulong[] received = new ulong[part.Length];
        await ExchangeAsync(label, _ => part.AsBytes(), received.AsBytes(), () => RingVector.Add(received, part.Span), cancellationToken);
    }

    /// <summary>Opens a value modulo 2^32.</summary>
    public async ValueTask OpenAsync(StepLabel label, Memory<uint> part, CancellationToken cancellationToken)
    {
        uint[] received = new uint[part.Length];
        await ExchangeAsync(label, _ => part.AsBytes(), received.AsBytes(), () => RingVector.Add(received, part.Span), cancellationToken);
    }

    /// <summary>Sends each peer a message of its own; returns the sum of theirs.</summary>
    public async ValueTask<ulong[]> SumAsync(StepLabel label, Func<int, ulong[]> outgoing, int length, CancellationToken cancellationToken)
    {
        ulong[] sum = new ulong[length];
        ulong[] received = new ulong[length];
        await ExchangeAsync(label, peer => outgoing(peer).AsBytes(), received.AsBytes(), () => RingVector.Add(received, sum), cancellationToken);
        return sum;
    }

    /// <summary>Sends to all peers while receiving from them, so that no two wait for each other's buffers.</summary>
    private async ValueTask ExchangeAsync(StepLabel label, Func<int, Memory<byte>> outgoing, Memory<byte> incoming, Action take, CancellationToken cancellationToken)
    {
        Rounds++;

        // What is sent must not change before it has gone: taking over waits for the sends.
        Task sent = Task.WhenAll(Peers.Select(peer => SendAsync(peer, label, outgoing(peer), cancellationToken)));
        foreach (int peer in Peers)
        {
            if (!incoming.IsEmpty)
            {
                await _link.ReceiveAsync(peer, label, incoming, cancellationToken);
            }

            await sent;
            take();
        }
    }

    private async Task SendAsync(int peer, StepLabel label, Memory<byte> message, CancellationToken cancellationToken)
    {
        if (!message.IsEmpty)
        {
            await _link.SendAsync(peer, label, message, cancellationToken);
        }
    }
}
