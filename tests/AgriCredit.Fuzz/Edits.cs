using System.Runtime.InteropServices;
using AgriCredit.Federation;

namespace AgriCredit.Fuzz;

/// <summary>An input as a list of changes of a well-formed message: what its sender could do, with its own key, and still pass the signature.</summary>
/// <remarks>Four bytes a change: what, where (two bytes), and a value.</remarks>
internal static class Edits
{
    private const int Size = 4;
    private const int MaxEdits = 32;

    /// <summary>Changes an envelope and signs it again.</summary>
    public static Envelope Apply(ReadOnlySpan<byte> edits, Envelope envelope, SigningIdentity signer)
    {
        List<byte> payload = [.. envelope.Payload.Span];
        MessageKind kind = envelope.Kind;
        ulong round = envelope.Round;
        for (int count = 0; edits.Length >= Size && count < MaxEdits; count++, edits = edits[Size..])
        {
            int at = payload.Count == 0 ? 0 : ((edits[1] << 8) | edits[2]) % payload.Count;
            byte value = edits[3];
            switch (edits[0] % 8)
            {
                case 0 when payload.Count > 0:
                    payload[at] ^= value;
                    break;
                case 1 when payload.Count > 0:
                    payload[at] = value;
                    break;
                case 2:
                    payload.Insert(at, value);
                    break;
                case 3:
                    CollectionsMarshal.SetCount(payload, at);
                    break;
                case 4 when payload.Count > 0:
                    payload.RemoveAt(at);
                    break;
                case 5:
                    payload.InsertRange(at, payload.GetRange(at, Math.Min(value, payload.Count - at)));
                    break;
                case 6:
                    kind = (MessageKind)value;
                    break;
                case 7:
                    round = value;
                    break;
                default:
                    break;
            }
        }

        return Envelope.Sign(signer, payload.ToArray(), kind, envelope.Wire.Session.Memory, round, envelope.Attempt, envelope.Wire.Prev.Memory);
    }
}
