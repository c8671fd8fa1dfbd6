namespace AgriCredit.Federation;

/// <summary>Counts what passes through another channel, whatever its transport.</summary>
/// <remarks>Thread-safe. Disposing of it disposes of the channel within.</remarks>
public sealed class CountedMemberChannel : IMemberChannel
{
    private readonly IMemberChannel _channel;
    private long _messagesSent;
    private long _bytesSent;
    private long _bytesReceived;

    /// <summary>Counts a channel's messages from now on.</summary>
    /// <param name="channel">The channel to pass everything on to.</param>
    public CountedMemberChannel(IMemberChannel channel)
    {
        ArgumentNullException.ThrowIfNull(channel);
        _channel = channel;
    }

    /// <inheritdoc/>
    public PartyId Self => _channel.Self;

    /// <summary>Messages and their bytes, without the transport's own: sent when taken over, received when read.</summary>
    public Traffic Traffic => new(Interlocked.Read(ref _messagesSent), Interlocked.Read(ref _bytesSent), Interlocked.Read(ref _bytesReceived));

    /// <inheritdoc/>
    public async ValueTask SendAsync(PartyId receiver, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        await _channel.SendAsync(receiver, message, cancellationToken);
        Interlocked.Increment(ref _messagesSent);
        Interlocked.Add(ref _bytesSent, message.Length);
    }

    /// <inheritdoc/>
    public async ValueTask<ReceivedMessage> ReceiveAsync(PartyId sender, CancellationToken cancellationToken)
    {
        ReceivedMessage message = await _channel.ReceiveAsync(sender, cancellationToken);
        Interlocked.Add(ref _bytesReceived, message.Length);
        return message;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _channel.DisposeAsync();
}
