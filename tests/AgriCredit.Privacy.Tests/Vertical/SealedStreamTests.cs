using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace AgriCredit.Privacy.Tests.Vertical;

/// <summary>Messages of a pair open in their own place only; after one that does not, none opens.</summary>
public sealed class SealedStreamTests
{
    private static readonly byte[] Session = [.. Enumerable.Range(0, 32).Select(i => (byte)(3 * i))];
    private static readonly byte[] Secret = [.. Enumerable.Range(0, 32).Select(i => (byte)(255 - i))];
    private static readonly byte[] Label = [1, 2, 3];
    private static readonly byte[] Content = [.. Enumerable.Range(0, 100).Select(i => (byte)i)];

    [Fact]
    public void MessagesInOrder_Open()
    {
        using SealedStream sender = Open();
        using SealedStream receiver = Open();
        for (byte i = 0; i < 5; i++)
        {
            Assert.True(TryOpen(receiver, [i], Seal(sender, [i], Content[..(20 * i)]), out byte[] content));
            Assert.Equal(Content[..(20 * i)], content);
        }
    }

    [Fact]
    public void SealedMessage_IsThatOfTheProtocolsText()
    {
        using SealedStream sender = Open();
        Seal(sender, Label, Content);
        byte[] second = Seal(sender, Label, Content);

        byte[] info = [.. Encoding.ASCII.GetBytes("agricredit/v1/stream"), .. Session, 4, 0, 0, 0, .. "bank"u8, 5, 0, 0, 0, .. "cloud"u8];
        using var aes = new AesGcm(HMACSHA256.HashData(Secret, (byte[])[.. info, 1]), 16);
        byte[] nonce = new byte[12];
        BinaryPrimitives.WriteUInt64LittleEndian(nonce.AsSpan(4), 1);
        byte[] content = new byte[Content.Length];
        aes.Decrypt(nonce, second.AsSpan(0, content.Length), second.AsSpan(content.Length), content, Label);
        Assert.Equal(Content, content);
    }

    public static TheoryData<string> Faults => ["repeated", "left out", "reordered", "other label", "no label", "own direction", "other session", "other secret", "truncated", "lengthened", "empty", "first bit", "last bit", "tag bit"];

    [Theory]
    [MemberData(nameof(Faults))]
    public void MessageOutOfItsPlace_DoesNotOpen_NorAnyAfterIt(string fault)
    {
        using SealedStream sender = fault switch
        {
            "own direction" => Open("cloud", "bank"),
            "other session" => Open(session: [.. Session.Reverse()]),
            "other secret" => Open(secret: [.. Secret.Reverse()]),
            _ => Open(),
        };
        using SealedStream receiver = Open();
        byte[] first = Seal(sender, Label, Content);
        byte[] second = Seal(sender, Label, Content);
        byte[] third = Seal(sender, Label, Content);
        bool opened = fault switch
        {
            "repeated" => TryOpen(receiver, Label, first, out _) && TryOpen(receiver, Label, first, out _),
            "left out" or "reordered" => TryOpen(receiver, Label, second, out _),
            "other label" => TryOpen(receiver, [1, 2, 4], first, out _),
            "no label" => TryOpen(receiver, [], first, out _),
            "truncated" => TryOpen(receiver, Label, first[..^1], out _),
            "lengthened" => TryOpen(receiver, Label, [.. first, 0], out _),
            "empty" => receiver.TryOpen(Label, [], []),
            "first bit" => TryOpen(receiver, Label, Flip(first, 0), out _),
            "last bit" => TryOpen(receiver, Label, Flip(first, Content.Length - 1), out _),
            "tag bit" => TryOpen(receiver, Label, Flip(first, first.Length - 1), out _),
            _ => TryOpen(receiver, Label, first, out _),
        };

        Assert.False(opened);
        Assert.All([first, second, third], message =>
        {
            Assert.False(TryOpen(receiver, Label, message, out byte[] content));
            Assert.All(content, value => Assert.Equal(0, value));
        });
    }

    [Fact]
    public void Text_HoldsNoKey()
    {
        using SealedStream stream = Open();

        Assert.Equal("SealedStream(redacted)", stream.ToString());
    }

    private static SealedStream Open(string sender = "bank", string receiver = "cloud", byte[]? session = null, byte[]? secret = null)
    {
        using SecretBytes bytes = SecretBytes.CopyOf(secret ?? Secret);
        return new SealedStream(bytes, session ?? Session, sender, receiver);
    }

    private static byte[] Seal(SealedStream stream, byte[] label, byte[] content)
    {
        byte[] sealedMessage = new byte[content.Length + SealedStream.Overhead];
        stream.Seal(label, content, sealedMessage);
        return sealedMessage;
    }

    private static bool TryOpen(SealedStream stream, byte[] label, byte[] sealedMessage, out byte[] content)
    {
        content = new byte[sealedMessage.Length - SealedStream.Overhead];
        Array.Fill(content, (byte)9);
        return stream.TryOpen(label, sealedMessage, content);
    }

    private static byte[] Flip(byte[] message, int index)
    {
        message[index] ^= 1;
        return message;
    }
}
