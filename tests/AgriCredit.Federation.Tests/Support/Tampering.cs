using System.Runtime.InteropServices;
using Google.Protobuf;

namespace AgriCredit.Federation.Tests;

/// <summary>Stands between a party and the coordinator: a malicious coordinator, network or party, depending on whose key it signs with.</summary>
internal sealed class TamperingChannel : ICoordinatorChannel
{
    private readonly ICoordinatorChannel _inner;
    private readonly Func<Envelope, Envelope> _changeSent;
    private readonly Func<Envelope, ExchangeReply, ExchangeReply> _changeReply;

    public TamperingChannel(ICoordinatorChannel inner, Func<Envelope, ExchangeReply, ExchangeReply> changeReply)
        : this(inner, sent => sent, changeReply)
    {
    }

    public TamperingChannel(ICoordinatorChannel inner, Func<Envelope, Envelope> changeSent)
        : this(inner, changeSent, (_, reply) => reply)
    {
    }

    public TamperingChannel(ICoordinatorChannel inner, Func<Envelope, Envelope> changeSent, Func<Envelope, ExchangeReply, ExchangeReply> changeReply)
    {
        _inner = inner;
        _changeSent = changeSent;
        _changeReply = changeReply;
    }

    public async Task<ExchangeReply> ExchangeAsync(Envelope message, CancellationToken cancellationToken) =>
        _changeReply(message, await _inner.ExchangeAsync(_changeSent(message), cancellationToken));

    public Task ConfirmAsync(PartyId party, CancellationToken cancellationToken) => _inner.ConfirmAsync(party, cancellationToken);

    /// <summary>Changes envelopes of one kind and round in what the coordinator answers.</summary>
    public static Func<Envelope, ExchangeReply, ExchangeReply> Answers(MessageKind kind, ulong round, Func<Envelope, Envelope> change) => (_, reply) =>
        reply.Rejection is null
            ? ExchangeReply.Of([.. reply.Envelopes.Select(envelope => envelope.Kind == kind && envelope.Round == round ? change(envelope) : envelope)])
            : reply;
}

/// <summary>What whoever holds a signing key can make of an envelope.</summary>
internal static class Forgery
{
    public static Envelope Forge(
        this Envelope envelope,
        SigningIdentity signer,
        ReadOnlyMemory<byte>? payload = null,
        MessageKind? kind = null,
        ReadOnlyMemory<byte>? session = null,
        ulong? round = null,
        uint? attempt = null,
        ReadOnlyMemory<byte>? previous = null) =>
        Envelope.Sign(
            signer,
            payload ?? envelope.Payload,
            kind ?? envelope.Kind,
            session ?? envelope.Wire.Session.Memory,
            round ?? envelope.Round,
            attempt ?? envelope.Wire.Attempt,
            previous ?? envelope.Wire.Prev.Memory);

    public static Envelope Forge<T>(this Envelope envelope, SigningIdentity signer, MessageParser<T> parser, Action<T> change)
        where T : IMessage<T>
    {
        T message = parser.ParseFrom(envelope.Payload.Span);
        change(message);
        return envelope.Forge(signer, payload: message.ToByteArray());
    }

    public static ulong[] Words(ByteString bytes) => MemoryMarshal.Cast<byte, ulong>(bytes.Span).ToArray();

    public static ByteString Bytes(ReadOnlySpan<ulong> words) => ByteString.CopyFrom(MemoryMarshal.AsBytes(words));
}
