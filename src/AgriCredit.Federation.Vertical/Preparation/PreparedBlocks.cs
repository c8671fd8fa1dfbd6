using System.Buffers.Binary;
using System.Security.Cryptography;

namespace AgriCredit.Federation.Vertical;

/// <summary>What a party's store says of a preparation, apart from its seed.</summary>
/// <param name="Pool">The session that prepared it.</param>
/// <param name="Release">What it is for.</param>
/// <param name="Blocks">How many blocks of applicants.</param>
/// <param name="Next">The first that is unused.</param>
internal sealed record PreparedBlocks(byte[] Pool, ScoreRelease Release, int Blocks, int Next)
{
    private const int Length = SHA256.HashSizeInBytes + (3 * sizeof(int));

    /// <summary>Reads what <see cref="ToBytes"/> wrote; null where it is something else.</summary>
    public static PreparedBlocks? Parse(byte[] bytes)
    {
        if (bytes.Length != Length)
        {
            return null;
        }

        ReadOnlySpan<byte> numbers = bytes.AsSpan(SHA256.HashSizeInBytes);
        return new PreparedBlocks(
            bytes[..SHA256.HashSizeInBytes],
            (ScoreRelease)BinaryPrimitives.ReadInt32LittleEndian(numbers),
            BinaryPrimitives.ReadInt32LittleEndian(numbers[sizeof(int)..]),
            BinaryPrimitives.ReadInt32LittleEndian(numbers[(2 * sizeof(int))..]));
    }

    public byte[] ToBytes()
    {
        byte[] bytes = [.. Pool, .. new byte[3 * sizeof(int)]];
        Span<byte> numbers = bytes.AsSpan(SHA256.HashSizeInBytes);
        BinaryPrimitives.WriteInt32LittleEndian(numbers, (int)Release);
        BinaryPrimitives.WriteInt32LittleEndian(numbers[sizeof(int)..], Blocks);
        BinaryPrimitives.WriteInt32LittleEndian(numbers[(2 * sizeof(int))..], Next);
        return bytes;
    }
}
