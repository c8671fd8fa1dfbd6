namespace AgriCredit.Privacy.Tests.Vertical;

/// <summary>PROTOCOL 5.7: shares of a logit become shares of its PD, or of its band.</summary>
public sealed class ScoreTableTests
{
    private readonly SharedWords _words = new(80);

    [Fact]
    public void Coefficients_AreTheFourierSeriesOfAlternatingSigmoids()
    {
        Assert.Equal(51, SigmoidSeries.Finest.Sines.Length);
        for (int i = 0; i < SigmoidSeries.Finest.Sines.Length; i++)
        {
            int k = (2 * i) + 1;
            double integral = 0;

            // The trapezoidal rule over a period of an analytic periodic function converges geometrically.
            const int Points = 4096;
            for (int point = 0; point < Points; point++)
            {
                double z = -64 + (128.0 * point / Points);
                double wave = Enumerable.Range(-3, 7).Sum(step => (step % 2 == 0 ? 1 : -1) * Math.Tanh((z - (64 * step)) / 2) / 2);
                integral += 2.0 / Points * wave * Math.Sin(2 * Math.PI * k * z / 128);
            }

            Assert.Equal(integral, SigmoidSeries.Finest.Sines[i], 1e-12);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Shares_AddUpToThePd(int parties)
    {
        double[] logits = [.. Enumerable.Range(0, 961).Select(i => -48 + (i * 0.1)), .. Enumerable.Range(0, 7).Select(_ => _words.Between(-48, 48))];
        uint[][] masks = [.. Enumerable.Range(0, parties).Select(_ => _words.SmallWords(logits.Length))];
        uint[] mask = new uint[logits.Length];
        uint[] opened = [.. logits.Select(ScoreTable.Encode)];
        foreach (uint[] own in masks)
        {
            RingVector.Add(own, mask.AsSpan());
            RingVector.Subtract(own, opened.AsSpan());
        }

        ulong[] table = new ulong[logits.Length * ScoreTable.Width];
        ScoreTable.Compute(mask, table);
        ulong[] sum = new ulong[logits.Length];
        for (int party = 0; party < parties; party++)
        {
            ulong[] share = party == parties - 1 ? table : _words.Words(table.Length);
            if (party < parties - 1)
            {
                RingVector.Subtract(share, table.AsSpan());
            }

            ulong[] own = new ulong[logits.Length];
            ScoreTable.Apply(opened, share, own, addsConstant: party == 0);
            RingVector.Add(own, sum.AsSpan());
        }

        for (int row = 0; row < logits.Length; row++)
        {
            Assert.Equal(1 / (1 + Math.Exp(-logits[row])), Math.ScaleB(unchecked((long)sum[row]), -ScoreTable.FractionalBits), ScoreTable.Error);
        }
    }

    [Fact]
    public void WrongLengths_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => ScoreTable.Compute(new uint[7], new ulong[7 * ScoreTable.Width]));
        Assert.Throws<ArgumentException>(() => ScoreTable.Compute(new uint[8], new ulong[7 * ScoreTable.Width]));
        Assert.Throws<ArgumentException>(() => ScoreTable.Apply(new uint[8], new ulong[8 * ScoreTable.Width], new ulong[7], addsConstant: true));
        Assert.Throws<ArgumentException>(() => BandTable.Compute(0, new byte[5]));
        Assert.Throws<ArgumentException>(() => BandTable.Apply(0, new byte[5], [0]));
    }

    [Fact]
    public void Bands_AreExactOnTheGrid_WhateverTheMask()
    {
        int[] edges = [-24576, -700, -699, 0, 1234, 24575];
        int[] points = [.. edges, .. edges.Select(edge => edge - 1), .. Enumerable.Range(0, 40).Select(_ => (int)_words.Between(-24576, 24576))];
        byte[] table = new byte[BandTable.Width];
        byte[] share = new byte[BandTable.Width];
        foreach (int point in points)
        {
            uint mask = _words.SmallWords(1)[0];
            BandTable.Compute(mask, table);
            Bytes(share);
            RingVector.Subtract<byte>(share, table);
            uint opened = unchecked((uint)point - mask);

            (byte band, byte one) = BandTable.Apply(opened, share, edges);
            (byte otherBand, byte otherOne) = BandTable.Apply(opened, table, edges);

            Assert.Equal(edges.Count(edge => point >= edge), unchecked((byte)(band + otherBand)));
            Assert.Equal(1, unchecked((byte)(one + otherOne)));
        }
    }

    private void Bytes(byte[] destination)
    {
        ulong[] words = _words.Words(destination.Length / sizeof(ulong));
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(words.AsSpan()).CopyTo(destination);
    }
}
