using CsCheck;

namespace AgriCredit.Alignment.Tests;

public class AlignmentTests
{
    [Fact]
    public void Alignment_IsSetIntersection() =>
        Gen.Select(Gen.Int[0, 60].Array[0, 40], Gen.Int[0, 60].Array[0, 40], Gen.Int[1, 50]).Sample(
            (first, second, multiple) =>
            {
                string[] initiator = [.. first.Distinct().Select(number => $"km-{number:D3}")];
                string[] responder = [.. second.Distinct().Select(number => $" KM-{number:D3}")];
                using var exchange = new Exchange(initiator, responder, new AlignmentOptions { PaddingMultiple = multiple });
                (int[] own, int[] theirs) = exchange.Run();
                string[] common = [.. own.Select(row => initiator[row].ToUpperInvariant())];
                return common.SequenceEqual(theirs.Select(row => responder[row].Trim()))
                    && common.ToHashSet().SetEquals(initiator.Select(id => id.ToUpperInvariant()).Intersect(responder.Select(id => id.Trim())))
                    && common.Distinct().Count() == common.Length;
            },
            iter: 60);

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0, 5, 0)]
    [InlineData(5, 0, 0)]
    [InlineData(1, 1, 0)]
    [InlineData(1, 1, 1)]
    [InlineData(40, 40, 0)]
    [InlineData(40, 40, 40)]
    [InlineData(40, 1, 1)]
    [InlineData(2048, 2048, 3)]
    [InlineData(2049, 4097, 2000)]
    public void Alignment_OfOverlap_FindsIt(int initiatorCount, int responderCount, int overlap)
    {
        string[] initiator = Exchange.Numbered(0, initiatorCount);
        string[] responder = Exchange.Numbered(initiatorCount - overlap, responderCount);
        using var exchange = new Exchange(initiator, responder);
        (int[] own, int[] theirs) = exchange.Run();
        Assert.Equal(own.Select(row => initiator[row]), theirs.Select(row => responder[row]));
        Assert.Equal(initiator.Intersect(responder).Order(), own.Select(row => initiator[row]).Order());
        Assert.Equal(overlap, own.Length);
    }

    [Fact]
    public void CommonOrder_IsThatOfDoublyMaskedValues()
    {
        // The list goes out in row order here, so that the place of a returned element is its row.
        const int Count = 100;
        using ApplicantIds ids = Exchange.Ids(Exchange.Numbered(0, Count));
        SecretScalar scalar = SecretScalar.Draw();
        byte[] session = new byte[AlignmentOptions.SessionLength];
        using var initiator = new AlignmentInitiator(
            Exchange.Unpadded, scalar, MaskedList.InOrder(ids, GroupHash.OfSession(session), scalar, [.. Enumerable.Range(0, Count)], maxThreads: 2));
        using AlignmentResponder responder = AlignmentResponder.Begin(ids, session, Exchange.Unpadded);
        byte[] block = new byte[Count * 32];
        byte[] returned = new byte[Count * 32];
        Assert.Null(initiator.AcceptPeerCount(Count));
        Assert.Null(responder.AcceptPeerCount(Count));
        initiator.WriteMaskedBlock(block);
        Assert.Null(responder.ReturnBlock(block, returned));
        Assert.Null(initiator.AcceptReturnedBlock(returned));
        responder.WriteMaskedBlock(block);
        Assert.Null(initiator.AcceptMaskedBlock(block));

        AlignmentMatches matches = initiator.Match();
        string[] values = Elements(returned);
        Assert.Equal(Enumerable.Range(0, Count).OrderBy(row => values[row], StringComparer.Ordinal), matches.Rows.ToArray());
        Assert.Null(responder.AcceptPositions(matches.PeerPositions, out int[] rows));
        Assert.Equal(matches.Rows.ToArray(), rows);
    }

    [Fact]
    public void Positions_SubsetInAnotherOrder_GivesRowsInThatOrder()
    {
        string[] ids = Exchange.Numbered(0, 50);
        using var exchange = new Exchange(ids, [.. ids.Reverse()]);
        exchange.Blocks();
        AlignmentMatches matches = exchange.Initiator.Match();

        // As with several clouds: own rows 40, 3, 17 alone, in this order.
        int[] chosen = [40, 3, 17];
        int[] rows = matches.Rows.ToArray();
        int[] positions = matches.PeerPositions.ToArray();
        Assert.Null(exchange.Responder.AcceptPositions([.. chosen.Select(row => positions[Array.IndexOf(rows, row)])], out int[] theirs));
        Assert.Equal([9, 46, 32], theirs);
    }

    [Fact]
    public void RevealOne_InitiatorAloneLearns()
    {
        string[] ids = Exchange.Numbered(0, 10);
        using var exchange = new Exchange(ids, ids[3..6], new AlignmentOptions { Reveal = AlignmentReveal.One });
        exchange.Blocks();
        AlignmentMatches matches = exchange.Initiator.Match();
        Assert.Equal([3, 4, 5], matches.Rows.ToArray().Order());
        AlignmentFault? fault = exchange.Responder.AcceptPositions(matches.PeerPositions, out int[] rows);
        Assert.Equal(AlignmentFaultReason.PositionsUnexpected, fault?.Reason);
        Assert.Empty(rows);
    }

    [Theory]
    [InlineData(0, 1000)]
    [InlineData(1, 1000)]
    [InlineData(1000, 1000)]
    [InlineData(1001, 2000)]
    public void Count_IsPadded(int ids, int expected)
    {
        using var exchange = new Exchange(Exchange.Numbered(0, ids), Exchange.Numbered(0, 3), new AlignmentOptions());
        Assert.Equal(expected, exchange.Initiator.ElementCount);
        Assert.Equal(1000, exchange.Responder.ElementCount);
    }

    [Fact]
    public void Padding_NeverMatches()
    {
        // Two elements of 1000 at either side are ids; all 1996 others would have to differ from everything.
        using var exchange = new Exchange(["a", "b"], ["b", "c"], new AlignmentOptions());
        (int[] own, int[] theirs) = exchange.Run();
        Assert.Equal([1], own);
        Assert.Equal([0], theirs);
        string[] all = [.. Elements(exchange.InitiatorList), .. Elements(exchange.ReturnedList), .. Elements(exchange.ResponderList)];
        Assert.Equal(3000, all.Distinct().Count());
    }

    [Fact]
    public void ReturnedList_PassedOffAsThePeersOwn_DoesNotMatch()
    {
        // A responder that passes the returned list, b a R, off as its own masked one: the initiator makes a b a R of it, which is in no list.
        using var exchange = new Exchange(["a"], ["b"], new AlignmentOptions { PaddingMultiple = 10 });
        exchange.Counts();
        byte[] block = new byte[AlignmentOptions.BlockLength];
        byte[] returned = new byte[AlignmentOptions.BlockLength];
        int length = exchange.Initiator.WriteMaskedBlock(block);
        Assert.Null(exchange.Responder.ReturnBlock(block.AsSpan(0, length), returned));
        Assert.Null(exchange.Initiator.AcceptMaskedBlock(returned.AsSpan(0, length)));
        Assert.Null(exchange.Initiator.AcceptReturnedBlock(returned.AsSpan(0, length)));
        Assert.Equal(0, exchange.Initiator.Match().Count);
    }

    [Fact]
    public void Threads_DoNotChangeTheResult()
    {
        string[] first = Exchange.Numbered(0, 3000);
        string[] second = Exchange.Numbered(1500, 3000);
        foreach (int threads in new[] { 1, 2, 7 })
        {
            using var exchange = new Exchange(first, second, new AlignmentOptions { PaddingMultiple = 1, MaxThreads = threads });
            (int[] own, int[] theirs) = exchange.Run();
            Assert.Equal(1500, own.Length);
            Assert.Equal(own.Select(row => row - 1500), theirs);
        }
    }

    internal static string[] Elements(byte[] list) => [.. list.Chunk(32).Select(Convert.ToHexString)];
}
