using System.Buffers.Binary;
using System.Security.Cryptography;
using AgriCredit.Privacy;

namespace AgriCredit.Federation.Vertical.Tests;

/// <summary>A message of any length arrives as it was sent, in pieces, or not at all.</summary>
public sealed class SecureLinkTests : IDisposable
{
    private const int Largest = (1 << 20) - 64;
    private static readonly byte[] Session = [.. Enumerable.Repeat((byte)7, 32)];
    private static readonly byte[] Context = SHA256.HashData([1]);
    private static readonly StepLabel Step = new(JointStep.List, 3, 4, 5);
    private readonly MemoryRelay _relay = new();
    private readonly SecretBytes _secret = SecretBytes.CopyOf(SHA256.HashData([2]));

    public void Dispose() => _secret.Dispose();

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(Largest - 1, 1)]
    [InlineData(Largest, 1)]
    [InlineData(Largest + 1, 2)]
    [InlineData(2 * Largest, 2)]
    [InlineData((2 * Largest) + 1, 3)]
    public async Task Message_ArrivesAsItWasSent(int length, int pieces)
    {
        int frames = 0;
        await using IMemberChannel bank = new TamperedChannel(_relay.Connect(JointFederation.Bank), (_, _, _, frame) =>
        {
            frames++;
            return [frame];
        });
        await using IMemberChannel cloud = _relay.Connect(JointFederation.Cloud);
        using SecureLink sender = Link(bank, JointFederation.Cloud);
        using SecureLink receiver = Link(cloud, JointFederation.Bank);
        byte[] message = new byte[length];
        new Random(length).NextBytes(message);
        byte[] received = new byte[length];

        ValueTask first = sender.SendAsync(JointFederation.Cloud, Step, message, default);
        await receiver.ReceiveAsync(JointFederation.Bank, Step, received, default);
        await first;
        await sender.SendAsync(JointFederation.Cloud, Step, message, default);

        Assert.Equal(message, received);
        Assert.Equal(message, await receiver.ReceiveAsync(JointFederation.Bank, Step, default));
        Assert.Equal(2 * pieces, frames);
    }

    [Theory]
    [InlineData("last piece lost", true)]
    [InlineData("last piece lost", false)]
    [InlineData("first piece lost", true)]
    [InlineData("first piece lost", false)]
    [InlineData("last called a piece", true)]
    [InlineData("last called a piece", false)]
    [InlineData("piece called the last", true)]
    [InlineData("piece called the last", false)]
    [InlineData("pieces exchanged", true)]
    [InlineData("pieces exchanged", false)]
    public async Task PiecesThatARelayHasChanged_DoNotOpen(string change, bool isLengthKnown)
    {
        byte[]? held = null;
        await using IMemberChannel bank = new TamperedChannel(_relay.Connect(JointFederation.Bank), (_, _, number, frame) => (change, number) switch
        {
            ("last piece lost", 1) or ("first piece lost", 0) => [],
            ("last called a piece", 1) => [Called(frame, 2)],
            ("piece called the last", 0) => [Called(frame, 0)],
            ("pieces exchanged", 0) => Hold(frame),
            ("pieces exchanged", 1) => [frame, held!],
            _ => [frame],
        });
        await using IMemberChannel cloud = _relay.Connect(JointFederation.Cloud);
        using SecureLink sender = Link(bank, JointFederation.Cloud);
        using SecureLink receiver = Link(cloud, JointFederation.Bank);
        byte[] message = new byte[2 * Largest];

        await sender.SendAsync(JointFederation.Cloud, Step, message, default);
        await sender.SendAsync(JointFederation.Cloud, Step, message, default);
        JointException refused = await Assert.ThrowsAsync<JointException>(async () =>
        {
            if (isLengthKnown)
            {
                await receiver.ReceiveAsync(JointFederation.Bank, Step, new byte[message.Length], default);
            }
            else
            {
                await receiver.ReceiveAsync(JointFederation.Bank, Step, default);
            }
        });

        Assert.Equal((JointFailureReason.BadMessage, JointFederation.Bank), (refused.Failure.Reason, refused.Failure.Member));

        IReadOnlyList<byte[]> Hold(byte[] frame)
        {
            held = frame;
            return [];
        }

        static byte[] Called(byte[] frame, byte kind)
        {
            frame[0] = kind;
            return frame;
        }
    }

    [Fact]
    public async Task EmptyPieces_DoNotHoldTheReceiver()
    {
        await using IMemberChannel bank = _relay.Connect(JointFederation.Bank);
        await using IMemberChannel cloud = _relay.Connect(JointFederation.Cloud);
        using SecureLink receiver = Link(cloud, JointFederation.Bank);
        using var stream = new SealedStream(_secret, Session, "bank", "cloud");
        for (int i = 0; i < 2; i++)
        {
            byte[] label = new byte[24 + Context.Length];
            foreach ((int value, int place) in ((int[])[(int)Step.Step, Step.Pass, Step.Item, Step.Block, 0, 2]).Select((value, place) => (value, place)))
            {
                BinaryPrimitives.WriteInt32LittleEndian(label.AsSpan(4 * place), value);
            }

            Context.CopyTo(label, 24);
            byte[] frame = new byte[1 + SealedStream.Overhead];
            frame[0] = 2;
            stream.Seal(label, [], frame.AsSpan(1));
            await bank.SendAsync(JointFederation.Cloud, frame, default);
        }

        JointException refused = await Assert.ThrowsAsync<JointException>(async () => await receiver.ReceiveAsync(JointFederation.Bank, Step, default));

        // The first, not a message that never ends.
        Assert.Equal(JointFailureReason.BadMessage, refused.Failure.Reason);
        using ReceivedMessage second = await cloud.ReceiveAsync(JointFederation.Bank, default);
        Assert.Equal(1 + SealedStream.Overhead, second.Length);
    }

    private SecureLink Link(IMemberChannel channel, PartyId other) =>
        new(channel, new Dictionary<PartyId, SecretBytes> { [other] = _secret }, Session, Context, TimeSpan.FromSeconds(10), TimeProvider.System);
}
