using System.Diagnostics;

namespace AgriCredit.Federation.Grpc.Tests.Relay;

/// <summary>Connections that break, at either end, and a relay that comes late.</summary>
public sealed class RelayLossTests : IDisposable
{
    private readonly RelayUnderTest _relay = new();

    public void Dispose() => _relay.Dispose();

    [Fact]
    public async Task RelayThatStops_IsLostToAll()
    {
        RelayHost host = await _relay.StartAsync();
        await using GrpcMemberChannel bank = await _relay.ConnectAsync(host, RelayUnderTest.Bank);
        await using GrpcMemberChannel cloud = await _relay.ConnectAsync(host, RelayUnderTest.Cloud);
        Task receiving = cloud.ReceiveAsync(RelayUnderTest.Bank, default).AsTask();
        Task sending = Task.Run(async () =>
        {
            while (true)
            {
                await bank.SendAsync(RelayUnderTest.Cloud, new byte[1000], default);
            }
        });
        await Task.Delay(200);
        await host.DisposeAsync();

        foreach (Task task in new[] { sending, cloud.ReceiveAsync(RelayUnderTest.Dealer, default).AsTask() })
        {
            MemberLostException lost = await Assert.ThrowsAsync<MemberLostException>(() => task.WaitAsync(RelayUnderTest.Patience));
            Assert.True(lost.IsRelay);
            Assert.Equal(RelayUnderTest.Coordinator, lost.Member);
        }

        // What had arrived is read first.
        await receiving.WaitAsync(RelayUnderTest.Patience);
    }

    [Fact]
    public async Task MemberKilledWithoutGoodbye_IsLostAfterItsMessages()
    {
        await using RelayHost host = await _relay.StartAsync();
        await using GrpcMemberChannel cloud = await _relay.ConnectAsync(host, RelayUnderTest.Cloud);
        Stream? connection = null;
        await using GrpcMemberChannel bank = await _relay.ConnectAsync(host, RelayUnderTest.Bank, new MemberChannelOptions { Connected = stream => connection = stream });
        await bank.SendAsync(RelayUnderTest.Cloud, new byte[] { 1 }, default);
        await bank.SendAsync(RelayUnderTest.Cloud, new byte[3_000_000], default);
        Assert.Equal(1, (await cloud.ReceiveAsync(RelayUnderTest.Bank, default).AsTask().WaitAsync(RelayUnderTest.Patience)).Length);
        Assert.Equal(3_000_000, (await cloud.ReceiveAsync(RelayUnderTest.Bank, default).AsTask().WaitAsync(RelayUnderTest.Patience)).Length);
        connection!.Close();

        MemberLostException lost = await Assert.ThrowsAsync<MemberLostException>(() => cloud.ReceiveAsync(RelayUnderTest.Bank, default).AsTask().WaitAsync(RelayUnderTest.Patience));
        Assert.Equal((RelayUnderTest.Bank, false), (lost.Member, lost.IsRelay));
        lost = await Assert.ThrowsAsync<MemberLostException>(() => bank.ReceiveAsync(RelayUnderTest.Cloud, default).AsTask().WaitAsync(RelayUnderTest.Patience));
        Assert.True(lost.IsRelay);
    }

    [Fact]
    public async Task MemberCutOffInTheMiddleOfAMessage_LeavesNoPartOfIt()
    {
        await using RelayHost host = await _relay.StartAsync();
        await using GrpcMemberChannel cloud = await _relay.ConnectAsync(host, RelayUnderTest.Cloud);
        using (RelayUnderTest.RawStream bank = _relay.OpenRaw(host, RelayUnderTest.Bank))
        {
            await bank.ReadAsync();
            await bank.WriteAsync(new RelayFrame(RelayFrameKind.Begin, "cloud", 1000, new byte[999]));
            await Task.Delay(200);
        }

        await Assert.ThrowsAsync<MemberLostException>(() => cloud.ReceiveAsync(RelayUnderTest.Bank, default).AsTask().WaitAsync(RelayUnderTest.Patience));
    }

    [Fact]
    public async Task MemberThatFallsSilent_IsLostAfterAPing()
    {
        await using RelayHost host = await _relay.StartAsync(new RelayOptions { KeepAlive = TimeSpan.FromSeconds(1) });
        await using GrpcMemberChannel cloud = await _relay.ConnectAsync(host, RelayUnderTest.Cloud);
        FrozenStream? frozen = null;
        GrpcMemberChannel bank = await _relay.ConnectAsync(host, RelayUnderTest.Bank, new MemberChannelOptions { Connected = stream => frozen = new FrozenStream(stream) });
        frozen!.Freeze();
        Task second = _relay.ConnectAsync(host, RelayUnderTest.Bank);
        long started = Stopwatch.GetTimestamp();
        await Assert.ThrowsAsync<MemberLostException>(() => cloud.ReceiveAsync(RelayUnderTest.Bank, default).AsTask().WaitAsync(RelayUnderTest.Patience));
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0, 20);

        // The one who waited for the place has it.
        await using GrpcMemberChannel successor = await ((Task<GrpcMemberChannel>)second).WaitAsync(RelayUnderTest.Patience);
        frozen.Close();
        await bank.DisposeAsync();
    }

    [Fact]
    public async Task MembersThatStartBeforeTheRelay_Wait()
    {
        RelayHost first = await _relay.StartAsync();
        Uri address = first.Address;
        await first.DisposeAsync();
        int told = 0;
        var options = new MemberChannelOptions { ReconnectTimeout = RelayUnderTest.Patience, Waiting = _ => Interlocked.Increment(ref told) };
        Task<GrpcMemberChannel>[] joining = [_relay.ConnectAsync(address, RelayUnderTest.Bank, options), _relay.ConnectAsync(address, RelayUnderTest.Cloud, options)];
        await Task.Delay(700);
        await using RelayHost host = await _relay.StartAsync(port: address.Port);
        GrpcMemberChannel[] channels = await Task.WhenAll(joining).WaitAsync(RelayUnderTest.Patience);
        await channels[0].SendAsync(RelayUnderTest.Cloud, new byte[] { 5 }, default);

        Assert.Equal(5, (await channels[1].ReceiveAsync(RelayUnderTest.Bank, default).AsTask().WaitAsync(RelayUnderTest.Patience)).Span[0]);
        Assert.Equal(2, told);
        await channels[0].DisposeAsync();
        await channels[1].DisposeAsync();
    }

    [Fact]
    public async Task RelayThatIsNotThere_IsSaidSo()
    {
        FederationException exception = await Assert.ThrowsAsync<FederationException>(() => _relay.ConnectAsync(new Uri("https://127.0.0.1:1"), RelayUnderTest.Bank));
        Assert.Contains("nothing listens there", exception.Message, StringComparison.Ordinal);
    }

    /// <summary>A connection on which, once frozen, nothing comes or goes, and neither end is told.</summary>
    private sealed class FrozenStream : Stream
    {
        private readonly Stream _inner;
        private readonly TaskCompletionSource _frozen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile bool _isFrozen;

        public FrozenStream(Stream inner) => _inner = inner;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public void Freeze() => _isFrozen = true;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = await _inner.ReadAsync(buffer, cancellationToken);
            if (_isFrozen)
            {
                await _frozen.Task.WaitAsync(cancellationToken);
                throw new IOException("The connection was frozen.");
            }

            return read;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            _isFrozen ? ValueTask.CompletedTask : _inner.WriteAsync(buffer, cancellationToken);

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            _frozen.TrySetResult();
            _inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
