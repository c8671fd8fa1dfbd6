using AgriCredit.Privacy;

namespace AgriCredit.Federation.Vertical;

/// <summary>The members of a session by their places in a fit.</summary>
internal sealed class PlacedLink : IPeerLink, IDealtSource, IDealtSink
{
    private readonly SecureLink _link;
    private readonly IReadOnlyList<PartyId> _parties;
    private readonly PartyId _dealer;

    public PlacedLink(SecureLink link, IReadOnlyList<PartyId> parties, PartyId dealer)
    {
        _link = link;
        _parties = parties;
        _dealer = dealer;
    }

    public ValueTask SendAsync(int peer, StepLabel label, ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
        _link.SendAsync(_parties[peer], label, message, cancellationToken);

    public ValueTask ReceiveAsync(int peer, StepLabel label, Memory<byte> destination, CancellationToken cancellationToken) =>
        _link.ReceiveAsync(_parties[peer], label, destination, cancellationToken);

    public ValueTask ReadAsync(DealtLabel label, Memory<byte> destination, CancellationToken cancellationToken) =>
        _link.ReceiveAsync(_dealer, Step(label), destination, cancellationToken);

    public ValueTask WriteAsync(DealtLabel label, ReadOnlyMemory<byte> values, CancellationToken cancellationToken) =>
        _link.SendAsync(_parties[^1], Step(label), values, cancellationToken);

    private static StepLabel Step(DealtLabel label) => new(JointStep.Dealt + (int)label.Operation, label.Pass, label.Item, label.Block);
}
