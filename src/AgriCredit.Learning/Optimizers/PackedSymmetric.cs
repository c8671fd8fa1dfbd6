namespace AgriCredit.Learning;

/// <summary>A symmetric matrix as its upper triangle, row after row; sums in one fixed order.</summary>
internal static class PackedSymmetric
{
    /// <summary>v'Av.</summary>
    public static double Quadratic(ReadOnlySpan<double> packed, ReadOnlySpan<double> vector)
    {
        double sum = 0;
        int position = 0;
        for (int row = 0; row < vector.Length; row++)
        {
            double product = 0.5 * packed[position++] * vector[row];
            for (int column = row + 1; column < vector.Length; column++)
            {
                product += packed[position++] * vector[column];
            }

            sum += 2 * vector[row] * product;
        }

        return sum;
    }

    /// <summary>Both triangles, row after row.</summary>
    public static double[] Unpack(ReadOnlySpan<double> packed, int dimension)
    {
        double[] full = new double[dimension * dimension];
        int position = 0;
        for (int row = 0; row < dimension; row++)
        {
            for (int column = row; column < dimension; column++)
            {
                full[(row * dimension) + column] = packed[position];
                full[(column * dimension) + row] = packed[position++];
            }
        }

        return full;
    }
}
