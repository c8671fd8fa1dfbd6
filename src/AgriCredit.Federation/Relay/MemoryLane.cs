namespace AgriCredit.Federation;

/// <summary>One direction between two members of a <see cref="MemoryRelay"/>.</summary>
#pragma warning disable CA1001 // A semaphore whose wait handle nobody asks for holds nothing to dispose of, and a sender may still be waiting for it.
internal sealed class MemoryLane
#pragma warning restore CA1001
{
    private readonly SemaphoreSlim _order = new(1);
    private readonly ByteWindow _window = new(MemberChannel.Window);
    private readonly Inbox _inbox;

    public MemoryLane() => _inbox = new Inbox(length => _window.Leave(length + MemberChannel.Overhead));

    public async ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        await _order.WaitAsync(cancellationToken);
        try
        {
            await _window.EnterAsync(message.Length + MemberChannel.Overhead, cancellationToken);
            _inbox.Put(ReceivedMessage.CopyOf(message.Span));
        }
        finally
        {
            _order.Release();
        }
    }

    public ValueTask<ReceivedMessage> ReceiveAsync(CancellationToken cancellationToken) => _inbox.TakeAsync(cancellationToken);

    public void CloseSending(Func<Exception> reason) => _window.Close(reason);

    public void CloseReceiving(Func<Exception> reason) => _inbox.Close(reason);
}
