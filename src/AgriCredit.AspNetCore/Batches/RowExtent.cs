namespace AgriCredit.AspNetCore;

/// <summary>Where a row of a batch lies in a chunk, and its number in the batch, from 0.</summary>
/// <param name="Start">The first byte.</param>
/// <param name="Length">Its bytes; <see cref="TooLong"/> for a row that was passed over for its length.</param>
/// <param name="Number">The row's number.</param>
internal readonly record struct RowExtent(int Start, int Length, long Number)
{
    internal const int TooLong = -1;
}
