using System.Buffers.Binary;
using System.Text;

namespace AgriCredit.Privacy;

/// <summary>Writes the info string of a key derivation: a label, then fields in a fixed order.</summary>
internal readonly struct InfoWriter
{
    // Refuses lone surrogates: replaced by U+FFFD, two different ids would get one encoding.
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
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
    /// <exception cref="ArgumentException">The text is not valid UTF-16.</exception>
    public void AppendPrefixed(string text)
    {
        byte[] bytes = Strict.GetBytes(text);
        Append((uint)bytes.Length);
        Append(bytes);
    }

    public byte[] ToArray() => [.. _bytes];
}
