using System.Collections.Concurrent;

namespace AgriCredit.Federation.Vertical.Tests;

/// <summary>A member's channel over a relay that lies: what arrives in place of its messages is up to a test.</summary>
internal sealed class TamperedChannel(IMemberChannel inner, TamperedChannel.Change change) : IMemberChannel
{
    private readonly ConcurrentDictionary<PartyId, int> _sent = new();

    /// <summary>What arrives in place of the number-th message (from 0) from one member to another.</summary>
    public delegate IReadOnlyList<byte[]> Change(PartyId from, PartyId to, int number, byte[] message);

    public PartyId Self => inner.Self;

    public async ValueTask SendAsync(PartyId receiver, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        int number = _sent.AddOrUpdate(receiver, 0, (_, sent) => sent + 1);
        foreach (byte[] arriving in change(Self, receiver, number, message.ToArray()))
        {
            await inner.SendAsync(receiver, arriving, cancellationToken);
        }
    }

    public ValueTask<ReceivedMessage> ReceiveAsync(PartyId sender, CancellationToken cancellationToken) => inner.ReceiveAsync(sender, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
