namespace AgriCredit.Learning;

/// <summary>Logits with their labels, highest logit first: what AUC, KS and the ROC curve walk over.</summary>
internal sealed class ScoredLabels
{
    private readonly double[] _logits;
    private readonly byte[] _labels;

    public ScoredLabels(ReadOnlySpan<double> logits, ReadOnlySpan<byte> labels)
    {
        if (logits.Length != labels.Length)
        {
            throw new ArgumentException($"There are {logits.Length} logits for {labels.Length} labels.", nameof(labels));
        }

        for (int row = 0; row < logits.Length; row++)
        {
            if (!double.IsFinite(logits[row]))
            {
                throw new ArgumentException($"Row {row}: the logit is not a finite number.", nameof(logits));
            }
        }

        int badLabel = labels.IndexOfAnyExceptInRange((byte)0, (byte)1);
        if (badLabel >= 0)
        {
            throw new ArgumentException($"Row {badLabel}: the label is {labels[badLabel]}; it must be 0 or 1.", nameof(labels));
        }

        _logits = logits.ToArray();
        _labels = labels.ToArray();
        Array.Sort(_logits, _labels);
        Array.Reverse(_logits);
        Array.Reverse(_labels);
        Defaults = labels.Count((byte)1);
    }

    public int Rows => _labels.Length;

    public int Defaults { get; }

    public int Goods => Rows - Defaults;

    /// <summary>Groups of equal logits, highest first.</summary>
    public IEnumerable<(double Logit, int Defaults, int Goods)> Ties()
    {
        int row = 0;
        while (row < _logits.Length)
        {
            int start = row;
            int defaults = 0;
            for (; row < _logits.Length && _logits[row] == _logits[start]; row++)
            {
                defaults += _labels[row];
            }

            yield return (_logits[start], defaults, row - start - defaults);
        }
    }
}
