using AgriCredit.Harness.Data;
using AgriCredit.Harness.Results;
using AgriCredit.Learning;

namespace AgriCredit.Harness.Simulation;

/// <summary>Test rows as an applicant's form gives them: raw inputs, row by row, scored by the same scorer that a bank embeds.</summary>
internal sealed class TestRows
{
    private readonly double[] _values;
    private readonly Dataset _rows;

    /// <summary>Lays out rows by the model's inputs; indicators are the scorer's own work.</summary>
    public TestRows(Dataset rows, IReadOnlyList<LoadedFeature> features)
    {
        _rows = rows;
        int[] inputs = [.. Enumerable.Range(0, features.Count).Where(index => !features[index].IsIndicator)];
        _values = new double[rows.RowCount * inputs.Length];
        for (int input = 0; input < inputs.Length; input++)
        {
            ReadOnlySpan<double> column = rows.Column(inputs[input]);
            for (int row = 0; row < column.Length; row++)
            {
                _values[(row * inputs.Length) + input] = column[row];
            }
        }
    }

    /// <summary>A model's figures on these rows.</summary>
    public TestFigures Evaluate(CreditScorer scorer)
    {
        double[] logits = new double[_rows.RowCount];
        scorer.Logits(_values, logits);
        ClassificationMetrics metrics = ClassificationMetrics.FromLogits(logits, _rows.Labels);
        return new TestFigures(metrics.Rows, metrics.Defaults, metrics.Auc, metrics.Ks, metrics.Gini, metrics.Brier, metrics.LogLoss);
    }
}
