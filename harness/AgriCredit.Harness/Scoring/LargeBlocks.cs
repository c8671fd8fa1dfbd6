using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;

namespace AgriCredit.Harness.Scoring;

/// <summary>Memory in which the server receives and sends, in blocks of 64 KiB and not of its own 4 KiB: receiving a batch of 30 MB in 8,000 pieces takes longer than scoring it.</summary>
/// <remarks>Blocks are the server's alone, used again and never given up; an idle connection holds none, and one that is busy some twenty at most.</remarks>
internal sealed class LargeBlocks : MemoryPool<byte>, IMemoryPoolFactory<byte>
{
    private const int BlockBytes = 64 * 1024;

    private readonly ConcurrentQueue<Block> _free = new();

    /// <inheritdoc/>
    public override int MaxBufferSize => BlockBytes;

    /// <inheritdoc/>
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => this;

    /// <inheritdoc/>
    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockBytes);
        return _free.TryDequeue(out Block? block) ? block : new Block(this);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _free.Clear();

    private sealed class Block : IMemoryOwner<byte>
    {
        private readonly LargeBlocks _pool;

        public Block(LargeBlocks pool)
        {
            _pool = pool;

            // Sockets would pin it for every use.
            Memory = MemoryMarshal.CreateFromPinnedArray(GC.AllocateUninitializedArray<byte>(BlockBytes, pinned: true), 0, BlockBytes);
        }

        public Memory<byte> Memory { get; }

        public void Dispose() => _pool._free.Enqueue(this);
    }
}
