using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using AgriCredit.Learning;

namespace AgriCredit.Federation;

/// <summary>A party's training rows and what it computes from them alone. Nothing here leaves the party unmasked but the declared magnitudes.</summary>
internal sealed class PartyRows
{
    /// <summary>Zero has no magnitude; any exponent covers it.</summary>
    private const int SmallestExponent = -1000;

    private readonly Dataset _rows;
    private DesignMatrix? _design;
    private byte[]? _hash;

    public PartyRows(Dataset rows) => _rows = rows;

    public Dataset Dataset => _rows;

    /// <summary>Per feature, the smallest e with |x| at most 2^e.</summary>
    public int[] Exponents()
    {
        int[] exponents = new int[_rows.FeatureCount];
        for (int feature = 0; feature < exponents.Length; feature++)
        {
            double largest = 0;
            foreach (double value in _rows.Column(feature))
            {
                // A missing value is NaN and compares false.
                largest = Math.Abs(value) > largest ? Math.Abs(value) : largest;
            }

            exponents[feature] = CeilingLog2(largest);
        }

        return exponents;
    }

    /// <summary>The smallest e with rows at most 2^e.</summary>
    public int RowsExponent() => Math.Max(0, CeilingLog2(_rows.RowCount));

    /// <summary>Rows, defaults, column sums over 2^e, and for imputed features how many values are present.</summary>
    public void SumColumns(SessionPlan plan, Span<double> values)
    {
        values[0] = _rows.RowCount;
        values[1] = _rows.DefaultCount;
        int imputed = 2 + _rows.FeatureCount;
        for (int feature = 0; feature < _rows.FeatureCount; feature++)
        {
            double scale = Math.ScaleB(1, -plan.Exponents[feature]);
            double sum = 0;
            int present = 0;
            foreach (double value in _rows.Column(feature))
            {
                if (!double.IsNaN(value))
                {
                    sum += value * scale;
                    present++;
                }
            }

            values[2 + feature] = sum;
            if (plan.Features[feature].Imputed)
            {
                values[imputed++] = present;
            }
        }
    }

    /// <summary>Rows, then squared distances from the pooled means over 2^2e; a missing value takes the mean, so it adds nothing.</summary>
    public void SumSquaredDistances(SessionPlan plan, ReadOnlySpan<double> means, Span<double> values)
    {
        values[0] = _rows.RowCount;
        for (int feature = 0; feature < _rows.FeatureCount; feature++)
        {
            double scale = Math.ScaleB(1, -plan.Exponents[feature]);
            double sum = 0;
            foreach (double value in _rows.Column(feature))
            {
                double distance = (value - means[feature]) * scale;
                sum += double.IsNaN(distance) ? 0 : distance * distance;
            }

            values[1 + feature] = sum;
        }
    }

    /// <summary>The standardised rows in the kernel's layout, made once.</summary>
    public DesignMatrix Design(Standardisation scale) => _design ??= DesignMatrix.Create(_rows, scale);

    /// <summary>Identifies the rows in the party's own records.</summary>
    public byte[] Hash()
    {
        if (_hash is null)
        {
            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            hash.AppendData(Encoding.ASCII.GetBytes(Labels.Rows));
            for (int feature = 0; feature < _rows.FeatureCount; feature++)
            {
                hash.AppendData(MemoryMarshal.AsBytes(_rows.Column(feature)));
            }

            hash.AppendData(_rows.Labels);
            _hash = hash.GetHashAndReset();
        }

        return _hash;
    }

    private static int CeilingLog2(double value)
    {
        if (value == 0)
        {
            return SmallestExponent;
        }

        int exponent = Math.ILogB(value);
        return Math.ScaleB(1, exponent) < value ? exponent + 1 : exponent;
    }
}
