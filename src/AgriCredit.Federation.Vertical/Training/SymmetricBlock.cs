namespace AgriCredit.Federation.Vertical;

/// <summary>A square matrix over Z_2^64, row by row, that is symmetric in the end and of which products are computed on and below the diagonal only.</summary>
internal static class SymmetricBlock
{
    /// <summary>M becomes M + M'.</summary>
    public static void AddTransposed(Span<ulong> matrix, int size)
    {
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                ulong sum = unchecked(matrix[(i * size) + j] + matrix[(j * size) + i]);
                matrix[(i * size) + j] = sum;
                matrix[(j * size) + i] = sum;
            }
        }
    }

    /// <summary>Adds a matrix of which only what is on and below the diagonal counts to a symmetric one.</summary>
    public static void AddLower(ReadOnlySpan<ulong> lower, Span<ulong> destination, int size)
    {
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                ulong sum = unchecked(destination[(i * size) + j] + lower[(i * size) + j]);
                destination[(i * size) + j] = sum;
                destination[(j * size) + i] = sum;
            }
        }
    }
}
