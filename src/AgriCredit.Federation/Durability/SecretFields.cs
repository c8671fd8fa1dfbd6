using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Google.Protobuf;

namespace AgriCredit.Federation;

/// <summary>Clears the fields of a stored state that hold secrets.</summary>
internal static class SecretFields
{
    public static void Clear(Wire.PartyState state)
    {
        Clear(state.MaskKey);
        Clear(state.BoxKey);
        Clear(state.GroupKey);
        foreach (Wire.PartyState.Types.Peer peer in state.Peers)
        {
            Clear(peer.Masks);
            Clear(peer.Box);
        }

        if (state.Round is { } round)
        {
            Clear(round.OwnShare);
            foreach (Wire.PartyState.Types.Share share in round.Shares)
            {
                Clear(share.Share_);
            }
        }
    }

    /// <summary>A field that takes over the array of an exported secret.</summary>
    public static ByteString Take(byte[] secret) => UnsafeByteOperations.UnsafeWrap(secret);

    private static void Clear(ByteString field)
    {
        if (MemoryMarshal.TryGetArray(field.Memory, out ArraySegment<byte> bytes) && bytes.Count > 0)
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }
}
