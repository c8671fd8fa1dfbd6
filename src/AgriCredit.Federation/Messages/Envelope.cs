using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;

namespace AgriCredit.Federation;

/// <summary>A signed message as it travels, whatever the transport.</summary>
/// <remarks>The signature covers the payload's bytes as transmitted. Source: PROTOCOL 1.1; the fields are documented in messages.proto.</remarks>
public sealed class Envelope
{
    internal static readonly ReadOnlyMemory<byte> NoHash = new byte[SHA256.HashSizeInBytes];
    private byte[]? _payloadHash;

    private Envelope(Wire.Envelope wire) => Wire = wire;

    internal Wire.Envelope Wire { get; }

    /// <summary>Who signed it.</summary>
    public string Sender => Wire.Sender;

    /// <summary>Its size on the wire, in bytes, before TLS.</summary>
    public int Length => Wire.CalculateSize();

    /// <summary>What kind of message it claims to be.</summary>
    public MessageKind Kind => (MessageKind)Wire.Kind;

    /// <summary>The round it claims to belong to; 0 in the set-up.</summary>
    public ulong Round => Wire.Round;

    internal ReadOnlyMemory<byte> Payload => Wire.Payload.Memory;

    internal uint Attempt => Wire.Attempt;

    internal byte[] PayloadHash => _payloadHash ??= SHA256.HashData(Payload.Span);

    internal static Envelope FromWire(Wire.Envelope wire) => new(wire);

    /// <summary>Signs a payload. The payload's bytes are kept, not copied.</summary>
    internal static Envelope Sign(
        SigningIdentity identity,
        ReadOnlyMemory<byte> payload,
        MessageKind kind,
        ReadOnlyMemory<byte> session,
        ulong round,
        uint attempt,
        ReadOnlyMemory<byte> previous)
    {
        var wire = new Wire.Envelope
        {
            Payload = UnsafeByteOperations.UnsafeWrap(payload),
            Sender = identity.Id.Value,
            Session = UnsafeByteOperations.UnsafeWrap(session),
            Round = round,
            Attempt = attempt,
            Kind = (uint)kind,
            Prev = UnsafeByteOperations.UnsafeWrap(previous),
        };
        var envelope = new Envelope(wire);
        wire.Signature = UnsafeByteOperations.UnsafeWrap(identity.Sign(envelope.SignedBytes()));
        return envelope;
    }

    /// <summary>Whether the envelope is well-formed, its sender in the roster and its signature that of the sender.</summary>
    internal RejectionReason? Check(Roster roster, int payloadLimit)
    {
        if (Wire.Payload.Length > payloadLimit)
        {
            return RejectionReason.PayloadTooLarge;
        }

        if (Wire.Session.Length != SHA256.HashSizeInBytes
            || Wire.Prev.Length != SHA256.HashSizeInBytes
            || Wire.Signature.Length != SigningIdentity.SignatureLength
            || !PartyId.IsValid(Sender))
        {
            return RejectionReason.Malformed;
        }

        var sender = new PartyId(Sender);
        if (!roster.Contains(sender))
        {
            return RejectionReason.UnknownSender;
        }

        return roster.Verify(sender, SignedBytes(), Wire.Signature.Span) ? null : RejectionReason.BadSignature;
    }

    /// <summary>Whether the envelope belongs to one place in a session.</summary>
    internal bool IsAt(ReadOnlySpan<byte> session, ulong round, uint attempt, ReadOnlySpan<byte> previous) =>
        Wire.Round == round && Wire.Attempt == attempt && Wire.Session.Span.SequenceEqual(session) && Wire.Prev.Span.SequenceEqual(previous);

    /// <summary>Kind, round and sender; never the payload.</summary>
    public override string ToString() => $"{Kind} of round {Round} from {Sender}";

    private byte[] SignedBytes()
    {
        using var data = new MemoryStream(capacity: 256);
        Span<byte> number = stackalloc byte[sizeof(ulong)];
        byte[] sender = Encoding.UTF8.GetBytes(Sender);
        data.Write(Encoding.ASCII.GetBytes(Labels.Envelope));
        data.Write(PayloadHash);
        BinaryPrimitives.WriteUInt32LittleEndian(number, (uint)sender.Length);
        data.Write(number[..sizeof(uint)]);
        data.Write(sender);
        data.Write(Wire.Session.Span);
        BinaryPrimitives.WriteUInt64LittleEndian(number, Wire.Round);
        data.Write(number);
        BinaryPrimitives.WriteUInt32LittleEndian(number, Wire.Attempt);
        data.Write(number[..sizeof(uint)]);
        BinaryPrimitives.WriteUInt32LittleEndian(number, Wire.Kind);
        data.Write(number[..sizeof(uint)]);
        data.Write(Wire.Prev.Span);
        return data.ToArray();
    }
}
