using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace AgriCredit.Privacy;

/// <summary>A matrix over Z_2^64, column by column, with the products that a fit needs; all of them add to their destination.</summary>
/// <remarks>Exact modulo 2^64, so the order of summation and the width of the vectors do not matter.</remarks>
public sealed class RingColumns
{
    private readonly ulong[][] _columns;

    /// <summary>A matrix of zeros.</summary>
    /// <param name="rows">Rows, at least 1.</param>
    /// <param name="columns">Columns, at least 0.</param>
    public RingColumns(int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        Rows = rows;
        _columns = new ulong[columns][];
        for (int column = 0; column < columns; column++)
        {
            _columns[column] = new ulong[rows];
        }
    }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>The number of columns.</summary>
    public int Columns => _columns.Length;

    /// <summary>One column.</summary>
    /// <param name="column">From 0.</param>
    public Memory<ulong> Column(int column) => _columns[column];

    /// <summary>Erases the matrix.</summary>
    public void Erase()
    {
        foreach (ulong[] column in _columns)
        {
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(column.AsSpan()));
        }
    }

    /// <summary>destination += rows of the matrix times a vector.</summary>
    /// <param name="firstRow">The first row taken.</param>
    /// <param name="vector">One element per column.</param>
    /// <param name="destination">One element per row taken.</param>
    public void MultiplyAdd(int firstRow, ReadOnlySpan<ulong> vector, Span<ulong> destination)
    {
        // Chunks that stay in the first-level cache while the columns pass by.
        const int Chunk = 1024;
        for (int start = 0; start < destination.Length; start += Chunk)
        {
            Span<ulong> sums = destination.Slice(start, Math.Min(Chunk, destination.Length - start));
            for (int column = 0; column < _columns.Length; column++)
            {
                RingVector.MultiplyAdd(_columns[column].AsSpan(firstRow + start, sums.Length), vector[column], sums);
            }
        }
    }

    /// <summary>destination += transposed rows of the matrix times a vector.</summary>
    /// <param name="firstRow">The first row taken.</param>
    /// <param name="vector">One element per row taken.</param>
    /// <param name="destination">One element per column.</param>
    public void TransposeMultiplyAdd(int firstRow, ReadOnlySpan<ulong> vector, Span<ulong> destination)
    {
        for (int column = 0; column < _columns.Length; column++)
        {
            destination[column] = unchecked(destination[column] + RingVector.Dot(_columns[column].AsSpan(firstRow, vector.Length), vector));
        }
    }

    /// <summary>destination += every column, over the rows taken, times a vector element by element.</summary>
    /// <param name="firstRow">The first row taken.</param>
    /// <param name="vector">One element per row taken.</param>
    /// <param name="destination">Columns of the rows taken, one after the other.</param>
    public void ScaleAdd(int firstRow, ReadOnlySpan<ulong> vector, Span<ulong> destination)
    {
        for (int column = 0; column < _columns.Length; column++)
        {
            RingVector.MultiplyAdd(_columns[column].AsSpan(firstRow, vector.Length), vector, destination.Slice(column * vector.Length, vector.Length));
        }
    }

    /// <summary>destination += transposed rows of the matrix times a second matrix.</summary>
    /// <param name="firstRow">The first row taken.</param>
    /// <param name="rows">How many rows are taken.</param>
    /// <param name="second">Columns of the rows taken, one after the other.</param>
    /// <param name="destination">One row per column of this matrix, row by row.</param>
    /// <param name="onlyLower">Whether what is above the diagonal does not matter: half the work where the product is symmetric.</param>
    public void TransposeMultiplyAdd(int firstRow, int rows, ReadOnlySpan<ulong> second, Span<ulong> destination, bool onlyLower = false)
    {
        int side = ColumnTile.Side;
        int width = second.Length / rows;
        for (int left = 0; left < _columns.Length; left += side)
        {
            for (int right = 0; right < (onlyLower ? Math.Min(width, left + side) : width); right += side)
            {
                if (_columns.Length - left >= side && width - right >= side)
                {
                    ColumnTile.Add(_columns.AsSpan(left), firstRow, second.Slice(right * rows, side * rows), rows, destination[((left * width) + right)..], width);
                    continue;
                }

                for (int i = left; i < Math.Min(left + side, _columns.Length); i++)
                {
                    for (int j = right; j < Math.Min(right + side, width); j++)
                    {
                        ref ulong sum = ref destination[(i * width) + j];
                        sum = unchecked(sum + RingVector.Dot(_columns[i].AsSpan(firstRow, rows), second.Slice(j * rows, rows)));
                    }
                }
            }
        }
    }
}
