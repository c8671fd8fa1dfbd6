namespace AgriCredit.Federation.Grpc.Tests.Relay;

/// <summary>How a member's messages become frames, whatever carries them.</summary>
public sealed class RelayPeersTests : IDisposable
{
    private readonly RelayUnderTest _relay = new();

    public void Dispose() => _relay.Dispose();

    [Fact]
    public async Task SendsCancelledBeforeTheirFirstFrame_TakeNothingOfTheWindow()
    {
        bool isCancelled = true;
        int written = 0;
        var peers = new RelayPeers(RelayUnderTest.Bank, _relay.Credentials.Roster, (frame, _) => isCancelled ? throw new OperationCanceledException() : Task.FromResult(written += frame.Payload.Length), () => Assert.Fail("Nothing was on its way."));
        byte[] message = new byte[RelayPeers.FrameSize];
        for (int send = 0; send < 2 * MemberChannel.Window / message.Length; send++)
        {
            await Assert.ThrowsAsync<OperationCanceledException>(() => peers.SendAsync(RelayUnderTest.Cloud, message, default).AsTask());
        }

        isCancelled = false;
        await peers.SendAsync(RelayUnderTest.Cloud, message, default).AsTask().WaitAsync(RelayUnderTest.Patience);
        Assert.Equal(message.Length, written);
    }

    [Fact]
    public async Task SendCancelledAfterItsFirstFrame_IsBrokenOff()
    {
        int written = 0;
        int brokenOff = 0;
        var peers = new RelayPeers(RelayUnderTest.Bank, _relay.Credentials.Roster, (_, _) => ++written > 1 ? throw new OperationCanceledException() : Task.CompletedTask, () => brokenOff++);
        await Assert.ThrowsAsync<OperationCanceledException>(() => peers.SendAsync(RelayUnderTest.Cloud, new byte[3 * RelayPeers.FrameSize], default).AsTask());
        Assert.Equal((2, 1), (written, brokenOff));
    }
}
