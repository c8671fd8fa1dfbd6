using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace AgriCredit.Privacy.Tests.Vertical;

/// <summary>PROTOCOL 5.3: what a label's stream is, and that it is drawn once.</summary>
public sealed class DealtSeedTests
{
    private static readonly byte[] Seed = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
    private static readonly byte[] Session = [.. Enumerable.Range(100, 32).Select(i => (byte)i)];

    [Theory]
    [InlineData(DealtOperation.ColumnMask, 0, 0, 0)]
    [InlineData(DealtOperation.PhaseTable, 3, 0, 511)]
    [InlineData(DealtOperation.FactorMask, 8, 29, 1)]
    public void Stream_IsThatOfTheProtocolsText(DealtOperation operation, int pass, int item, int block)
    {
        using DealtSeed seed = Open();
        ulong[] words = new ulong[37];

        seed.Draw(new DealtLabel(operation, pass, item, block), words);

        Assert.Equal(Expected(operation, pass, item, block, words.Length), words);
    }

    [Fact]
    public void LabelDrawnTwice_IsDoubleUse()
    {
        using DealtSeed seed = Open();
        var label = new DealtLabel(DealtOperation.LiftMask, 2, 1, 7);
        seed.Draw(label, new uint[4]);

        DoubleUseException words = Assert.Throws<DoubleUseException>(() => seed.Draw(label, new ulong[2]));
        Assert.Throws<DoubleUseException>(() => seed.Draw(label, new uint[2]));
        Assert.Equal(label, words.Label);
        Assert.Contains("2, item 1, block 7", words.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryPartOfALabel_TheSeedAndTheSession_ChangeTheStream()
    {
        ulong[][] streams =
        [
            Draw(Seed, Session, new DealtLabel(DealtOperation.Phase, 1, 1, 1)),
            Draw(Seed, Session, new DealtLabel(DealtOperation.LiftMask, 1, 1, 1)),
            Draw(Seed, Session, new DealtLabel(DealtOperation.Phase, 2, 1, 1)),
            Draw(Seed, Session, new DealtLabel(DealtOperation.Phase, 1, 2, 1)),
            Draw(Seed, Session, new DealtLabel(DealtOperation.Phase, 1, 1, 2)),
            Draw(Seed, Session, new DealtLabel(DealtOperation.Phase, 1, 0, 1)),
            Draw([.. Seed.Reverse()], Session, new DealtLabel(DealtOperation.Phase, 1, 1, 1)),
            Draw(Seed, [.. Session.Reverse()], new DealtLabel(DealtOperation.Phase, 1, 1, 1)),
        ];

        // No word in common: by chance with a probability of 2^-48.
        Assert.Equal(streams.Sum(stream => stream.Length), streams.SelectMany(stream => stream).Distinct().Count());
    }

    [Fact]
    public void SmallWords_AreTheHalvesOfTheWords()
    {
        var label = new DealtLabel(DealtOperation.Phase, 1);
        uint[] halves = new uint[64];
        using DealtSeed seed = Open();

        seed.Draw(label, halves);

        Assert.Equal(Draw(Seed, Session, label).SelectMany(word => (uint[])[unchecked((uint)word), (uint)(word >> 32)]), halves);
        Assert.Throws<ArgumentException>(() => seed.Draw(new DealtLabel(DealtOperation.Phase, 2), new uint[3]));
    }

    [Fact]
    public void Text_HoldsNoSeed()
    {
        using DealtSeed seed = Open();

        Assert.Equal("DealtSeed(redacted)", seed.ToString());
        Assert.Throws<ArgumentException>(() => new DealtSeed(SecretBytes.CopyOf(new byte[31]), Session));
        Assert.Throws<ArgumentException>(() => new DealtSeed(SecretBytes.CopyOf(Seed), new byte[31]));
    }

    private static DealtSeed Open() => new(SecretBytes.CopyOf(Seed), Session);

    private static ulong[] Draw(byte[] key, byte[] session, DealtLabel label)
    {
        using var seed = new DealtSeed(SecretBytes.CopyOf(key), session);
        ulong[] words = new ulong[32];
        seed.Draw(label, words);
        return words;
    }

    /// <summary>HKDF-Expand (RFC 5869, one block) and AES-128 in counter mode, from their definitions.</summary>
    private static ulong[] Expected(DealtOperation operation, int pass, int item, int block, int count)
    {
        byte[] info = [.. Encoding.ASCII.GetBytes("agricredit/v1/dealt"), .. Session, .. BitConverter.GetBytes((long)pass), .. BitConverter.GetBytes((int)operation), .. BitConverter.GetBytes(((long)item << 32) + block)];
        byte[] key = HMACSHA256.HashData(Seed, (byte[])[.. info, 1])[..16];
        using Aes aes = Aes.Create();
        aes.Key = key;
        byte[] counters = new byte[(count + 1) / 2 * 16];
        for (int i = 0; i < counters.Length; i += 16)
        {
            BinaryPrimitives.WriteInt32BigEndian(counters.AsSpan(i + 12), i / 16);
        }

        byte[] stream = aes.EncryptEcb(counters, PaddingMode.None);
        return [.. Enumerable.Range(0, count).Select(i => BinaryPrimitives.ReadUInt64LittleEndian(stream.AsSpan(8 * i)))];
    }
}
