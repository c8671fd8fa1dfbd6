namespace AgriCredit.Learning.Tests;

/// <summary>The kernel's sums in the plainest way, row after row, with the rounding errors of the sums carried along (Kahan).</summary>
internal sealed class NaiveStatistics
{
    public NaiveStatistics(Dataset rows, double[] weights)
    {
        int dimension = weights.Length;
        var loss = new Total();
        Total[] gradient = [.. Enumerable.Range(0, dimension).Select(_ => new Total())];
        Total[] hessian = [.. Enumerable.Range(0, StatisticsKernel.PackedLength(dimension)).Select(_ => new Total())];
        for (int row = 0; row < rows.RowCount; row++)
        {
            double[] x = [1, .. Enumerable.Range(0, dimension - 1).Select(feature => rows.Column(feature)[row])];
            double z = 0;
            for (int index = 0; index < dimension; index++)
            {
                z += x[index] * weights[index];
            }

            double p = 1 / (1 + Math.Exp(-z));
            double weight = 1 / (2 + Math.Exp(z) + Math.Exp(-z));
            loss.Add((z > 30 ? z : Math.Log(1 + Math.Exp(z))) - (rows.Labels[row] * z));
            int position = 0;
            for (int left = 0; left < dimension; left++)
            {
                gradient[left].Add((rows.Labels[row] - p) * x[left]);
                for (int right = left; right < dimension; right++)
                {
                    hessian[position++].Add(weight * x[left] * x[right]);
                }
            }
        }

        Loss = loss.Value;
        Gradient = [.. gradient.Select(total => total.Value)];
        Hessian = [.. hessian.Select(total => total.Value)];
    }

    public double Loss { get; }

    public double[] Gradient { get; }

    public double[] Hessian { get; }

    private sealed class Total
    {
        private double _lost;

        public double Value { get; private set; }

        public void Add(double term)
        {
            double exact = term - _lost;
            double sum = Value + exact;
            _lost = sum - Value - exact;
            Value = sum;
        }
    }
}
