using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;

namespace AgriCredit.Learning;

/// <summary>Mini-batch gradient descent on MathNet matrices: rows in a new seeded order every epoch, one step per batch.</summary>
/// <remarks>Stateless and safe to share between threads.</remarks>
public sealed class MathNetTrainer : ILocalTrainer
{
    /// <inheritdoc/>
    public string Name => "mathnet";

    /// <inheritdoc/>
    /// <exception cref="ArgumentException"><paramref name="weights"/> does not fit the rows.</exception>
    public void Train(DesignMatrix rows, Span<double> weights, LocalTrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(options);
        if (weights.Length != rows.Dimension)
        {
            throw new ArgumentException($"There are {weights.Length} weights; the rows need {rows.Dimension}.", nameof(weights));
        }

        Vector<double> model = Vector<double>.Build.DenseOfArray(weights.ToArray());
        int[] order = [.. Enumerable.Range(0, rows.RowCount)];
        var random = new Random(options.Seed);
        double[] row = new double[rows.Dimension];
        row[0] = 1;
        for (int epoch = 0; epoch < options.Epochs; epoch++)
        {
            random.Shuffle(order);
            for (int first = 0; first < order.Length; first += options.BatchSize)
            {
                int size = Math.Min(options.BatchSize, order.Length - first);
                Descend(Batch(rows, order.AsSpan(first, size), row, out Vector<double> labels), labels, model, options);
            }
        }

        model.AsArray().CopyTo(weights);
    }

    private static DenseMatrix Batch(DesignMatrix rows, ReadOnlySpan<int> order, double[] row, out Vector<double> labels)
    {
        var batch = new DenseMatrix(order.Length, rows.Dimension);
        labels = Vector<double>.Build.Dense(order.Length);
        for (int index = 0; index < order.Length; index++)
        {
            rows.CopyRow(order[index], row.AsSpan(1));
            batch.SetRow(index, row);
            labels[index] = rows.Labels[order[index]];
        }

        return batch;
    }

    private static void Descend(DenseMatrix batch, Vector<double> labels, Vector<double> model, LocalTrainingOptions options)
    {
        Vector<double> excess = batch.Multiply(model);
        excess.MapInplace(DeterministicMath.Sigmoid, Zeros.Include);
        excess.Subtract(labels, excess);
        Vector<double> gradient = batch.TransposeThisAndMultiply(excess).Divide(batch.RowCount);
        Vector<double> penalty = model.Multiply(options.L2);
        penalty[0] = 0;
        model.Subtract((gradient + penalty).Multiply(options.LearningRate), model);
    }
}
