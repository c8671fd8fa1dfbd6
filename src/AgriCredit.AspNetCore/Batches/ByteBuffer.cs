using System.Buffers;

namespace AgriCredit.AspNetCore;

/// <summary>Bytes in pooled memory that grows as they are written, and is cleared before it goes back: it held scores.</summary>
internal sealed class ByteBuffer : IBufferWriter<byte>, IDisposable
{
    private byte[] _bytes;

    internal ByteBuffer(int capacity) => _bytes = ArrayPool<byte>.Shared.Rent(capacity);

    internal int Length { get; private set; }

    internal ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(Length);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes, clearArray: true);
        _bytes = [];
    }

    internal void Add(ReadOnlySpan<byte> text)
    {
        Reserve(text.Length);
        text.CopyTo(_bytes.AsSpan(Length));
        Length += text.Length;
    }

    internal void Add(byte character)
    {
        Reserve(1);
        _bytes[Length++] = character;
    }

    /// <summary>Adds a number as the shortest text that reads back to the same double.</summary>
    internal void Add(double value)
    {
        const int Longest = 32;
        Reserve(Longest);
        value.TryFormat(_bytes.AsSpan(Length), out int written, "R");
        Length += written;
    }

    internal void Add(long value)
    {
        const int Longest = 20;
        Reserve(Longest);
        value.TryFormat(_bytes.AsSpan(Length), out int written);
        Length += written;
    }

    private void Reserve(int count)
    {
        count = Math.Max(count, 1);
        if (_bytes.Length - Length >= count)
        {
            return;
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, Length + count));
        _bytes.AsSpan(0, Length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes, clearArray: true);
        _bytes = larger;
    }
}
