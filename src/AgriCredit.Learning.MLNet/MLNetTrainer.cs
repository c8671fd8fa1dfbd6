using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace AgriCredit.Learning.MLNet;

/// <summary>ML.NET's stochastic gradient descent on the logistic loss, continued from the common weights; rows one by one in a new seeded order every epoch.</summary>
/// <remarks>
/// <para>ML.NET keeps weights as 32-bit floats, so the result is the given weights plus the change ML.NET made: what it did not change stays to the last bit.
/// It has no batches and lowers the step length as learningRate / (1 + learningRate l2 t) over the rows t seen.</para>
/// <para>Stateless and safe to share between threads. Every call makes a new ML.NET trainer, since those remember the model they continued from, and uses one thread,
/// since its parallel descent gives other bits every time.</para>
/// </remarks>
public sealed class MLNetTrainer : ILocalTrainer
{
    /// <inheritdoc/>
    public string Name => "mlnet";

    /// <inheritdoc/>
    /// <exception cref="ArgumentException"><paramref name="weights"/> does not fit the rows, there is no feature, or learning rate times l2 is 1 or more (ML.NET would silently lower the rate).</exception>
    public void Train(DesignMatrix rows, Span<double> weights, LocalTrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(options);
        if (weights.Length != rows.Dimension || rows.FeatureCount == 0)
        {
            throw new ArgumentException($"There are {weights.Length} weights for {rows.FeatureCount} features; ML.NET needs one feature or more, and one weight more than features.", nameof(weights));
        }

        if (options.LearningRate * options.L2 >= 1)
        {
            throw new ArgumentException($"The learning rate {options.LearningRate} times l2 {options.L2} must be below 1.", nameof(options));
        }

        if (rows.RowCount == 0)
        {
            return;
        }

        var context = new MLContext(options.Seed);
        float[] start = ToSingle(weights);
        LinearBinaryModelParameters before = WarmStart.Model(context, start.AsSpan(1), start[0]);
        SgdNonCalibratedTrainer trainer = context.BinaryClassification.Trainers.SgdNonCalibrated(new SgdNonCalibratedTrainer.Options
        {
            LearningRate = options.LearningRate,
            NumberOfIterations = options.Epochs,
            L2Regularization = (float)options.L2,
            NumberOfThreads = 1,

            // Without this every epoch costs a second pass for a convergence test; rounds, not epochs, decide here.
            CheckFrequency = int.MaxValue,
        });
        LinearBinaryModelParameters after = trainer.Fit(Rows(context, rows), before).Model;
        weights[0] += (double)after.Bias - start[0];
        for (int feature = 0; feature < rows.FeatureCount; feature++)
        {
            weights[feature + 1] += (double)after.Weights[feature] - start[feature + 1];
        }
    }

    private static float[] ToSingle(ReadOnlySpan<double> values)
    {
        float[] singles = new float[values.Length];
        for (int index = 0; index < values.Length; index++)
        {
            singles[index] = (float)values[index];
        }

        return singles;
    }

    private static IDataView Rows(MLContext context, DesignMatrix rows)
    {
        var loans = new Loan[rows.RowCount];
        double[] values = new double[rows.FeatureCount];
        for (int row = 0; row < loans.Length; row++)
        {
            rows.CopyRow(row, values);
            loans[row] = new Loan { Label = rows.Labels[row] == 1, Features = ToSingle(values) };
        }

        SchemaDefinition schema = SchemaDefinition.Create(typeof(Loan));
        schema[nameof(Loan.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, rows.FeatureCount);
        return context.Data.LoadFromEnumerable(loans, schema);
    }

    /// <summary>One row as ML.NET reads it.</summary>
    private sealed class Loan
    {
        public bool Label { get; set; }

        public float[] Features { get; set; } = [];
    }
}
