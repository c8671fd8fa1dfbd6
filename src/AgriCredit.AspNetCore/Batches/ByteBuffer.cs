using System.Buffers;
using System.Runtime.CompilerServices;

namespace AgriCredit.AspNetCore;

/// <summary>Bytes in pooled memory that grows as they are written, and is cleared before it goes back: it held scores.</summary>
internal sealed class ByteBuffer : IBufferWriter<byte>, IDisposable
{
    private readonly ArrayPool<byte> _pool;
    private byte[] _bytes;

    internal ByteBuffer(int capacity, ArrayPool<byte> pool)
    {
        _pool = pool;
        _bytes = pool.Rent(capacity);
    }

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
        Return(_pool, _bytes, Length);
        _bytes = [];
    }

    /// <summary>Gives pooled memory back with what was written into it cleared: the pool is everybody's, and these are applicants' values and scores.</summary>
    internal static void Return(ArrayPool<byte> pool, byte[] bytes, int used)
    {
        bytes.AsSpan(0, used).Clear();
        pool.Return(bytes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Reserve(int count)
    {
        if (_bytes.Length - Length <= count)
        {
            Grow(count);
        }
    }

    private void Grow(int count)
    {
        byte[] larger = _pool.Rent(Math.Max(_bytes.Length * 2, Length + count + 1));
        _bytes.AsSpan(0, Length).CopyTo(larger);
        Return(_pool, _bytes, Length);
        _bytes = larger;
    }
}
