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
    /// <param name="label">Where it belongs.</param>
    /// <param name="part">This party's part; receives the sum.</param>
    /// <param name="received">Working memory of the same length.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public ValueTask OpenAsync(StepLabel label, ulong[] part, ulong[] received, CancellationToken cancellationToken) =>
        ExchangeAsync(label, _ => part.AsBytes(), received.AsBytes(), () => RingVector.Add(received, part), cancellationToken);

    /// <summary>Opens a value modulo 2^32.</summary>
    public ValueTask OpenAsync(StepLabel label, uint[] part, uint[] received, CancellationToken cancellationToken) =>
        ExchangeAsync(label, _ => part.AsBytes(), received.AsBytes(), () => RingVector.Add(received, part), cancellationToken);

    /// <summary>Sends each peer a message of its own, or nothing, and adds theirs to a sum.</summary>
    /// <param name="label">Where it belongs.</param>
    /// <param name="outgoing">The message to a peer; empty for none.</param>
    /// <param name="sum">Receives the sum; empty where no peer sends this party anything.</param>
    /// <param name="received">Working memory of the same length.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="only">The one party that sends; null where all do.</param>
    public ValueTask SumAsync(StepLabel label, Func<int, ulong[]> outgoing, ulong[] sum, ulong[] received, CancellationToken cancellationToken, int? only = null) =>
        ExchangeAsync(label, peer => outgoing(peer).AsBytes(), received.AsBytes(), () => RingVector.Add(received, sum), cancellationToken, only);

    /// <summary>Sends to all peers while receiving from them, so that no two wait for each other's buffers.</summary>
    private async ValueTask ExchangeAsync(StepLabel label, Func<int, Memory<byte>> outgoing, Memory<byte> incoming, Action take, CancellationToken cancellationToken, int? only = null)
    {
        Rounds++;

        // What is sent must not change before it has gone: taking over waits for the sends.
        Task sent = Sends(_own) ? Task.WhenAll(Peers.Select(peer => SendAsync(peer, label, outgoing(peer), cancellationToken))) : Task.CompletedTask;
        foreach (int peer in Peers.Where(peer => !incoming.IsEmpty && Sends(peer)))
        {
            await _link.ReceiveAsync(peer, label, incoming, cancellationToken);
            await sent;
            take();
        }

        await sent;

        bool Sends(int party) => (only ?? party) == party;
    }

    private async Task SendAsync(int peer, StepLabel label, Memory<byte> message, CancellationToken cancellationToken)
    {
        if (!message.IsEmpty)
        {
            await _link.SendAsync(peer, label, message, cancellationToken);
        }
    }
}
