using System.Security.Cryptography;

namespace AgriCredit.Privacy.Tests;

public sealed class PairBoxTests
{
    private static readonly byte[] Session = SimulatedRound.Bytes("session");
    private static readonly byte[] Secret = SimulatedRound.Bytes("box secret");
    private static readonly byte[] Content = [.. Enumerable.Range(0, 48).Select(i => (byte)i)];
    private static readonly BoxAddress Address = new("bank-1", "bank-2", Session, 3, 1, 7);

    public static TheoryData<string> Elsewhere => [.. Addresses.Keys];

    private static Dictionary<string, BoxAddress> Addresses => new()
    {
        ["sender"] = new("bank-3", "bank-2", Session, 3, 1, 7),
        ["receiver"] = new("bank-1", "bank-3", Session, 3, 1, 7),
        ["direction"] = new("bank-2", "bank-1", Session, 3, 1, 7),
        ["boundary of the ids"] = new("bank-1b", "ank-2", Session, 3, 1, 7),
        ["session"] = new("bank-1", "bank-2", SimulatedRound.Bytes("another session"), 3, 1, 7),
        ["round"] = new("bank-1", "bank-2", Session, 4, 1, 7),
        ["attempt"] = new("bank-1", "bank-2", Session, 3, 2, 7),
        ["kind"] = new("bank-1", "bank-2", Session, 3, 1, 8),
    };

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(48)]
    [InlineData(1000)]
    public void Open_AtItsOwnAddress_GivesTheContent(int length)
    {
        byte[] content = RandomNumberGenerator.GetBytes(length);
        using PairBox sender = Open();
        using PairBox receiver = Open();
        byte[] box = sender.Seal(Address, content);
        Assert.Equal(length + 16, box.Length);
        using SecretBytes? opened = receiver.Open(Address, box);
        Assert.Equal(content, opened!.Span.ToArray());
    }

    [Theory]
    [MemberData(nameof(Elsewhere))]
    public void Open_Elsewhere_IsNull(string changed)
    {
        using PairBox pair = Open();
        Assert.Null(pair.Open(Addresses[changed], pair.Seal(Address, Content)));
        Assert.NotEqual(pair.Seal(Addresses[changed], Content), pair.Seal(Address, Content));
    }

    [Fact]
    public void Open_OfATamperedBox_IsNull()
    {
        using PairBox pair = Open();
        byte[] box = pair.Seal(Address, Content);
        for (int bit = 0; bit < 8 * box.Length; bit++)
        {
            byte[] tampered = [.. box];
            tampered[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Null(pair.Open(Address, tampered));
        }
    }

    [Fact]
    public void Open_OfACutOrExtendedBox_IsNull()
    {
        using PairBox pair = Open();
        byte[] box = pair.Seal(Address, Content);
        for (int length = 0; length < box.Length; length++)
        {
            Assert.Null(pair.Open(Address, box.AsSpan(0, length)));
        }

        Assert.Null(pair.Open(Address, [.. box, 0]));
        Assert.Null(pair.Open(Address, box.AsSpan(1)));
    }

    [Fact]
    public void Open_UnderAnotherSecret_IsNull()
    {
        using PairBox pair = Open();
        using var another = new PairBox(SecretBytes.CopyOf(SimulatedRound.Bytes("another box secret")));
        Assert.Null(another.Open(Address, pair.Seal(Address, Content)));
    }

    [Fact]
    public void Seal_IsAesGcmUnderTheKeyOfTheAddress()
    {
        byte[] info =
        [
            .. "agricredit/v1/box"u8, 6, 0, 0, 0, .. "bank-1"u8, 6, 0, 0, 0, .. "bank-2"u8, .. Session,
            3, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 7, 0, 0, 0,
        ];
        using var aes = new AesGcm(Reference.Expand(Secret, info, 32), 16);
        byte[] expected = new byte[Content.Length + 16];
        aes.Encrypt(new byte[12], Content, expected.AsSpan(0, Content.Length), expected.AsSpan(Content.Length));
        using PairBox pair = Open();
        Assert.Equal(expected, pair.Seal(Address, Content));
    }

    [Fact]
    public void Seal_OfKeyMaterial_IsThatOfItsBytes()
    {
        using PairBox pair = Open();
        using SecretBytes key = SecretBytes.CopyOf(Content);
        Assert.Equal(pair.Seal(Address, Content), pair.Seal(Address, key));
    }

    [Fact]
    public void Disposal_ZeroesTheSecret()
    {
        PairBox pair = Open();
        byte[] memory = Assert.Single(SecretMemory.Of(pair));
        Assert.Equal(Secret, memory);
        pair.Dispose();
        Assert.All(memory, value => Assert.Equal(0, value));
        Assert.Throws<ObjectDisposedException>(() => pair.Seal(Address, Content));
        Assert.Throws<ObjectDisposedException>(() => pair.Open(Address, new byte[64]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void Address_WithASessionIdOfAnotherLength_IsRefused(int length) =>
        Assert.Throws<ArgumentException>("Session", () => new BoxAddress("a", "b", new byte[length], 0, 0, 0));

    // A lone surrogate has no UTF-8 form; replaced by U+FFFD, these two ids would share their boxes' keys.
    [Fact]
    public void Seal_ForAnIdThatIsNoText_IsRefused()
    {
        using PairBox pair = Open();
        foreach (char surrogate in new[] { '\ud800', '\udfff' })
        {
            var address = new BoxAddress("bank" + surrogate, "b", Session, 0, 0, 0);
            Assert.ThrowsAny<ArgumentException>(() => pair.Seal(address, Content));
        }
    }

    private static PairBox Open() => new(SecretBytes.CopyOf(Secret));
}
