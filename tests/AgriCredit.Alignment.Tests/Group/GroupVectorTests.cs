using System.Text;
using System.Text.Json;
using AgriCredit.Testing;

namespace AgriCredit.Alignment.Tests.Group;

public class GroupVectorTests
{
    private static readonly JsonElement Vectors = VectorFile.Read("alignment.json");

    [Fact]
    public void ExpandMessage_MatchesRfc9380()
    {
        JsonElement expand = Vectors.GetProperty("expand");
        foreach (JsonElement vector in expand.All("answers"))
        {
            byte[] uniform = new byte[vector.GetProperty("length").GetInt32()];
            ExpandMessage.Xmd(Encoding.ASCII.GetBytes(vector.Text("message")), Encoding.ASCII.GetBytes(expand.Text("tag")), uniform);
            Assert.Equal(vector.Text("uniform"), Convert.ToHexStringLower(uniform));
        }
    }

    [Fact]
    public void HashToGroup_MatchesRfc9497()
    {
        JsonElement group = Vectors.GetProperty("hash_to_group");
        var hash = new GroupHash(group.Bytes("tag"));
        using SecretScalar blind = SecretScalar.CopyOf(group.Bytes("blind"));
        using SecretScalar key = SecretScalar.CopyOf(group.Bytes("key"));
        foreach (JsonElement vector in group.All("answers"))
        {
            byte[] element = new byte[32];
            byte[] blinded = new byte[32];
            byte[] evaluated = new byte[32];
            hash.Hash(vector.Bytes("message"), element);
            Assert.Equal(vector.Bytes("element"), element);
            Assert.True(blind.TryMask(element, blinded));
            Assert.Equal(vector.Bytes("blinded"), blinded);
            Assert.True(key.TryMask(blinded, evaluated));
            Assert.Equal(vector.Bytes("evaluated"), evaluated);
        }
    }

    [Fact]
    public void BadElements_AreRefused()
    {
        using SecretScalar scalar = SecretScalar.Draw();
        foreach (JsonElement vector in Vectors.All("bad_elements"))
        {
            Assert.False(RistrettoGroup.IsElement(vector.Bytes("element")), vector.Text("why"));
            Assert.False(scalar.TryMask(vector.Bytes("element"), new byte[32]), vector.Text("why"));
        }
    }

    [Fact]
    public void Identity_IsRefused()
    {
        using SecretScalar scalar = SecretScalar.Draw();
        Assert.False(RistrettoGroup.IsElement(new byte[32]));
        Assert.False(scalar.TryMask(new byte[32], new byte[32]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Alignment_MatchesVector(int threads)
    {
        JsonElement vector = Vectors.GetProperty("alignment");
        var options = new AlignmentOptions { PaddingMultiple = 1, MaxThreads = threads };
        using ApplicantIds initiatorIds = Ids(vector.GetProperty("initiator"));
        using ApplicantIds responderIds = Ids(vector.GetProperty("responder"));
        using var initiator = Start(vector, "initiator", initiatorIds, options, (scalar, list) => new AlignmentInitiator(options, scalar, list));
        using var responder = Start(vector, "responder", responderIds, options, (scalar, list) => new AlignmentResponder(options, scalar, list));
        byte[] block = new byte[AlignmentOptions.BlockLength];
        byte[] returned = new byte[4 * 32];
        Assert.Null(initiator.AcceptPeerCount(3));
        Assert.Null(responder.AcceptPeerCount(4));

        int length = initiator.WriteMaskedBlock(block);
        Assert.Equal(vector.GetProperty("initiator").Text("masked"), Convert.ToHexStringLower(block.AsSpan(0, length)));
        Assert.Null(responder.ReturnBlock(block.AsSpan(0, length), returned));
        Assert.Equal(vector.GetProperty("initiator").Text("doubly"), Convert.ToHexStringLower(returned));
        Assert.Null(initiator.AcceptReturnedBlock(returned));
        length = responder.WriteMaskedBlock(block);
        Assert.Equal(vector.GetProperty("responder").Text("masked"), Convert.ToHexStringLower(block.AsSpan(0, length)));
        Assert.Null(initiator.AcceptMaskedBlock(block.AsSpan(0, length)));

        AlignmentMatches matches = initiator.Match();
        int[] expectedRows = [.. vector.All("rows").Select(row => row.GetInt32())];
        int[] expectedPositions = [.. vector.All("positions").Select(position => position.GetInt32())];
        Assert.Equal(expectedRows, matches.Rows.ToArray());
        Assert.Equal(expectedPositions, matches.PeerPositions.ToArray());
        Assert.Null(responder.AcceptPositions(matches.PeerPositions, out int[] rows));
        Assert.Equal(expectedPositions, rows);
    }

    private static ApplicantIds Ids(JsonElement side) => Exchange.Ids(side.All("ids").Select(id => id.GetString()));

    private static T Start<T>(JsonElement vector, string side, ApplicantIds ids, AlignmentOptions options, Func<SecretScalar, MaskedList, T> create)
    {
        SecretScalar scalar = SecretScalar.CopyOf(vector.GetProperty(side).Bytes("scalar"));
        int[] rows = [.. Enumerable.Range(0, ids.Count)];
        return create(scalar, MaskedList.InOrder(ids, GroupHash.OfSession(vector.Bytes("session")), scalar, rows, options.MaxThreads));
    }
}
