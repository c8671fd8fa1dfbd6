using System.Buffers;

namespace AgriCredit.Learning;

/// <summary>The sums over rows that every fit is made of: loss, gradient and X'WX at a public model.</summary>
/// <remarks>
/// Bit-reproducible: rows go in fixed chunks of 4,096 and blocks of 256, eight at a time in fixed lanes, and partial sums are added in one order,
/// whatever the number of threads and the vector width. Sums of blocks before sums of chunks also keep the rounding error small.
/// </remarks>
public static class StatisticsKernel
{
    /// <summary>Number of entries of the packed upper triangle of a symmetric matrix.</summary>
    /// <param name="dimension">Number of rows of the matrix.</param>
    public static int PackedLength(int dimension) => dimension * (dimension + 1) / 2;

    /// <summary>Sums over all rows, at z = w0 + x.w and p = 1/(1+e^-z).</summary>
    /// <param name="rows">The rows; none gives zeros.</param>
    /// <param name="weights">w, intercept first: <see cref="DesignMatrix.Dimension"/> values.</param>
    /// <param name="order">What is wanted.</param>
    /// <param name="gradient">Receives the sum of (y - p) x, intercept first (the ascent direction); ignored for <see cref="StatisticsOrder.Loss"/>.</param>
    /// <param name="hessian">Receives the upper triangle of the sum of p (1-p) x x', row after row; ignored below <see cref="StatisticsOrder.Hessian"/>.</param>
    /// <param name="maxThreads">At most this many threads; null: one per processor.</param>
    /// <returns>The sum of log(1+e^z) - y z; no penalty in it.</returns>
    /// <exception cref="ArgumentException">A length does not fit the rows.</exception>
    public static double Evaluate(
        DesignMatrix rows,
        ReadOnlySpan<double> weights,
        StatisticsOrder order,
        Span<double> gradient,
        Span<double> hessian,
        int? maxThreads = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxThreads ?? 1, 1, nameof(maxThreads));
        CheckLength(weights.Length, rows.Dimension, nameof(weights));
        int gradientLength = order >= StatisticsOrder.Gradient ? rows.Dimension : 0;
        int hessianLength = order >= StatisticsOrder.Hessian ? PackedLength(rows.Dimension) : 0;
        CheckLength(gradientLength == 0 ? 0 : gradient.Length, gradientLength, nameof(gradient));
        CheckLength(hessianLength == 0 ? 0 : hessian.Length, hessianLength, nameof(hessian));

        int length = 1 + gradientLength + hessianLength;
        double[] sums = ArrayPool<double>.Shared.Rent(checked(length * Math.Max(1, rows.Chunks.Length)));
        try
        {
            sums.AsSpan(0, length).Clear();
            SumChunks(rows, weights.ToArray(), order, sums, length, maxThreads ?? Environment.ProcessorCount);
            Span<double> total = sums.AsSpan(0, length);
            for (int chunk = 1; chunk < rows.Chunks.Length; chunk++)
            {
                Add(sums.AsSpan(chunk * length, length), total);
            }

            total.Slice(1, gradientLength).CopyTo(gradient);
            total.Slice(1 + gradientLength, hessianLength).CopyTo(hessian);
            return total[0];
        }
        finally
        {
            ArrayPool<double>.Shared.Return(sums);
        }
    }

    private static void SumChunks(DesignMatrix rows, double[] weights, StatisticsOrder order, double[] sums, int length, int maxThreads)
    {
        int next = -1;
        int threads = Math.Min(maxThreads, rows.Chunks.Length);
        if (threads <= 1)
        {
            Work();
        }
        else
        {
            Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, _ => Work());
        }

        void Work()
        {
            using var chunkSums = new ChunkSums(rows.FeatureCount, weights, order);
            for (int chunk = Interlocked.Increment(ref next); chunk < rows.Chunks.Length; chunk = Interlocked.Increment(ref next))
            {
                chunkSums.Sum(rows.Chunks[chunk], sums.AsSpan(chunk * length, length));
            }
        }
    }

    private static void Add(ReadOnlySpan<double> part, Span<double> total)
    {
        for (int index = 0; index < total.Length; index++)
        {
            total[index] += part[index];
        }
    }

    private static void CheckLength(int actual, int expected, string name)
    {
        if (actual != expected)
        {
            throw new ArgumentException($"'{name}' has {actual} entries; the rows need {expected}.", name);
        }
    }
}
