namespace AgriCredit.Privacy.Tests.Vertical;

/// <summary>PROTOCOL 5.4 with two to four parties: one mask of a party's columns, and an opened difference for each vector that the others hold shares of.</summary>
public sealed class FixedMaskProductTests
{
    private const int Rows = 37;
    private const int Columns = 6;

    public static TheoryData<int, int> Owners => new() { { 2, 0 }, { 2, 1 }, { 3, 0 }, { 3, 1 }, { 3, 2 }, { 4, 0 }, { 4, 2 }, { 4, 3 } };

    [Theory]
    [MemberData(nameof(Owners))]
    public void Product_IsExactForRandomWords(int parties, int owner) =>
        IsExact(parties, owner, Columns, Rows, (matrix, vector, product) => matrix.MultiplyAdd(0, vector, product));

    [Theory]
    [MemberData(nameof(Owners))]
    public void TransposedProduct_IsExactForRandomWords(int parties, int owner) =>
        IsExact(parties, owner, Rows, Columns, (matrix, vector, product) => matrix.TransposeMultiplyAdd(0, vector, product));

    [Theory]
    [MemberData(nameof(Owners))]
    public void RowByRowProduct_IsExactForRandomWords(int parties, int owner) =>
        IsExact(parties, owner, Rows, Rows * Columns, (matrix, vector, product) => matrix.ScaleAdd(0, vector, product));

    [Theory]
    [MemberData(nameof(Owners))]
    public void ProductWithMatrix_IsExactForRandomWords(int parties, int owner) =>
        IsExact(parties, owner, Rows * 5, Columns * 5, (matrix, second, product) => matrix.TransposeMultiplyAdd(0, Rows, second, product));

    private static void IsExact(int parties, int owner, int length, int productLength, Action<RingColumns, ulong[], ulong[]> multiplyAdd)
    {
        var words = new SharedWords((31 * parties) + owner);
        RingColumns columns = Matrix((_, _) => words.Next());
        RingColumns mask = Matrix((_, _) => words.Next());
        RingColumns masked = Matrix((row, column) => unchecked(columns.Column(column).Span[row] - mask.Column(column).Span[row]));

        // The mask of the columns is used for several vectors, as in a fit.
        for (int use = 0; use < 3; use++)
        {
            ulong[] vector = words.Words(length);
            ulong[][] shares = words.Share(vector, parties);
            ulong[][] masks = [.. shares.Select((_, party) => party == owner ? new ulong[length] : words.Words(length))];
            ulong[] opened = SharedWords.Sum(shares.Zip(masks).Where((_, party) => party != owner).Select(pair => pair.First.Zip(pair.Second, (share, own) => unchecked(share - own)).ToArray()));
            ulong[] dealt = new ulong[productLength];
            multiplyAdd(mask, SharedWords.Sum(masks), dealt);
            ulong[][] products = words.Share(dealt, parties);
            for (int party = 0; party < parties; party++)
            {
                if (party == owner)
                {
                    multiplyAdd(columns, shares[party], products[party]);
                    multiplyAdd(mask, opened, products[party]);
                }
                else
                {
                    multiplyAdd(masked, shares[party], products[party]);
                }
            }

            ulong[] expected = new ulong[productLength];
            multiplyAdd(columns, vector, expected);
            Assert.Equal(expected, SharedWords.Sum(products));
        }
    }

    private static RingColumns Matrix(Func<int, int, ulong> cell)
    {
        var matrix = new RingColumns(Rows, Columns);
        for (int column = 0; column < Columns; column++)
        {
            for (int row = 0; row < Rows; row++)
            {
                matrix.Column(column).Span[row] = cell(row, column);
            }
        }

        return matrix;
    }
}
