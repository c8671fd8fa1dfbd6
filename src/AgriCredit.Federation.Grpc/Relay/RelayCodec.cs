using System.Buffers;
using System.Text;
using Grpc.Core;

namespace AgriCredit.Federation.Grpc;

/// <summary>Writes and reads the frames of relay.proto by hand: a payload is copied once on its way out, and once on its way in to where it is wanted.</summary>
/// <remarks>Generated code copies it into an object of its own in between; for 1 MiB that is a new large object each time.</remarks>
internal static class RelayCodec
{
    public const string Service = "agricredit.v1.Relay";

    /// <summary>The largest payload of a frame, in bytes.</summary>
    public const int PayloadLimit = 1024 * 1024;

    /// <summary>What a frame may have beside its payload.</summary>
    public const int HeaderLimit = 1024;

    private const byte MemberTag = (1 << 3) | 2;
    private const byte KindTag = 2 << 3;
    private const byte LengthTag = 3 << 3;
    private const byte PayloadTag = (4 << 3) | 2;
    private static readonly UTF8Encoding Text = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The call of relay.proto.</summary>
    /// <param name="place">Gives the memory for the payload of a frame that arrives.</param>
    public static Method<RelayFrame, RelayFrame> Join(Func<RelayFrame, int, Memory<byte>> place)
    {
        var marshaller = new Marshaller<RelayFrame>(Write, context => Read(context.PayloadAsReadOnlySequence(), place));
        return new Method<RelayFrame, RelayFrame>(MethodType.DuplexStreaming, Service, "Join", marshaller, marshaller);
    }

    public static void Write(RelayFrame frame, SerializationContext context)
    {
        Span<byte> header = stackalloc byte[HeaderLimit];
        int length = WriteHeader(frame, header);
        context.SetPayloadLength(length + frame.Payload.Length);
        IBufferWriter<byte> writer = context.GetBufferWriter();
        writer.Write(header[..length]);
        writer.Write(frame.Payload.Span);
        context.Complete();
    }

    public static RelayFrame Read(ReadOnlySequence<byte> bytes, Func<RelayFrame, int, Memory<byte>> place)
    {
        var reader = new SequenceReader<byte>(bytes);
        string member = "";
        uint kind = 0;
        uint length = 0;
        uint payload = 0;
        bool sound = (!TrySkip(ref reader, MemberTag) || TryReadText(ref reader, out member))
            && (!TrySkip(ref reader, KindTag) || (TryReadNumber(ref reader, out kind) && kind <= (uint)RelayFrameKind.Pong))
            && (!TrySkip(ref reader, LengthTag) || (TryReadNumber(ref reader, out length) && length <= int.MaxValue))
            && (!TrySkip(ref reader, PayloadTag) || TryReadNumber(ref reader, out payload))
            && reader.Remaining == payload && payload <= PayloadLimit;
        if (!sound)
        {
            return new RelayFrame(RelayFrameKind.Malformed);
        }

        var frame = new RelayFrame((RelayFrameKind)kind, member, (int)length);
        if (payload > 0)
        {
            reader.UnreadSequence.CopyTo(place(frame, (int)payload).Span);
        }

        return frame;
    }

    private static int WriteHeader(RelayFrame frame, Span<byte> header)
    {
        int at = 0;
        if (frame.Member.Length > 0)
        {
            WriteNumber(header, ref at, MemberTag, (uint)Text.GetByteCount(frame.Member));
            at += Text.GetBytes(frame.Member, header[at..]);
        }

        WriteNumber(header, ref at, KindTag, (uint)frame.Kind);
        WriteNumber(header, ref at, LengthTag, (uint)frame.Length);
        WriteNumber(header, ref at, PayloadTag, (uint)frame.Payload.Length);
        return at;
    }

    /// <summary>Writes a field's tag and number, or the length that its bytes follow; nothing for zero, as proto3 has it.</summary>
    private static void WriteNumber(Span<byte> header, ref int at, byte tag, uint number)
    {
        if (number == 0)
        {
            return;
        }

        header[at++] = tag;
        for (; number >= 0x80; number >>= 7)
        {
            header[at++] = (byte)((number & 0x7F) | 0x80);
        }

        header[at++] = (byte)number;
    }

    private static bool TrySkip(ref SequenceReader<byte> reader, byte tag) => reader.IsNext(tag, advancePast: true);

    private static bool TryReadNumber(ref SequenceReader<byte> reader, out uint number)
    {
        ulong value = 0;
        number = 0;
        for (int shift = 0; shift < 35; shift += 7)
        {
            if (!reader.TryRead(out byte next))
            {
                return false;
            }

            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                number = (uint)(value & uint.MaxValue);
                return value <= uint.MaxValue;
            }
        }

        return false;
    }

    private static bool TryReadText(ref SequenceReader<byte> reader, out string text)
    {
        text = "";
        if (!TryReadNumber(ref reader, out uint length) || length > HeaderLimit || !reader.TryReadExact((int)length, out ReadOnlySequence<byte> bytes))
        {
            return false;
        }

        try
        {
            text = Text.GetString(bytes);
            return PartyId.IsValid(text);
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
