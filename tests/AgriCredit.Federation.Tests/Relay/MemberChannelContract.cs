namespace AgriCredit.Federation.Tests.Relay;

/// <summary>What every relay owes its members, tested once for each kind.</summary>
public abstract class MemberChannelContract
{
    protected static readonly PartyId Bank = new("bank");
    protected static readonly PartyId Cloud = new("cloud");
    protected static readonly PartyId Dealer = new("dealer");
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    protected abstract Task<IMemberChannel> ConnectAsync(PartyId member);

    [Fact]
    public async Task Messages_ArriveInTheOrderOfTheirSender()
    {
        await using IMemberChannel bank = await ConnectAsync(Bank);
        await using IMemberChannel cloud = await ConnectAsync(Cloud);
        await using IMemberChannel dealer = await ConnectAsync(Dealer);
        int[] lengths = [0, 1, 100, 65_536, 1_000_000, 3, 262_144, 262_145, 0, 7];
        await Task.WhenAll(SendAsync(bank, 1), SendAsync(dealer, 2), ReceiveAsync(Bank, 1), ReceiveAsync(Dealer, 2)).WaitAsync(Patience);

        async Task SendAsync(IMemberChannel from, int salt)
        {
            byte[] reused = new byte[1_000_000];
            for (int i = 0; i < lengths.Length; i++)
            {
                reused.AsSpan().Fill((byte)(i * salt));
                await from.SendAsync(Cloud, reused.AsMemory(0, lengths[i]), CancellationToken.None);
            }
        }

        async Task ReceiveAsync(PartyId from, int salt)
        {
            for (int i = 0; i < lengths.Length; i++)
            {
                using ReceivedMessage message = await cloud.ReceiveAsync(from, CancellationToken.None);
                Assert.Equal(lengths[i], message.Length);
                Assert.Equal(-1, message.Span.IndexOfAnyExcept((byte)(i * salt)));
            }
        }
    }

    [Fact]
    public async Task LargestMessageBothWaysAtOnce_BeforeEitherReads()
    {
        await using IMemberChannel bank = await ConnectAsync(Bank);
        await using IMemberChannel cloud = await ConnectAsync(Cloud);
        byte[] large = new byte[MemberChannel.MessageLimit];
        large[0] = 1;
        large[^1] = 2;
        await Task.WhenAll(bank.SendAsync(Cloud, large, default).AsTask(), cloud.SendAsync(Bank, large, default).AsTask()).WaitAsync(Patience);

        Assert.True((await bank.ReceiveAsync(Cloud, default).AsTask().WaitAsync(Patience)).Span.SequenceEqual(large));
        Assert.True((await cloud.ReceiveAsync(Bank, default).AsTask().WaitAsync(Patience)).Span.SequenceEqual(large));
    }

    [Fact]
    public async Task MessageOverTheLimitOrToNoOther_IsTheCallersMistake()
    {
        await using IMemberChannel bank = await ConnectAsync(Bank);
        await Assert.ThrowsAsync<ArgumentException>(() => bank.SendAsync(Cloud, new byte[MemberChannel.MessageLimit + 1], default).AsTask());
        await Assert.ThrowsAsync<ArgumentException>(() => bank.SendAsync(Bank, new byte[1], default).AsTask());
        await Assert.ThrowsAsync<ArgumentException>(() => bank.SendAsync(default, new byte[1], default).AsTask());
        await Assert.ThrowsAsync<ArgumentException>(() => bank.ReceiveAsync(Bank, default).AsTask());
    }

    [Fact]
    public async Task SlowReader_MakesItsSenderWait()
    {
        await using IMemberChannel bank = await ConnectAsync(Bank);
        await using IMemberChannel cloud = await ConnectAsync(Cloud);
        byte[] part = new byte[256 * 1024];
        int sent = 0;
        Task sending = Task.Run(async () =>
        {
            for (int i = 0; i < 200; i++)
            {
                await bank.SendAsync(Cloud, part, default);
                Interlocked.Increment(ref sent);
            }
        });
        await Settle(() => Volatile.Read(ref sent));

        // A window where it is read and, with a relay between, one on the way.
        Assert.InRange(sent, MemberChannel.Window * 3 / 4 / part.Length, (2 * MemberChannel.Window / part.Length) + 2);
        for (int i = 0; i < 200; i++)
        {
            await cloud.ReceiveAsync(Bank, default).AsTask().WaitAsync(Patience);
        }

        await sending.WaitAsync(Patience);
    }

    [Fact]
    public async Task SlowReaderOfOneSender_HoldsUpNoOther()
    {
        await using IMemberChannel bank = await ConnectAsync(Bank);
        await using IMemberChannel cloud = await ConnectAsync(Cloud);
        await using IMemberChannel dealer = await ConnectAsync(Dealer);
        using var stop = new CancellationTokenSource();
        byte[] part = new byte[1024 * 1024];
        int sent = 0;
        Task flood = Task.Run(async () =>
        {
            while (true)
            {
                await bank.SendAsync(Cloud, part, stop.Token);
                Interlocked.Increment(ref sent);
            }
        });
        await Settle(() => Volatile.Read(ref sent));

        // Neither another's messages to the one that does not read, nor the flooder's to another.
        await dealer.SendAsync(Cloud, new byte[] { 1 }, default);
        Assert.Equal(1, (await cloud.ReceiveAsync(Dealer, default).AsTask().WaitAsync(Patience)).Span[0]);
        await bank.SendAsync(Dealer, part, default).AsTask().WaitAsync(Patience);
        Assert.Equal(part.Length, (await dealer.ReceiveAsync(Bank, default).AsTask().WaitAsync(Patience)).Length);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => flood.WaitAsync(Patience));
    }

    [Fact]
    public async Task EmptyMessages_DoNotPileUpWithoutEnd()
    {
        await using IMemberChannel bank = await ConnectAsync(Bank);
        await using IMemberChannel cloud = await ConnectAsync(Cloud);
        using var stop = new CancellationTokenSource();
        int sent = 0;
        Task flood = Task.Run(async () =>
        {
            while (true)
            {
                await bank.SendAsync(Cloud, ReadOnlyMemory<byte>.Empty, stop.Token);
                Interlocked.Increment(ref sent);
            }
        });
        await Settle(() => Volatile.Read(ref sent));

        Assert.InRange(sent, 1, (2 * MemberChannel.Window / MemberChannel.Overhead) + 2);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => flood.WaitAsync(Patience));
    }

    [Fact]
    public async Task MemberThatLeaves_IsLostOnceItsMessagesAreRead()
    {
        await using IMemberChannel cloud = await ConnectAsync(Cloud);
        IMemberChannel bank = await ConnectAsync(Bank);
        byte[] part = new byte[1024 * 1024];
        for (byte i = 0; i < 3; i++)
        {
            part[0] = i;
            await bank.SendAsync(Cloud, part, default);
        }

        await bank.DisposeAsync();
        for (byte i = 0; i < 3; i++)
        {
            Assert.Equal(i, (await cloud.ReceiveAsync(Bank, default).AsTask().WaitAsync(Patience)).Span[0]);
        }

        MemberLostException lost = await Assert.ThrowsAsync<MemberLostException>(() => cloud.ReceiveAsync(Bank, default).AsTask().WaitAsync(Patience));
        Assert.Equal((Bank, false), (lost.Member, lost.IsRelay));
        lost = await Assert.ThrowsAsync<MemberLostException>(() => cloud.SendAsync(Bank, part, default).AsTask().WaitAsync(Patience));
        Assert.Equal((Bank, false), (lost.Member, lost.IsRelay));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => bank.SendAsync(Cloud, part, default).AsTask());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => bank.ReceiveAsync(Cloud, default).AsTask());
    }

    [Fact]
    public async Task CallsThatWaitForAMemberThatLeaves_End()
    {
        await using IMemberChannel cloud = await ConnectAsync(Cloud);
        IMemberChannel bank = await ConnectAsync(Bank);
        Task receiving = cloud.ReceiveAsync(Bank, default).AsTask();
        Task sending = Task.Run(async () =>
        {
            while (true)
            {
                await cloud.SendAsync(Bank, new byte[1024 * 1024], default);
            }
        });
        await Task.Delay(100);
        Assert.False(receiving.IsCompleted);
        await bank.DisposeAsync();

        await Assert.ThrowsAsync<MemberLostException>(() => receiving.WaitAsync(Patience));
        await Assert.ThrowsAsync<MemberLostException>(() => sending.WaitAsync(Patience));
    }

    [Fact]
    public async Task OwnCallsThatWait_EndWhenTheChannelIsClosed()
    {
        IMemberChannel bank = await ConnectAsync(Bank);
        Task receiving = bank.ReceiveAsync(Cloud, default).AsTask();
        await bank.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => receiving.WaitAsync(Patience));
        await bank.DisposeAsync();
    }

    [Fact]
    public async Task LateMember_IsWaitedForAndGetsWhatWasSentBefore()
    {
        await using IMemberChannel bank = await ConnectAsync(Bank);
        await bank.SendAsync(Cloud, new byte[] { 1 }, default);
        Task<ReceivedMessage> receiving = bank.ReceiveAsync(Cloud, default).AsTask();
        await Task.Delay(100);
        Assert.False(receiving.IsCompleted);
        await using IMemberChannel cloud = await ConnectAsync(Cloud);
        Assert.Equal(1, (await cloud.ReceiveAsync(Bank, default).AsTask().WaitAsync(Patience)).Span[0]);
        await cloud.SendAsync(Bank, new byte[] { 2 }, default);
        Assert.Equal(2, (await receiving.WaitAsync(Patience)).Span[0]);
    }

    [Fact]
    public async Task MemberThatNeverJoins_IsWaitedForUntilTheDeadline()
    {
        await using IMemberChannel bank = await ConnectAsync(Bank);
        using var deadline = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bank.ReceiveAsync(Cloud, deadline.Token).AsTask().WaitAsync(Patience));
    }

    [Fact]
    public async Task SessionsAfterEachOther_AreNotMixed()
    {
        IMemberChannel first = await ConnectAsync(Bank);
        IMemberChannel cloud = await ConnectAsync(Cloud);
        await first.SendAsync(Cloud, new byte[] { 1 }, default);
        await cloud.SendAsync(Bank, new byte[] { 9 }, default);
        await first.DisposeAsync();

        // The bank is back while the cloud is still in the earlier session: neither gets the other's messages.
        await using IMemberChannel second = await ConnectAsync(Bank);
        await second.SendAsync(Cloud, new byte[] { 2 }, default);
        Task<ReceivedMessage> receiving = second.ReceiveAsync(Cloud, default).AsTask();
        Assert.Equal(1, (await cloud.ReceiveAsync(Bank, default).AsTask().WaitAsync(Patience)).Span[0]);
        await Assert.ThrowsAsync<MemberLostException>(() => cloud.ReceiveAsync(Bank, default).AsTask().WaitAsync(Patience));
        await Assert.ThrowsAsync<MemberLostException>(() => cloud.SendAsync(Bank, new byte[] { 3 }, default).AsTask().WaitAsync(Patience));
        await Task.Delay(100);
        Assert.False(receiving.IsCompleted);

        // Now the cloud comes to the later session.
        await cloud.DisposeAsync();
        await using IMemberChannel later = await ConnectAsync(Cloud);
        Assert.Equal(2, (await later.ReceiveAsync(Bank, default).AsTask().WaitAsync(Patience)).Span[0]);
        await later.SendAsync(Bank, new byte[] { 4 }, default);
        Assert.Equal(4, (await receiving.WaitAsync(Patience)).Span[0]);
    }

    [Fact]
    public async Task WordsOfAMemberThatLeftBeforeAnyoneCame_AreForNobody()
    {
        IMemberChannel bank = await ConnectAsync(Bank);
        await bank.SendAsync(Cloud, new byte[] { 1 }, default);
        await bank.DisposeAsync();
        await using IMemberChannel again = await ConnectAsync(Bank);
        await using IMemberChannel cloud = await ConnectAsync(Cloud);
        await again.SendAsync(Cloud, new byte[] { 2 }, default);
        Assert.Equal(2, (await cloud.ReceiveAsync(Bank, default).AsTask().WaitAsync(Patience)).Span[0]);
    }

    [Fact]
    public async Task TenSessions_OverOneRelay()
    {
        for (byte session = 0; session < 10; session++)
        {
            IMemberChannel bank = await ConnectAsync(Bank);
            IMemberChannel cloud = await ConnectAsync(Cloud);
            await bank.SendAsync(Cloud, new[] { session }, default);
            Assert.Equal(session, (await cloud.ReceiveAsync(Bank, default).AsTask().WaitAsync(Patience)).Span[0]);
            await bank.DisposeAsync();
            await cloud.DisposeAsync();
        }
    }

    [Fact]
    public async Task Traffic_IsThatOfTheMessages()
    {
        await using var bank = new CountedMemberChannel(await ConnectAsync(Bank));
        await using var cloud = new CountedMemberChannel(await ConnectAsync(Cloud));
        await bank.SendAsync(Cloud, new byte[1000], default);
        await bank.SendAsync(Cloud, new byte[24], default);
        await cloud.ReceiveAsync(Bank, default).AsTask().WaitAsync(Patience);
        Assert.Equal(new Traffic(2, 1024, 0), bank.Traffic);
        Assert.Equal(new Traffic(0, 0, 1000), cloud.Traffic);
    }

    /// <summary>Waits until a count has stood still for a while.</summary>
    protected static async Task Settle(Func<int> count)
    {
        for (int before = -1; before != count();)
        {
            before = count();
            await Task.Delay(300);
        }
    }
}
