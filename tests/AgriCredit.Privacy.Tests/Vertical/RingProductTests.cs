using System.Runtime.Intrinsics.X86;

namespace AgriCredit.Privacy.Tests.Vertical;

/// <summary>Products modulo 2^64 against loops written out, for every length that leaves another remainder of the vectors' widths, and every shape of tiles.</summary>
public sealed class RingProductTests
{
    private const int LongestRemainder = 35;
    private readonly SharedWords _words = new(11);

    public static TheoryData<int> Lengths => [.. Enumerable.Range(0, LongestRemainder), 1023, 1024, 1025, 2048 + 7];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void VectorOperations_AreExact(int length)
    {
        ulong[] left = _words.Words(length);
        ulong[] right = _words.Words(length);
        ulong[] start = _words.Words(length);
        ulong factor = _words.Next();

        Assert.Equal(left.Zip(right).Aggregate(0UL, (sum, pair) => unchecked(sum + (pair.First * pair.Second))), RingVector.Dot(left, right));
        Assert.Equal(Each(start, left, (a, b) => unchecked(a + b)), After(start, target => RingVector.Add(left, target)));
        Assert.Equal(Each(start, left, (a, b) => unchecked(a - b)), After(start, target => RingVector.Subtract(left, target)));
        Assert.Equal(Each(start, left, (a, b) => unchecked(a + (b * factor))), After(start, target => RingVector.MultiplyAdd(left, factor, target)));
        Assert.Equal(
            [.. Enumerable.Range(0, length).Select(i => unchecked(start[i] + (left[i] * right[i])))],
            After(start, target => RingVector.MultiplyAdd(left, right, target)));
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void SmallWordOperations_AreExact(int length)
    {
        uint[] left = _words.SmallWords(length);
        uint[] start = _words.SmallWords(length);
        uint[] sum = [.. start];
        uint[] difference = [.. start];

        RingVector.Add(left, sum);
        RingVector.Subtract(left, difference);

        Assert.Equal(start.Zip(left, (a, b) => unchecked(a + b)), sum);
        Assert.Equal(start.Zip(left, (a, b) => unchecked(a - b)), difference);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void ColumnProducts_AreExact(int rows)
    {
        const int FirstRow = 3;
        for (int columns = 1; columns <= 6 && rows > 0; columns++)
        {
            RingColumns matrix = Matrix(rows + FirstRow + 2, columns);
            ulong[] across = _words.Words(columns);
            ulong[] along = _words.Words(rows);
            ulong[] forward = _words.Words(rows);
            ulong[] transposed = _words.Words(columns);
            ulong[] scaled = _words.Words(rows * columns);
            ulong[] expectedForward = [.. forward];
            ulong[] expectedTransposed = [.. transposed];
            ulong[] expectedScaled = [.. scaled];
            for (int row = 0; row < rows; row++)
            {
                for (int column = 0; column < columns; column++)
                {
                    ulong cell = matrix.Column(column).Span[FirstRow + row];
                    expectedForward[row] = unchecked(expectedForward[row] + (cell * across[column]));
                    expectedTransposed[column] = unchecked(expectedTransposed[column] + (cell * along[row]));
                    expectedScaled[(column * rows) + row] = unchecked(expectedScaled[(column * rows) + row] + (cell * along[row]));
                }
            }

            matrix.MultiplyAdd(FirstRow, across, forward);
            matrix.TransposeMultiplyAdd(FirstRow, along, transposed);
            matrix.ScaleAdd(FirstRow, along, scaled);

            Assert.Equal(expectedForward, forward);
            Assert.Equal(expectedTransposed, transposed);
            Assert.Equal(expectedScaled, scaled);
        }
    }

    [Fact]
    public void MatrixProducts_OfEveryShapeOfTiles_AreExact()
    {
        const int FirstRow = 5;
        foreach (int rows in (int[])[1, 7, 8, 9, 31, 256])
        {
            for (int columns = 1; columns <= 9; columns++)
            {
                for (int width = 1; width <= 9; width++)
                {
                    RingColumns matrix = Matrix(rows + FirstRow, columns);
                    ulong[] second = _words.Words(rows * width);
                    ulong[] product = _words.Words(columns * width);
                    ulong[] expected = [.. product];
                    for (int i = 0; i < columns; i++)
                    {
                        for (int j = 0; j < width; j++)
                        {
                            for (int row = 0; row < rows; row++)
                            {
                                expected[(i * width) + j] = unchecked(expected[(i * width) + j] + (matrix.Column(i).Span[FirstRow + row] * second[(j * rows) + row]));
                            }
                        }
                    }

                    ulong[] lower = [.. product];
                    matrix.TransposeMultiplyAdd(FirstRow, rows, second, product);
                    matrix.TransposeMultiplyAdd(FirstRow, rows, second, lower, onlyLower: true);

                    Assert.Equal(expected, product);
                    Assert.All(Enumerable.Range(0, columns * width).Where(cell => cell % width <= cell / width), cell => Assert.Equal(expected[cell], lower[cell]));
                }
            }
        }
    }

    // Which of the two a processor takes depends on its vectors: both are to be exact wherever they run.
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Tiles_OfBothSizes_AreExact(int side)
    {
        const int FirstRow = 2;
        const int Stride = 7;
        for (int rows = 0; rows <= LongestRemainder && (side == 4 || Avx2.IsSupported); rows++)
        {
            ulong[][] left = [.. Enumerable.Range(0, side).Select(_ => _words.Words(rows + FirstRow))];
            ulong[] right = _words.Words(side * rows);
            ulong[] sums = _words.Words(side * Stride);
            ulong[] expected = [.. sums];
            for (int cell = 0; cell < side * side; cell++)
            {
                for (int row = 0; row < rows; row++)
                {
                    ref ulong sum = ref expected[(cell / side * Stride) + (cell % side)];
                    sum = unchecked(sum + (left[cell / side][FirstRow + row] * right[(cell % side * rows) + row]));
                }
            }

            if (side == 2)
            {
                ColumnTile.AddByTwo(left, FirstRow, right, rows, sums, Stride);
            }
            else
            {
                ColumnTile.AddByFour(left, FirstRow, right, rows, sums, Stride);
            }

            Assert.Equal(expected, sums);
        }
    }

    [Theory]
    [InlineData(1, 1, 1, 2)]
    [InlineData(1, 9, 1, 2)]
    [InlineData(9, 9, 1, 3)]
    [InlineData(5, 7, 3, 2)]
    [InlineData(23, 23, 23, 4)]
    public void ProductOfSharedFactors_IsExact(int rows, int inner, int columns, int parties)
    {
        ulong[] left = _words.Words(rows * inner);
        ulong[] right = _words.Words(inner * columns);
        ulong[][] leftShares = _words.Share(left, parties);
        ulong[][] rightShares = _words.Share(right, parties);
        ulong[][] leftMasks = [.. Enumerable.Range(0, parties).Select(_ => _words.Words(left.Length))];
        ulong[][] rightMasks = [.. Enumerable.Range(0, parties).Select(_ => _words.Words(right.Length))];
        ulong[] leftOpened = Each(SharedWords.Sum(leftShares), SharedWords.Sum(leftMasks), (a, b) => unchecked(a - b));
        ulong[] rightOpened = Each(SharedWords.Sum(rightShares), SharedWords.Sum(rightMasks), (a, b) => unchecked(a - b));
        ulong[][] products = _words.Share(Multiply(SharedWords.Sum(leftMasks), SharedWords.Sum(rightMasks), inner), parties);

        for (int party = 0; party < parties; party++)
        {
            FactorProduct.Finish(leftOpened, rightOpened, leftMasks[party], rightMasks[party], products[party], inner, party == 0);
        }

        Assert.Equal(Multiply(left, right, inner), SharedWords.Sum(products));
    }

    private static ulong[] Multiply(ulong[] left, ulong[] right, int inner)
    {
        int columns = right.Length / inner;
        ulong[] product = new ulong[left.Length / inner * columns];
        for (int cell = 0; cell < product.Length; cell++)
        {
            for (int k = 0; k < inner; k++)
            {
                product[cell] = unchecked(product[cell] + (left[(cell / columns * inner) + k] * right[(k * columns) + (cell % columns)]));
            }
        }

        return product;
    }

    private RingColumns Matrix(int rows, int columns)
    {
        var matrix = new RingColumns(rows, columns);
        for (int column = 0; column < columns; column++)
        {
            _words.Words(rows).CopyTo(matrix.Column(column));
        }

        return matrix;
    }

    private static ulong[] Each(ulong[] left, ulong[] right, Func<ulong, ulong, ulong> combine) => [.. left.Zip(right, combine)];

    private static ulong[] After(ulong[] start, Action<ulong[]> change)
    {
        ulong[] target = [.. start];
        change(target);
        return target;
    }
}
