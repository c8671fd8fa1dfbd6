using System.Buffers;
using System.Text;
using Grpc.Core;
using Google.Protobuf;

namespace AgriCredit.Federation.Grpc.Tests.Relay;

/// <summary>The frames written by hand are those of relay.proto.</summary>
public sealed class RelayCodecTests
{
    public static TheoryData<int, string, int, int> Frames => new()
    {
        { 0, "cloud", 0, 1 },
        { 1, "bank", MemberChannel.MessageLimit, 1000 },
        { 1, "Raiffeisen Mühlbach", 127, 127 },
        { 1, "x", 128, 128 },
        { 1, "bank", 0, 0 },
        { 2, new string('ü', PartyId.MaxLength), int.MaxValue, 0 },
        { 5, "", 0, 0 },
        { 7, "", 0, 0 },
    };

    [Theory]
    [MemberData(nameof(Frames))]
    public void Frame_IsThatOfTheProtoBothWays(int kind, string member, int length, int payloadLength)
    {
        byte[] payload = new byte[payloadLength];
        new Random(1).NextBytes(payload);
        var frame = new RelayFrame((RelayFrameKind)kind, member, length, payload);
        byte[] written = Write(frame);
        var wire = Wire.RelayFrame.Parser.ParseFrom(written);
        Assert.Equal((kind, member, (uint)length), ((int)wire.Kind, wire.Member, wire.Length));
        Assert.Equal(payload, wire.Payload.ToByteArray());
        Assert.Equal(written, wire.ToByteArray());

        RelayFrame read = Read(wire.ToByteArray());
        Assert.Equal((frame.Kind, frame.Member, frame.Length), (read.Kind, read.Member, read.Length));
        Assert.Equal(payload, read.Payload.ToArray());
    }

    [Fact]
    public void BytesThatAreNoFrame_AreMalformed()
    {
        byte[] sound = Write(new RelayFrame(RelayFrameKind.Begin, "cloud", 300, new byte[300]));
        Assert.Equal(RelayFrameKind.Begin, Read(sound).Kind);
        byte[][] wrong =
        [
            sound[..^1],
            [.. sound, 0],
            sound[1..],
            [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
            [0x0A, 0xFF, 0xFF, 0xFF, 0x7F],
            [0x0A, 0x02, 0xC3, 0x28],
            [0x0A, 0x01, 0x00],
            [0x10, 0x08],
            [0x18, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F],
            [0x18, 0x01, 0x10, 0x01],
            [0x28, 0x01],
            Encoding.ASCII.GetBytes("GET / HTTP/1.1"),
        ];
        Assert.All(wrong, bytes => Assert.Equal(RelayFrameKind.Malformed, Read(bytes).Kind));
    }

    [Fact]
    public void AnyBytes_AreAFrameOrMalformed()
    {
        var random = new Random(7);
        byte[] sound = Write(new RelayFrame(RelayFrameKind.Begin, "cloud", 40, new byte[40]));
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = [.. sound];
            for (int change = random.Next(1, 5); change > 0; change--)
            {
                bytes[random.Next(Math.Min(bytes.Length, 14))] = (byte)random.Next(256);
            }

            Assert.InRange((int)Read(bytes).Kind, -1, 7);
        }
    }

    private static RelayFrame Read(byte[] bytes) => RelayCodec.Read(new ReadOnlySequence<byte>(bytes), (frame, length) => frame.Rent(length));

    private static byte[] Write(RelayFrame frame)
    {
        var context = new Recording();
        RelayCodec.Write(frame, context);
        return context.Written.WrittenSpan.ToArray();
    }

    private sealed class Recording : SerializationContext
    {
        public ArrayBufferWriter<byte> Written { get; } = new();

        public override IBufferWriter<byte> GetBufferWriter() => Written;

        public override void SetPayloadLength(int payloadLength)
        {
        }

        public override void Complete()
        {
        }

        public override void Complete(byte[] payload) => throw new NotSupportedException();
    }
}
