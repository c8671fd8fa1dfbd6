using System.Buffers;

namespace AgriCredit.Federation;

/// <summary>A message of another member that has arrived, in memory that is lent: disposing of it gives the memory back for messages to come.</summary>
/// <remarks>
/// A joint fit receives a hundred megabytes in messages of a megabyte. In fresh arrays the system's clearing of pages cost as much as the fit's arithmetic. A message that is never disposed of
/// is left to the collector. Whoever disposes of it must not use its bytes after.
/// </remarks>
public sealed class ReceivedMessage : IDisposable
{
    /// <summary>One pool for all threads: a message is read on another thread than it arrived on, where the shared pool's own stores of each thread would miss it.</summary>
    private static readonly ArrayPool<byte> Pool = ArrayPool<byte>.Create(maxArrayLength: 1 << 20, maxArraysPerBucket: 32);

    private byte[] _bytes;

    private ReceivedMessage(int length)
    {
        _bytes = length == 0 ? [] : Pool.Rent(length);
        Length = length;
    }

    /// <summary>Bytes of the message.</summary>
    public int Length { get; }

    /// <summary>The message.</summary>
    /// <exception cref="ObjectDisposedException">The memory was given back.</exception>
    public ReadOnlyMemory<byte> Memory => Writable;

    /// <inheritdoc cref="Memory"/>
    public ReadOnlySpan<byte> Span => Writable.Span;

    /// <summary>The message while a transport fills it in.</summary>
    internal Memory<byte> Writable
    {
        get
        {
            ObjectDisposedException.ThrowIf(_bytes.Length < Length, this);
            return _bytes.AsMemory(0, Length);
        }
    }

    /// <summary>A message with the bytes of another memory.</summary>
    /// <param name="bytes">They are copied.</param>
    public static ReceivedMessage CopyOf(ReadOnlySpan<byte> bytes)
    {
        ReceivedMessage message = OfLength(bytes.Length);
        bytes.CopyTo(message.Writable.Span);
        return message;
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _bytes, []) is { Length: > 0 } bytes)
        {
            Pool.Return(bytes);
        }
    }

    /// <summary>A message of any content, to be filled in.</summary>
    internal static ReceivedMessage OfLength(int length) => new(length);
}
