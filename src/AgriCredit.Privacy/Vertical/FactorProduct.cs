namespace AgriCredit.Privacy;

/// <summary>Products of two shared square matrices, or of one and a vector, from opened differences and a dealt product of the masks (Beaver's triples).</summary>
/// <remarks>With X' = X - A and Y' = Y - B opened and shares of C = A B: X Y = X' Y' + X' B + A Y' + C, exact modulo 2^64. D. Beaver, Efficient Multiparty Protocols Using Circuit Randomization, CRYPTO 1991.</remarks>
public static class FactorProduct
{
    /// <summary>destination += left times right, all row by row.</summary>
    /// <param name="left">rows x inner.</param>
    /// <param name="right">inner x columns.</param>
    /// <param name="destination">rows x columns.</param>
    /// <param name="inner">The inner dimension.</param>
    public static void MultiplyAdd(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right, Span<ulong> destination, int inner)
    {
        int rows = left.Length / inner;
        int columns = right.Length / inner;
        for (int row = 0; row < rows; row++)
        {
            Span<ulong> target = destination.Slice(row * columns, columns);
            for (int k = 0; k < inner; k++)
            {
                RingVector.MultiplyAdd(right.Slice(k * columns, columns), left[(row * inner) + k], target);
            }
        }
    }

    /// <summary>A party's share of the product.</summary>
    /// <param name="leftOpened">X'.</param>
    /// <param name="rightOpened">Y'.</param>
    /// <param name="leftMask">The party's share of A.</param>
    /// <param name="rightMask">The party's share of B.</param>
    /// <param name="product">The party's share of C; receives that of X Y.</param>
    /// <param name="inner">The inner dimension.</param>
    /// <param name="addsConstant">Whether this party adds the product of what is opened; exactly one does.</param>
    public static void Finish(
        ReadOnlySpan<ulong> leftOpened, ReadOnlySpan<ulong> rightOpened, ReadOnlySpan<ulong> leftMask, ReadOnlySpan<ulong> rightMask, Span<ulong> product, int inner, bool addsConstant)
    {
        MultiplyAdd(leftOpened, rightMask, product, inner);
        MultiplyAdd(leftMask, rightOpened, product, inner);
        if (addsConstant)
        {
            MultiplyAdd(leftOpened, rightOpened, product, inner);
        }
    }
}
