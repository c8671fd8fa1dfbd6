using System.Text.Json;
using AgriCredit.Testing;

namespace AgriCredit.Privacy.Tests;

/// <summary>A whole round, a ratchet step and a box against a second implementation, in Python, written from the protocol's text.</summary>
public sealed class SecureAggregationVectorTests
{
    private static readonly JsonElement File = VectorFile.Read("secure-aggregation.json");
    private static readonly RoundContext Context = new(
        File.Bytes("session"),
        File.GetProperty("round").GetUInt64(),
        File.GetProperty("attempt").GetUInt32(),
        File.Bytes("transcript"),
        File.Bytes("plan_hash"));

    private static readonly VectorLayout Layout = new(3, [.. File.All("parts").Select(part => new VectorPart(
        part.Text("name"), part.GetProperty("length").GetInt32(), part.GetProperty("fractional_bits").GetInt32(), part.GetProperty("bound").GetDouble()))]);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Create_GivesTheVector(int party)
    {
        JsonElement expected = File.All("parties")[party];
        double[] values = expected.Numbers("values");
        ulong[] encoded = new ulong[Layout.Length];
        Assert.Equal(-1, FixedPointEncoding.Encode(values, Layout, encoded));
        Assert.Equal(Words(expected, "encoded"), encoded);

        using SecretBytes groupKey = SecretBytes.CopyOf(File.Bytes("group_key"));
        MaskedVector? masked = MaskedVector.Create(values, Layout, Context, groupKey, Pairs("high", "low"), Pairs("low", "high"), selfMask: null, out _);
        Assert.Equal(expected.Text("words"), Convert.ToHexStringLower(masked!.Words.Span));
        Assert.Equal(ulong.Parse(expected.Text("tag")), masked.Tag);

        PairSecret[] Pairs(string own, string peer) =>
            [.. File.All("pairs").Where(pair => pair.GetProperty(own).GetInt32() == party)
                .OrderBy(pair => pair.GetProperty(peer).GetInt32())
                .Select(pair => new PairSecret(SecretBytes.CopyOf(pair.Bytes("secret"))))];
    }

    [Fact]
    public void Sum_OfTheVectors_IsTheSumAndVerifies()
    {
        var sum = new MaskedSum(Layout.Length);
        foreach (JsonElement party in File.All("parties"))
        {
            Assert.True(sum.TryAdd(party.Bytes("words"), ulong.Parse(party.Text("tag"))));
        }

        Assert.Equal(Words(File.GetProperty("sum"), "words"), sum.Sum.ToArray());
        Assert.Equal(ulong.Parse(File.GetProperty("sum").Text("tag")), sum.Tag);
        using SecretBytes groupKey = SecretBytes.CopyOf(File.Bytes("group_key"));
        Assert.True(MaskedSum.Verify(sum.Sum, sum.Tag, Layout, Context, groupKey, Layout.Parties));
    }

    [Fact]
    public void Verify_OfABadSum_Refuses()
    {
        using SecretBytes groupKey = SecretBytes.CopyOf(File.Bytes("group_key"));
        foreach (JsonElement bad in File.All("bad_sums"))
        {
            Assert.False(MaskedSum.Verify(Words(bad, "words"), ulong.Parse(bad.Text("tag")), Layout, Context, groupKey, Layout.Parties), bad.Text("why"));
        }
    }

    [Fact]
    public void Ratchet_GivesTheSuccessor()
    {
        JsonElement ratchet = File.GetProperty("ratchet");
        using var before = new PairSecret(SecretBytes.CopyOf(ratchet.Bytes("before")));
        using var after = new PairSecret(SecretBytes.CopyOf(ratchet.Bytes("after")));
        before.Ratchet();
        using MaskStream stream = before.OpenRound(Context);
        using MaskStream expected = after.OpenRound(Context);
        Assert.Equal(MaskPaths.Words(expected, 0, 4), MaskPaths.Words(stream, 0, 4));
    }

    [Fact]
    public void Box_IsTheVector()
    {
        JsonElement box = File.GetProperty("box");
        using var pair = new PairBox(SecretBytes.CopyOf(box.Bytes("secret")));
        var address = new BoxAddress(
            box.Text("sender"),
            box.Text("receiver"),
            box.Bytes("session"),
            box.GetProperty("round").GetUInt64(),
            box.GetProperty("attempt").GetUInt32(),
            box.GetProperty("kind").GetUInt32());
        Assert.Equal(box.Text("sealed"), Convert.ToHexStringLower(pair.Seal(address, box.Bytes("content"))));
        using SecretBytes? opened = pair.Open(address, box.Bytes("sealed"));
        Assert.Equal(box.Bytes("content"), opened!.Span.ToArray());
    }

    private static ulong[] Words(JsonElement element, string property) =>
        [.. element.GetProperty(property).EnumerateArray().Select(word => unchecked((ulong)long.Parse(word.GetString()!)))];
}
