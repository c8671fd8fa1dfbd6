using System.Buffers;

namespace AgriCredit.Federation.Grpc.Tests;

public sealed class ConnectionBlocksTests
{
    [Fact]
    public void Block_IsLargeWhateverIsAskedFor_AndComesAgain()
    {
        using MemoryPool<byte> blocks = new ConnectionBlocks().Create();
        IMemoryOwner<byte> first = blocks.Rent(4096);
        using IMemoryOwner<byte> second = blocks.Rent();
        Assert.NotSame(first, second);
        Assert.Equal((64 * 1024, 64 * 1024), (first.Memory.Length, second.Memory.Length));
        first.Dispose();
        using IMemoryOwner<byte> again = blocks.Rent(blocks.MaxBufferSize);
        Assert.Same(first, again);
        Assert.Throws<ArgumentOutOfRangeException>(() => blocks.Rent(blocks.MaxBufferSize + 1));
    }
}
