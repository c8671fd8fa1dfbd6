using System.Buffers;
using AgriCredit.Harness.Scoring;

namespace AgriCredit.Harness.Tests.Scoring;

public sealed class LargeBlocksTests
{
    [Fact]
    public void Block_IsLargeWhateverIsAskedFor_AndComesAgain()
    {
        using var blocks = new LargeBlocks();
        IMemoryOwner<byte> first = blocks.Rent(4096);
        using IMemoryOwner<byte> second = blocks.Create().Rent();
        Assert.NotSame(first, second);
        Assert.Equal((blocks.MaxBufferSize, blocks.MaxBufferSize), (first.Memory.Length, second.Memory.Length));
        first.Dispose();
        using IMemoryOwner<byte> again = blocks.Rent(blocks.MaxBufferSize);
        Assert.Same(first, again);
        Assert.Throws<ArgumentOutOfRangeException>(() => blocks.Rent(blocks.MaxBufferSize + 1));
    }
}
