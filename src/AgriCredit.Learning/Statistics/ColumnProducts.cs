using System.Numerics;
using System.Runtime.InteropServices;

namespace AgriCredit.Learning;

/// <summary>Products of whole columns in double, on all cores; for set-up work, where the last bits do not matter.</summary>
internal static class ColumnProducts
{
    /// <summary>left' right.</summary>
    public static double[,] Transposed(double[][] left, double[][] right)
    {
        double[,] product = new double[left.Length, right.Length];
        Parallel.For(0, left.Length * right.Length, cell =>
        {
            int i = cell / right.Length;
            int j = cell % right.Length;
            product[i, j] = Dot(left[i], right[j]);
        });
        return product;
    }

    /// <summary>columns times a vector.</summary>
    public static double[] Multiply(double[][] columns, ReadOnlySpan<double> vector)
    {
        double[] sums = new double[columns[0].Length];
        for (int column = 0; column < columns.Length; column++)
        {
            MultiplyAdd(columns[column], vector[column], sums);
        }

        return sums;
    }

    /// <summary>destination += column * factor.</summary>
    public static void MultiplyAdd(ReadOnlySpan<double> column, double factor, Span<double> destination)
    {
        ReadOnlySpan<Vector<double>> source = MemoryMarshal.Cast<double, Vector<double>>(column);
        Span<Vector<double>> target = MemoryMarshal.Cast<double, Vector<double>>(destination);
        for (int i = 0; i < source.Length; i++)
        {
            target[i] += source[i] * factor;
        }

        for (int i = source.Length * Vector<double>.Count; i < column.Length; i++)
        {
            destination[i] += column[i] * factor;
        }
    }

    private static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        ReadOnlySpan<Vector<double>> first = MemoryMarshal.Cast<double, Vector<double>>(left);
        ReadOnlySpan<Vector<double>> second = MemoryMarshal.Cast<double, Vector<double>>(right);
        Vector<double> even = default;
        Vector<double> odd = default;
        int i = 0;
        for (; i + 1 < first.Length; i += 2)
        {
            even += first[i] * second[i];
            odd += first[i + 1] * second[i + 1];
        }

        double sum = Vector.Sum(even + odd);
        for (int row = i * Vector<double>.Count; row < left.Length; row++)
        {
            sum += left[row] * right[row];
        }

        return sum;
    }
}
