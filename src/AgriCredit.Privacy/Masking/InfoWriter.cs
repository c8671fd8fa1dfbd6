using System.Buffers.Binary;
using System.Text;

namespace AgriCredit.Privacy;

/// <summary>Writes the info string of a key derivation: a label, then fields in a fixed order.</summary>
internal readonly struct InfoWriter
{
    private readonly List<byte> _bytes;

    public InfoWriter(string label) => _bytes = [.. Encoding.ASCII.GetBytes(label)];

    public void Append(ReadOnlySpan<byte> fixedLength) => _bytes.AddRange(fixedLength);

    public void Append(ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        _bytes.AddRange(bytes);
    }

    public void Append(uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        _bytes.AddRange(bytes);
    }

    /// <summary>len32(text) || text, in UTF-8.</summary>
    public void AppendPrefixed(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Append((uint)bytes.Length);
        Append(bytes);
    }

    public byte[] ToArray() => [.. _bytes];
}
