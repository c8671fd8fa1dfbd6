using System.Threading.Channels;

namespace AgriCredit.Federation;

/// <summary>The messages of one sender that its receiver has not read yet. Closed, it still gives those that had arrived.</summary>
internal sealed class Inbox
{
    // A reader's own work must not run on the thread that brings everyone's messages: continuations are not synchronous.
    private readonly Channel<ReceivedMessage> _messages = Channel.CreateUnbounded<ReceivedMessage>(new UnboundedChannelOptions { SingleWriter = false });
    private readonly Action<int> _taken;
    private Func<Exception>? _closed;

    /// <param name="taken">Told the length of each message that is read.</param>
    public Inbox(Action<int> taken) => _taken = taken;

    public void Put(ReceivedMessage message) => _messages.Writer.TryWrite(message);

    /// <summary>There will be no more; the first reason stays.</summary>
    public void Close(Func<Exception> reason)
    {
        Interlocked.CompareExchange(ref _closed, reason, null);
        _messages.Writer.TryComplete();
    }

    public async ValueTask<ReceivedMessage> TakeAsync(CancellationToken cancellationToken)
    {
        try
        {
            ReceivedMessage message = await _messages.Reader.ReadAsync(cancellationToken);
            _taken(message.Length);
            return message;
        }
        catch (ChannelClosedException)
        {
            throw _closed!();
        }
    }
}
