namespace AgriCredit.Learning.Tests;

/// <summary>The kernel's sums in the plainest way, row after row in <see cref="decimal"/>-free doubles, and the size of their terms.</summary>
internal sealed class NaiveStatistics
{
    public NaiveStatistics(Dataset rows, double[] weights)
    {
        int dimension = weights.Length;
        Gradient = new double[dimension];
        Hessian = new double[StatisticsKernel.PackedLength(dimension)];
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
            Loss += (z > 30 ? z : Math.Log(1 + Math.Exp(z))) - (rows.Labels[row] * z);
            int position = 0;
            for (int left = 0; left < dimension; left++)
            {
                Gradient[left] += (rows.Labels[row] - p) * x[left];
                for (int right = left; right < dimension; right++)
                {
                    Hessian[position++] += weight * x[left] * x[right];
                }
            }
        }
    }

    public double Loss { get; }

    public double[] Gradient { get; }

    public double[] Hessian { get; }
}
