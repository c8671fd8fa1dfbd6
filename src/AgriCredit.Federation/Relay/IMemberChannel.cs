namespace AgriCredit.Federation;

/// <summary>Carries a member's messages to and from the others, in order from each sender. Unverified and unencrypted: the layer above does both, end to end.</summary>
/// <remarks>
/// One channel is one stay of a member at the relay. Two stays meet when both are there, and for good: a member that left and came back is a fresh one, which talks with the
/// fresh stays of the others only, and nothing sent in an earlier stay reaches a later one. Thread-safe: sends to one receiver are taken in the order of the calls;
/// one <see cref="ReceiveAsync"/> a sender at a time.
/// </remarks>
public interface IMemberChannel : IAsyncDisposable
{
    /// <summary>The member whose channel this is.</summary>
    PartyId Self { get; }

    /// <summary>Sends a message. Returns when it is taken over, so that its bytes may be used again; not when it has arrived.</summary>
    /// <param name="receiver">Another member, who need not have joined yet.</param>
    /// <param name="message">0 to <see cref="MemberChannel.MessageLimit"/> bytes.</param>
    /// <param name="cancellationToken">Stops waiting. If a part of the message is on its way already, the channel is closed: its receiver could not tell where the next begins.</param>
    /// <exception cref="ArgumentException">The message is too large, or the receiver is no other member.</exception>
    /// <exception cref="MemberLostException">The receiver has left, or the relay is lost.</exception>
    /// <remarks>
    /// Back-pressure: waits while <see cref="MemberChannel.Window"/> bytes or more wait for this receiver. A message of any size starts below that, so two members that
    /// are both there may each send one message, however large, before they read the other's.
    /// </remarks>
    ValueTask SendAsync(PartyId receiver, ReadOnlyMemory<byte> message, CancellationToken cancellationToken);

    /// <summary>Waits for the next message of a member, also for one that has not joined yet.</summary>
    /// <param name="sender">Another member.</param>
    /// <param name="cancellationToken">Stops waiting; no message is lost.</param>
    /// <returns>The message, the caller's own; to be disposed of when it is read.</returns>
    /// <exception cref="ArgumentException">The sender is no other member.</exception>
    /// <exception cref="MemberLostException">The sender has left, or the relay is lost, and all that had arrived before is read.</exception>
    ValueTask<ReceivedMessage> ReceiveAsync(PartyId sender, CancellationToken cancellationToken);
}
