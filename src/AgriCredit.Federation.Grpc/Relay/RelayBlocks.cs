using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace AgriCredit.Federation.Grpc;

/// <summary>The buffers of the relay's connections: larger blocks than Kestrel's 4 kB, of which a MiB takes 256 system calls to receive.</summary>
/// <remarks>Measured with the relay and two members in one process: a third less processor time for bulk, and nothing lost on small messages.</remarks>
internal sealed class RelayBlocks : IMemoryPoolFactory<byte>
{
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new Pool();

    private sealed class Pool : MemoryPool<byte>
    {
        private const int BlockSize = 64 * 1024;

        /// <summary>How many unused blocks are kept, 16 MiB; the rest is left to the collector.</summary>
        private const int Kept = 256;

        private readonly ConcurrentQueue<Block> _free = new();

        public override int MaxBufferSize => BlockSize;

        public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockSize);
            return _free.TryDequeue(out Block? block) ? block : new Block(this);
        }

        protected override void Dispose(bool disposing) => _free.Clear();

        private sealed class Block : IMemoryOwner<byte>
        {
            private readonly Pool _pool;

            public Block(Pool pool) => _pool = pool;

            public Memory<byte> Memory { get; } = GC.AllocateUninitializedArray<byte>(BlockSize, pinned: true);

            public void Dispose()
            {
                if (_pool._free.Count < Kept)
                {
                    _pool._free.Enqueue(this);
                }
            }
        }
    }
}
