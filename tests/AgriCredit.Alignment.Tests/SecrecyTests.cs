using System.Security.Cryptography;

namespace AgriCredit.Alignment.Tests;

public class SecrecyTests
{
    [Fact]
    public void Views_OfTwoSessions_ShareNothing()
    {
        // The same ids, and even the same session's id: scalars are fresh. And no element shows up under another mask.
        byte[] session = RandomNumberGenerator.GetBytes(32);
        string[] ids = Exchange.Numbered(0, 200);
        var seen = new HashSet<string>();
        for (int run = 0; run < 3; run++)
        {
            using var exchange = new Exchange(ids, ids, Exchange.Unpadded, session);
            exchange.Blocks();
            foreach (byte[] list in new[] { exchange.InitiatorList, exchange.ReturnedList, exchange.ResponderList })
            {
                Assert.All(AlignmentTests.Elements(list), element => Assert.True(seen.Add(element)));
            }
        }
    }

    [Fact]
    public void Hash_OfTwoSessions_IsUnrelated()
    {
        byte[] first = new byte[32];
        byte[] second = new byte[32];
        GroupHash.OfSession(new byte[32]).Hash("1"u8, first);
        GroupHash.OfSession([.. new byte[31], 1]).Hash("1"u8, second);
        Assert.NotEqual(first, second);
    }

    /// <summary>
    /// Chi-square of (row, place) over 8 bands each, from 400 lists of 64 ids: 49 degrees of freedom, mean 49, standard deviation 9.9 (a little less, since places are drawn without repetition).
    /// 110 is exceeded once in a million runs; the shuffle cannot be seeded. Row order kept would give 25600 x 7.
    /// </summary>
    [Fact]
    public void OrderSent_IsIndependentOfRowOrder()
    {
        const int Lists = 400;
        const int Rows = 64;
        const int Bands = 8;
        using ApplicantIds ids = Exchange.Ids(Exchange.Numbered(0, Rows));
        using SecretScalar scalar = SecretScalar.Draw();
        GroupHash hash = GroupHash.OfSession(new byte[32]);
        double[,] counts = new double[Bands, Bands];
        int fixedLists = 0;
        for (int list = 0; list < Lists; list++)
        {
            MaskedList shuffled = MaskedList.Shuffle(ids, hash, scalar, Exchange.Unpadded);
            int[] rows = [.. Enumerable.Range(0, Rows).Select(place => shuffled.RowAt(place)!.Value)];
            Assert.Equal(Enumerable.Range(0, Rows), rows.Order());
            fixedLists += rows.SequenceEqual(Enumerable.Range(0, Rows)) ? 1 : 0;
            for (int place = 0; place < Rows; place++)
            {
                counts[rows[place] * Bands / Rows, place * Bands / Rows]++;
            }
        }

        const double Expected = (double)Lists * Rows / (Bands * Bands);
        double chiSquare = counts.Cast<double>().Sum(count => (count - Expected) * (count - Expected) / Expected);
        Assert.Equal(0, fixedLists);
        Assert.True(chiSquare < 110, $"chi-square {chiSquare}");
    }

    [Fact]
    public void PaddingPlaces_AreIndependentOfRows()
    {
        // 500 of 1000 places are padding. The number in the first half is hypergeometric: mean 250, standard deviation 7.9; six of them are exceeded once in 10^9.
        using ApplicantIds ids = Exchange.Ids(Exchange.Numbered(0, 500));
        using SecretScalar scalar = SecretScalar.Draw();
        MaskedList list = MaskedList.Shuffle(ids, GroupHash.OfSession(new byte[32]), scalar, new AlignmentOptions());
        int inFirstHalf = Enumerable.Range(0, 500).Count(place => list.RowAt(place) is null);
        Assert.Equal(500, Enumerable.Range(0, 1000).Count(place => list.RowAt(place) is null));
        Assert.InRange(inFirstHalf, 250 - 48, 250 + 48);
    }

    /// <summary>Bytes of masked ids against bytes of padding: neither is told from uniform elements by any bit of any byte. 250 bits, 4000 elements: a bit's share has standard deviation 0.0079, six of them 0.048.</summary>
    [Fact]
    public void MaskedIdsAndPadding_LookUniform()
    {
        using ApplicantIds ids = Exchange.Ids(Exchange.Numbered(0, 2000));
        using SecretScalar scalar = SecretScalar.Draw();
        MaskedList list = MaskedList.Shuffle(ids, GroupHash.OfSession(new byte[32]), scalar, new AlignmentOptions { PaddingMultiple = 4000 });
        byte[] elements = new byte[4000 * 32];
        int written = 0;
        while (list.Sent < list.Count)
        {
            written += list.WriteNext(elements.AsSpan(written));
        }

        // The lowest bit is 0 in each encoding, and the field's 255 bits leave the highest at 0.
        for (int bit = 1; bit < 255; bit++)
        {
            int[] places = [.. Enumerable.Range(0, 4000).Where(place => (elements[(place * 32) + (bit / 8)] >> (bit % 8) & 1) == 1)];
            int padding = places.Count(place => list.RowAt(place) is null);
            Assert.InRange(padding, 1000 - 135, 1000 + 135);
            Assert.InRange(places.Length - padding, 1000 - 135, 1000 + 135);
        }
    }

    [Fact]
    public void Match_ErasesScalarAndLists()
    {
        using ApplicantIds ids = Exchange.Ids("a");
        SecretScalar scalar = SecretScalar.Draw();
        var initiator = new AlignmentInitiator(Exchange.Unpadded, scalar, MaskedList.Shuffle(ids, GroupHash.OfSession(new byte[32]), scalar, Exchange.Unpadded));
        using var responder = AlignmentResponder.Begin(ids, new byte[32], Exchange.Unpadded);
        byte[] block = new byte[32];
        byte[] returned = new byte[32];
        initiator.AcceptPeerCount(1);
        responder.AcceptPeerCount(1);
        initiator.WriteMaskedBlock(block);
        Assert.Null(responder.ReturnBlock(block, returned));
        Assert.Null(initiator.AcceptReturnedBlock(returned));
        responder.WriteMaskedBlock(block);
        Assert.Null(initiator.AcceptMaskedBlock(block));
        Assert.False(scalar.IsCleared);
        Assert.Equal(1, initiator.Match().Count);
        Assert.True(scalar.IsCleared);
        Assert.Throws<InvalidOperationException>(initiator.Match);
    }

    [Fact]
    public void PositionsDisposalAndFaults_EraseTheScalar()
    {
        Action<AlignmentResponder>[] endings =
        [
            responder => Assert.Null(responder.AcceptPositions([], out _)),
            responder => Assert.NotNull(responder.AcceptPositions([5], out _)),
            responder => Assert.NotNull(responder.ReturnBlock(new byte[32], new byte[32])),
            responder => responder.Dispose(),
        ];
        foreach (Action<AlignmentResponder> end in endings)
        {
            using ApplicantIds ids = Exchange.Ids("a");
            SecretScalar scalar = SecretScalar.Draw();
            var responder = new AlignmentResponder(Exchange.Unpadded, scalar, MaskedList.Shuffle(ids, GroupHash.OfSession(new byte[32]), scalar, Exchange.Unpadded));
            byte[] block = new byte[32];
            RistrettoGroup.DrawElement(block);
            responder.AcceptPeerCount(1);
            Assert.Null(responder.ReturnBlock(block, new byte[32]));
            responder.WriteMaskedBlock(block);
            Assert.False(scalar.IsCleared);
            end(responder);
            Assert.True(scalar.IsCleared);
            Assert.Throws<InvalidOperationException>(() => responder.WriteMaskedBlock(block));
        }
    }

    [Fact]
    public void Sides_PrintSizesOnly()
    {
        using var exchange = new Exchange(["a"], ["b"]);
        Assert.Equal("AlignmentInitiator(1 elements, redacted)", exchange.Initiator.ToString());
        Assert.Equal("AlignmentResponder(1 elements, redacted)", exchange.Responder.ToString());
    }
}
