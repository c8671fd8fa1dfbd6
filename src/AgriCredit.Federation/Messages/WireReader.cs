using System.Runtime.InteropServices;
using Google.Protobuf;

namespace AgriCredit.Federation;

/// <summary>Reads payloads; what does not parse is null, never an exception.</summary>
internal static class WireReader
{
    private const uint WordsTag = (1 << 3) | 2;

    public static T? Parse<T>(MessageParser<T> parser, ReadOnlyMemory<byte> payload)
        where T : class, IMessage<T>
    {
        try
        {
            return parser.ParseFrom(payload.Span);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    /// <summary>Finds a MaskedInput's words inside the payload without copying them: a million words are 8 MB.</summary>
    public static bool TryReadMaskedInput(ReadOnlyMemory<byte> payload, out ReadOnlyMemory<byte> words, out ulong tag, out IReadOnlyList<ByteString> shares)
    {
        words = default;
        tag = 0;
        shares = [];
        if (!MemoryMarshal.TryGetArray(payload, out ArraySegment<byte> bytes))
        {
            return false;
        }

        try
        {
            using var input = new CodedInputStream(bytes.Array!, bytes.Offset, bytes.Count);
            if (input.ReadTag() != WordsTag)
            {
                return false;
            }

            int length = input.ReadLength();
            int start = (int)input.Position - bytes.Offset;
            if (length < 0 || length > payload.Length - start)
            {
                return false;
            }

            words = payload.Slice(start, length);
            using var rest = new CodedInputStream(bytes.Array!, bytes.Offset + start + length, bytes.Count - start - length);
            Wire.MaskedInput tail = Wire.MaskedInput.Parser.ParseFrom(rest);
            tag = tail.Tag;
            shares = tail.Shares;
            return tail.Words.IsEmpty;
        }
        catch (InvalidProtocolBufferException)
        {
            return false;
        }
    }

    /// <summary>Reads party ids; null when one cannot be an id, or occurs twice.</summary>
    public static IReadOnlyList<PartyId>? ReadParties(IReadOnlyCollection<string> names) =>
        names.All(PartyId.IsValid) && names.Distinct(StringComparer.Ordinal).Count() == names.Count ? [.. names.Select(name => new PartyId(name))] : null;
}
