using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using AgriCredit.Privacy;

namespace AgriCredit.Federation.Vertical;

/// <summary>A member's sealed messages to and from the others of a session, over a channel that is not trusted.</summary>
/// <remarks>
/// Every message is one or several pieces of 1,048,512 bytes at most, so that a piece is still in the cache when it is opened; a piece is a kind byte and a sealed content. Its label holds the step, the piece's place, whether it is the last and the session's context, which
/// is H(plan) at first and later covers the shape of the fit. A refusal has a stream of its own, so that it can be read whatever else was awaited.
/// </remarks>
internal sealed class SecureLink : IDisposable
{
    private const int LargestPiece = (1 << 20) - 64;
    private const int LargestMessage = 64 << 20;
    private const int Header = 1;
    private const byte LastPiece = 0;
    private const byte Refusal = 1;
    private const byte Piece = 2;
    private const int LabelLength = 24 + SHA256.HashSizeInBytes;
    private static readonly TimeSpan RefusalPatience = TimeSpan.FromSeconds(2);
    private readonly Dictionary<PartyId, Peer> _peers = [];
    private readonly IMemberChannel _channel;
    private readonly TimeSpan _patience;
    private readonly TimeProvider _clock;
    private readonly Func<PartyId, ReadOnlyMemory<byte>, JointException?>? _readLateRefusal;
    private byte[] _context;

    /// <summary>Derives the keys of every pair.</summary>
    /// <param name="channel">How messages reach the others.</param>
    /// <param name="secrets">The secret shared with each other member; the caller keeps owning them.</param>
    /// <param name="session">The session's id.</param>
    /// <param name="context">H(plan).</param>
    /// <param name="patience">How long a message may be awaited.</param>
    /// <param name="clock">Measures it.</param>
    /// <param name="readLateRefusal">Reads a refusal that was signed before its sender had the keys; null where there is none.</param>
    public SecureLink(
        IMemberChannel channel, IReadOnlyDictionary<PartyId, SecretBytes> secrets, ReadOnlySpan<byte> session, byte[] context, TimeSpan patience, TimeProvider clock, Func<PartyId, ReadOnlyMemory<byte>, JointException?>? readLateRefusal = null)
    {
        _channel = channel;
        _context = context;
        _patience = patience;
        _clock = clock;
        _readLateRefusal = readLateRefusal;
        foreach ((PartyId peer, SecretBytes secret) in secrets)
        {
            _peers.Add(peer, new Peer(secret, session, channel.Self.Value, peer.Value));
        }
    }

    /// <summary>Makes all later messages depend on something that both ends must have in common.</summary>
    public void Bind(ReadOnlySpan<byte> agreed) => _context = SHA256.HashData([.. _context, .. SHA256.HashData(agreed)]);

    /// <summary>Sends a message; its bytes may be reused when this returns.</summary>
    /// <exception cref="JointException">The receiver has left.</exception>
    public async ValueTask SendAsync(PartyId receiver, StepLabel label, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        Peer peer = _peers[receiver];
        for (int start = 0; start == 0 || start < message.Length; start += LargestPiece)
        {
            ReadOnlyMemory<byte> piece = message.Slice(start, Math.Min(LargestPiece, message.Length - start));
            byte kind = start + piece.Length == message.Length ? LastPiece : Piece;
            await SendAsync(receiver, peer.Outgoing, kind, Label(label, start, kind), piece, cancellationToken);
        }
    }

    /// <summary>Receives a message of exactly a length.</summary>
    /// <exception cref="JointException">The sender has left, refused, sent something else, or nothing in time.</exception>
    public async ValueTask ReceiveAsync(PartyId sender, StepLabel label, Memory<byte> destination, CancellationToken cancellationToken, TimeSpan? patience = null)
    {
        for (int start = 0; start == 0 || start < destination.Length; start += LargestPiece)
        {
            Memory<byte> piece = destination.Slice(start, Math.Min(LargestPiece, destination.Length - start));
            byte kind = start + piece.Length == destination.Length ? LastPiece : Piece;
            using ReceivedMessage frame = await ReceiveFrameAsync(sender, label, patience ?? _patience, cancellationToken);
            Open(sender, label, start, kind, frame, piece.Span);
        }
    }

    /// <summary>Receives a message of a length that its sender chooses, up to <see cref="LargestMessage"/>.</summary>
    /// <exception cref="JointException">The sender has left, refused, sent something else, or nothing in time.</exception>
    public async ValueTask<byte[]> ReceiveAsync(PartyId sender, StepLabel label, CancellationToken cancellationToken, TimeSpan? patience = null)
    {
        using var message = new MemoryStream();
        byte kind;
        do
        {
            using ReceivedMessage frame = await ReceiveFrameAsync(sender, label, patience ?? _patience, cancellationToken);
            int length = frame.Length - Header - SealedStream.Overhead;
            kind = frame.Span[0];

            // Only the last piece is shorter: else empty ones could come for ever.
            if (length is < 0 or > LargestPiece || (kind == Piece && length != LargestPiece) || message.Length + length > LargestMessage)
            {
                throw Bad(sender, label);
            }

            int start = (int)message.Length;
            message.SetLength(start + length);
            Open(sender, label, start, kind, frame, message.GetBuffer().AsSpan(start, length));
        }
        while (kind == Piece);
        return message.ToArray();
    }

    /// <summary>Tells all others why this member leaves, as far as they can still be reached.</summary>
    public async Task RefuseAsync(ReadOnlyMemory<byte> refusal)
    {
        using var patience = new CancellationTokenSource(RefusalPatience);
        await Task.WhenAll(_peers.Select(async peer =>
        {
            try
            {
                await SendAsync(peer.Key, peer.Value.OutgoingRefusal, Refusal, _peers[peer.Key].RefusalLabel, refusal, patience.Token);
            }
            catch (Exception exception) when (exception is JointException or OperationCanceledException or ObjectDisposedException or CryptographicException)
            {
                // It has left, or does not read: nothing more can be done.
            }
        }));
    }

    /// <summary>A fault of a sender's message.</summary>
    public static JointException Bad(PartyId sender, StepLabel label) => new(
        JointFailureReason.BadMessage, sender, $"Step {label.Step}, pass {label.Pass}: what came from '{sender}' is not the message awaited. It was changed on the way, or the two run different versions or terms; start again.");

    /// <summary>Erases the keys.</summary>
    public void Dispose()
    {
        foreach (Peer peer in _peers.Values)
        {
            peer.Dispose();
        }
    }

    private void Open(PartyId sender, StepLabel label, int start, byte kind, ReceivedMessage frame, Span<byte> piece)
    {
        if (frame.Length != Header + piece.Length + SealedStream.Overhead
            || frame.Span[0] != kind
            || !_peers[sender].Incoming.TryOpen(Label(label, start, kind), frame.Span[Header..], piece))
        {
            throw Bad(sender, label);
        }
    }

    private async ValueTask SendAsync(PartyId receiver, SealedStream stream, byte kind, byte[] label, ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
    {
        int length = Header + piece.Length + SealedStream.Overhead;
        byte[] frame = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            frame[0] = kind;
            stream.Seal(label, piece.Span, frame.AsSpan(Header));
            await SendInTimeAsync(receiver, frame.AsMemory(0, length), cancellationToken);
        }
        catch (MemberLostException lost)
        {
            throw await LostAsync(receiver, lost);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(frame);
        }
    }

    /// <summary>A receiver that no longer reads must not hold its senders for ever.</summary>
    private async ValueTask SendInTimeAsync(PartyId receiver, ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(_patience, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await _channel.SendAsync(receiver, frame, either.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new JointException(
                JointFailureReason.Timeout, receiver, $"'{receiver}' has taken nothing for {_patience.TotalSeconds:0} s. Look whether it still runs, or allow more time.");
        }
    }

    private async ValueTask<ReceivedMessage> ReceiveFrameAsync(PartyId sender, StepLabel label, TimeSpan longest, CancellationToken cancellationToken)
    {
        ReceivedMessage frame;
        try
        {
            frame = await ReceiveInTimeAsync(sender, label, longest, cancellationToken);
        }
        catch (MemberLostException lost)
        {
            throw _peers[sender].Refused ?? Lost(lost);
        }

        return IsPiece(frame.Span) ? frame : throw _peers[sender].Refused ?? Bad(sender, label);
    }

    private async ValueTask<ReceivedMessage> ReceiveInTimeAsync(PartyId sender, StepLabel label, TimeSpan longest, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(longest, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            return await TakeAsync(sender, either.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new JointException(
                JointFailureReason.Timeout, sender, $"Step {label.Step}, pass {label.Pass}: nothing came from '{sender}' within {longest.TotalSeconds:0} s. Look whether it still runs, or allow more time.");
        }
    }

    /// <summary>Whoever cannot be sent to any more may have said why before it left.</summary>
    private async Task<JointException> LostAsync(PartyId member, MemberLostException lost)
    {
        using var patience = new CancellationTokenSource(RefusalPatience);
        try
        {
            while (!lost.IsRelay)
            {
                await TakeAsync(member, patience.Token);
                if (_peers[member].Refused is { } refusal)
                {
                    return refusal;
                }
            }
        }
        catch (Exception exception) when (exception is MemberLostException or OperationCanceledException or InvalidOperationException)
        {
            // It left without a word, or whoever was reading meanwhile has heard it.
        }

        return _peers[member].Refused ?? Lost(lost);
    }

    /// <summary>The next frame of a sender, one reader at a time: a failed send looks for a refusal while a message may be awaited.</summary>
    private async Task<ReceivedMessage> TakeAsync(PartyId sender, CancellationToken cancellationToken)
    {
        Peer peer = _peers[sender];
        await peer.Reading.WaitAsync(cancellationToken);
        try
        {
            ReceivedMessage frame = await _channel.ReceiveAsync(sender, cancellationToken);

            // Noted before the next reader may look: it would only find that the sender has left.
            peer.Refused ??= ReadRefusal(sender, frame.Memory);
            return frame;
        }
        finally
        {
            peer.Reading.Release();
        }
    }

    private JointException? ReadRefusal(PartyId sender, ReadOnlyMemory<byte> frame)
    {
        Peer peer = _peers[sender];
        if (frame.Length == 0 || IsPiece(frame.Span))
        {
            return null;
        }

        if (frame.Span[0] != Refusal)
        {
            return _readLateRefusal?.Invoke(sender, frame);
        }

        byte[] content = new byte[Math.Max(0, frame.Length - Header - SealedStream.Overhead)];
        return peer.IncomingRefusal.TryOpen(peer.RefusalLabel, frame.Span[Header..], content) ? Refusals.Read(sender, content) : null;
    }

    private static JointException Lost(MemberLostException lost) => new(
        JointFailureReason.MemberLost,
        lost.Member,
        lost.IsRelay ? $"The relay '{lost.Member}' is lost: {lost.Message}" : $"'{lost.Member}' has left without giving a reason. Look at its log; start again.",
        inner: lost);

    private static bool IsPiece(ReadOnlySpan<byte> frame) => frame.Length > 0 && frame[0] is LastPiece or Piece;

    private byte[] Label(StepLabel label, int start, byte kind)
    {
        byte[] bytes = new byte[LabelLength];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, (int)label.Step);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), label.Pass);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), label.Item);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), label.Block);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), start);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(20), kind);
        _context.CopyTo(bytes.AsSpan(24));
        return bytes;
    }

    private sealed class Peer : IDisposable
    {
        private const string RefusalSuffix = "\nrefusal";

        public Peer(SecretBytes secret, ReadOnlySpan<byte> session, string self, string peer)
        {
            Outgoing = new SealedStream(secret, session, self, peer);
            Incoming = new SealedStream(secret, session, peer, self);
            OutgoingRefusal = new SealedStream(secret, session, self + RefusalSuffix, peer);
            IncomingRefusal = new SealedStream(secret, session, peer + RefusalSuffix, self);
        }

        public SealedStream Outgoing { get; }

        public SealedStream Incoming { get; }

        public SealedStream OutgoingRefusal { get; }

        public SealedStream IncomingRefusal { get; }

        public byte[] RefusalLabel { get; } = [Refusal];

        public SemaphoreSlim Reading { get; } = new(1);

        /// <summary>Why it left, once it has said so.</summary>
        public JointException? Refused { get; set; }

        public void Dispose()
        {
            Outgoing.Dispose();
            Incoming.Dispose();
            OutgoingRefusal.Dispose();
            IncomingRefusal.Dispose();
            Reading.Dispose();
        }
    }
}
