namespace AgriCredit.Privacy.Tests.Vertical;

/// <summary>PROTOCOL 5.5 step 9: one row outside the series is seen, whatever the others are.</summary>
public sealed class RangeMonitorTests
{
    private const int BlockRows = 2048;
    private const double LargestInside = 50;
    private readonly SharedWords _words = new(60);

    [Fact]
    public void RowOutsideTheSeries_CountsForTheLimitAndMore()
    {
        foreach (double sign in (double[])[-1, 1])
        {
            for (double z = 55; z <= 1970; z += 0.0703125)
            {
                double value = Monitor([sign * z]);
                Assert.True(value >= 0.22, $"At {sign * z} the monitor reads {value}.");
            }
        }
    }

    [Fact]
    public void RowInsideTheSeries_CountsLittle()
    {
        Assert.True(Monitor([PhaseTable.Limit]) <= RangeMonitor.Limit);
        for (double z = -LargestInside; z <= LargestInside; z += 0.25)
        {
            Assert.InRange(Monitor([z]), -1e-3, 0.05);
        }
    }

    [Theory]
    [InlineData(70)]
    [InlineData(-130)]
    [InlineData(300)]
    [InlineData(1000)]
    [InlineData(-1900)]
    public void OneWrappedRowInAMillion_IsSeen(double wrapped)
    {
        double[] logits = [.. Enumerable.Range(0, 1_000_000).Select(_ => _words.Between(-8, 8))];
        Assert.InRange(Monitor(logits), -0.05, 0.05);

        logits[654_321] = wrapped;

        Assert.True(Monitor(logits) > RangeMonitor.Limit);
    }

    [Fact]
    public void Padding_DoesNotCount()
    {
        double inside = Monitor([1, 2, 3], padding: 0);
        double padded = Monitor([1, 2, 3], padding: 700);

        Assert.Equal(inside, padded, 1e-4);
        Assert.True(Monitor([1, 2, 700], padding: 0) > RangeMonitor.Limit);
    }

    /// <summary>The opened sum of two parties with random shares.</summary>
    private double Monitor(double[] logits, double padding = 0)
    {
        int blockRows = Math.Min(BlockRows, (logits.Length + 7) / 8 * 8);
        ulong[] table = new ulong[blockRows * RangeMonitor.Width];

        // Shares are linear: one random vector does for all blocks.
        ulong[] first = _words.Words(table.Length);
        ulong sum = 0;
        for (int start = 0; start < logits.Length; start += blockRows)
        {
            uint[] masks = _words.SmallWords(blockRows);
            RangeMonitor.Compute(masks, table);
            ulong[] second = [.. table];
            RingVector.Subtract(first, second);
            uint[] opened = [.. masks.Select((mask, row) => unchecked(Phase(start + row < logits.Length ? logits[start + row] : padding) - mask))];
            int count = Math.Min(blockRows, logits.Length - start);
            sum = unchecked(sum + RangeMonitor.Sum(opened, first, count, addsConstant: true) + RangeMonitor.Sum(opened, second, count, addsConstant: false));
        }

        return Math.ScaleB(unchecked((long)sum), -RangeMonitor.FractionalBits);
    }

    private static uint Phase(double z) => unchecked((uint)(long)Math.Round(z * (1 << PhaseTable.PhaseBits)));
}
