using System.Text.Json;
using AgriCredit.Testing;

namespace AgriCredit.Privacy.Tests;

/// <summary>A round of mode R that a party drops out of, against a second implementation, in Python, written from the protocol's text.</summary>
public sealed class ResilientVectorTests
{
    private static readonly JsonElement File = VectorFile.Read("secure-aggregation.json");
    private static readonly JsonElement Round = File.GetProperty("resilient");
    private static readonly JsonElement[] Parties = Round.All("parties");
    private static readonly int Threshold = Round.GetProperty("threshold").GetInt32();
    private static readonly int Absent = Round.GetProperty("absent").GetInt32();
    private static readonly VectorLayout Layout = new(Parties.Length, [new VectorPart("x", Parties[0].Numbers("values").Length, 0, Math.ScaleB(1, 39))]);
    private static readonly RoundContext Context = new(
        File.Bytes("session"),
        File.GetProperty("round").GetUInt64(),
        File.GetProperty("attempt").GetUInt32(),
        File.Bytes("transcript"),
        File.Bytes("plan_hash"));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Create_WithASelfMask_GivesTheVector(int party)
    {
        JsonElement expected = Parties[party];
        using SecretBytes groupKey = SecretBytes.CopyOf(File.Bytes("group_key"));
        using SelfMask selfMask = Mask(expected);
        MaskedVector? masked = MaskedVector.Create(
            expected.Numbers("values"), Layout, Context, groupKey, Pairs("high", "low"), Pairs("low", "high"), selfMask, out _);
        Assert.Equal(expected.Text("words"), Convert.ToHexStringLower(masked!.Words.Span));
        Assert.Equal(ulong.Parse(expected.Text("tag")), masked.Tag);

        PairSecret[] Pairs(string own, string peer) =>
            [.. Round.All("pairs").Where(pair => pair.GetProperty(own).GetInt32() == party)
                .OrderBy(pair => pair.GetProperty(peer).GetInt32())
                .Select(pair => new PairSecret(SecretBytes.CopyOf(pair.Bytes("secret"))))];
    }

    [Fact]
    public void OpenStream_GivesTheStreamOfTheKey() => Assert.All(Parties, party =>
    {
        using SelfMask mask = Mask(party);
        using MaskStream stream = mask.OpenStream();
        using MaskStream expected = MaskStream.FromKey(party.Bytes("self_key"));
        Assert.Equal(MaskPaths.Words(expected, 0, 10), MaskPaths.Words(stream, 0, 10));
    });

    [Fact]
    public void Recover_FromTheShares_GivesTheMask() => Assert.All(Parties, party =>
    {
        byte[][] shares = Shares(party);
        Assert.All(shares.Select((share, index) => (share, index)), pair => Assert.True(SelfMask.IsShare(pair.share, pair.index + 1)));
        foreach (int[] chosen in Subsets.Of(shares.Length).Where(chosen => chosen.Length >= Threshold))
        {
            var interpolation = new ShareInterpolation(Threshold, [.. chosen.Select(index => index + 1)]);
            using SelfMask? recovered = interpolation.Recover([.. chosen.Select(index => (ReadOnlyMemory<byte>)shares[index])]);
            using SelfMask expected = Mask(party);
            Assert.Equal(SecretMemory.Of(expected)[0], SecretMemory.Of(recovered!)[0]);
        }
    });

    [Fact]
    public void IsShare_OfABadShare_IsFalse() => Assert.All(Round.All("bad_shares"), bad =>
        Assert.False(SelfMask.IsShare(bad.Bytes("share"), bad.GetProperty("holder").GetInt32()), bad.Text("why")));

    [Fact]
    public void RoundKey_GivesTheLeaf() => Assert.All(Round.All("leaves"), leaf =>
    {
        int survivor = leaf.GetProperty("survivor").GetInt32();
        JsonElement pair = Round.All("pairs").Single(pair =>
            pair.GetProperty("low").GetInt32() == Math.Min(survivor, Absent) && pair.GetProperty("high").GetInt32() == Math.Max(survivor, Absent));
        using var secret = new PairSecret(SecretBytes.CopyOf(pair.Bytes("secret")));
        using SecretBytes key = secret.RoundKey(Context);
        Assert.Equal(leaf.Text("key"), Convert.ToHexStringLower(key.Export()));
        Assert.Equal(survivor < Absent, leaf.GetProperty("added").GetBoolean());
    });

    [Fact]
    public void Sum_FromSharesAndLeaves_IsTheSumAndVerifies()
    {
        int[] survivors = [.. Enumerable.Range(0, Parties.Length).Where(party => party != Absent)];
        var sum = new MaskedSum(Layout.Length);
        foreach (JsonElement party in Parties)
        {
            Assert.True(sum.TryAdd(party.Bytes("words"), ulong.Parse(party.Text("tag"))));
        }

        Assert.True(sum.TryRemove(Parties[Absent].Bytes("words"), ulong.Parse(Parties[Absent].Text("tag"))));
        var interpolation = new ShareInterpolation(Threshold, [.. survivors.Select(party => party + 1)]);
        MaskStream[] selfMasks = [.. survivors.Select(party =>
            interpolation.Recover([.. survivors.Select(holder => (ReadOnlyMemory<byte>)Shares(Parties[party])[holder])])!.OpenStream())];
        sum.RemoveMasks([.. selfMasks, .. Leaves(added: true)], Leaves(added: false));

        JsonElement expected = Round.GetProperty("sum");
        Assert.Equal([.. expected.GetProperty("words").EnumerateArray().Select(word => unchecked((ulong)long.Parse(word.GetString()!)))], sum.Sum.ToArray());
        Assert.Equal(ulong.Parse(expected.Text("tag")), sum.Tag);
        using SecretBytes groupKey = SecretBytes.CopyOf(File.Bytes("group_key"));
        Assert.True(MaskedSum.Verify(sum.Sum, sum.Tag, Layout, Context, groupKey, expected.GetProperty("contributions").GetInt32()));

        MaskStream[] Leaves(bool added) =>
            [.. Round.All("leaves").Where(leaf => leaf.GetProperty("added").GetBoolean() == added).Select(leaf => MaskStream.FromKey(leaf.Bytes("key")))];
    }

    private static SelfMask Mask(JsonElement party) =>
        new(SecretBytes.CopyOf(SlowShamir.Bytes([.. party.GetProperty("self_mask").EnumerateArray().Select(element => ulong.Parse(element.GetString()!))])));

    private static byte[][] Shares(JsonElement party) => [.. party.GetProperty("shares").EnumerateArray().Select(share => Convert.FromHexString(share.GetString()!))];
}
