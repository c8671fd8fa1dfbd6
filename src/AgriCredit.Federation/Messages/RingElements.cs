using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace AgriCredit.Federation;

/// <summary>Ring elements as messages carry them: eight bytes each, little-endian.</summary>
internal static class RingElements
{
    public static byte[] Write(ReadOnlySpan<ulong> elements)
    {
        byte[] bytes = MemoryMarshal.AsBytes(elements).ToArray();
        Reverse(MemoryMarshal.Cast<byte, ulong>(bytes.AsSpan()));
        return bytes;
    }

    /// <summary>Reads whole elements; bytes after the last are left out.</summary>
    public static ulong[] Read(ReadOnlySpan<byte> bytes)
    {
        ulong[] elements = new ulong[bytes.Length / sizeof(ulong)];
        bytes[..(elements.Length * sizeof(ulong))].CopyTo(MemoryMarshal.AsBytes(elements.AsSpan()));
        Reverse(elements);
        return elements;
    }

    private static void Reverse(Span<ulong> elements)
    {
        if (!BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(elements, elements);
        }
    }
}
