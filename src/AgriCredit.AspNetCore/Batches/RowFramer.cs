namespace AgriCredit.AspNetCore;

/// <summary>Finds where the rows of a batch begin and end, as its bytes arrive; what is in them is not its business.</summary>
internal abstract class RowFramer
{
    private protected RowFramer(int longestRow) => LongestRow = longestRow;

    /// <summary>Why no further row can be found; null as long as one may.</summary>
    internal string? Broken { get; private protected set; }

    /// <summary>The number of the next row.</summary>
    internal long NextNumber { get; private protected set; }

    private protected int LongestRow { get; }

    /// <summary>Finds the next row.</summary>
    /// <param name="data">What has arrived and is not yet passed.</param>
    /// <param name="isLast">Whether nothing will follow.</param>
    /// <param name="position">What of it is passed; moved on.</param>
    /// <param name="row">The row.</param>
    /// <returns>Whether there is a whole row.</returns>
    internal abstract bool TryNext(ReadOnlySpan<byte> data, bool isLast, ref int position, out RowExtent row);

    private protected RowExtent Row(int start, int length) => new(start, length > LongestRow ? RowExtent.TooLong : length, NextNumber++);
}
