using System.Numerics;
using System.Runtime.CompilerServices;

namespace AgriCredit;

/// <summary>A model's terms by input: what each raw value adds to the logit. Scores models that <see cref="LinearPredictor"/> cannot, and splits the scores of all models for reasons.</summary>
/// <remarks>Order of summation, the same for one applicant and a million: the intercept, then the terms in the order of the inputs, one after the other.</remarks>
internal sealed class PiecewisePredictor
{
    private readonly double _intercept;
    private readonly double[] _weights;
    private readonly double[] _whenMissing;
    // The inputs that the intervals leave.
    private readonly int[] _others;

    internal PiecewisePredictor(IReadOnlyList<ModelInput> inputs, double intercept, IReadOnlyList<double> coefficients)
    {
        Terms = [.. inputs.Select(input => new Term(input, coefficients[input.FeatureIndex], input.IndicatorIndex < 0 ? 0 : coefficients[input.IndicatorIndex]))];
        _weights = [.. Terms.Select(term => term.Weight)];
        _whenMissing = [.. Terms.Select(term => term.WhenMissing)];
        Intervals = new IntervalTerms(Terms);
        _others = [.. Enumerable.Range(0, Terms.Length).Where(input => !IntervalTerms.IsOne(Terms[input]))];
        _intercept = intercept;
        foreach (Term term in Terms)
        {
            _intercept += term.Folded;
        }

        if (!double.IsFinite(_intercept))
        {
            throw new ArgumentException("The intercept is not finite on the scale of the raw values.", nameof(intercept));
        }
    }

    internal Term[] Terms { get; }

    /// <summary>The terms that are evaluated together.</summary>
    internal IntervalTerms Intervals { get; }

    /// <summary>The intercept on the scale of the raw values.</summary>
    internal double Intercept => _intercept;

    /// <summary>The logit of one applicant; NaN where it is refused. The caller then asks <see cref="Refusal"/> why.</summary>
    /// <param name="values">One raw value for each term.</param>
    [SkipLocalsInit]
    internal double Logit(ReadOnlySpan<double> values)
    {
        Span<double> contributions = stackalloc double[Terms.Length];
        return Split(values, contributions, stackalloc int[Terms.Length]);
    }

    /// <summary>The logit of one applicant, with what each value adds to it.</summary>
    /// <param name="values">One raw value for each term.</param>
    /// <param name="contributions">As many.</param>
    /// <param name="places">As many; receives where among those of <see cref="Intervals"/> an input is, -1 for one that is none of them.</param>
    internal double Split(ReadOnlySpan<double> values, Span<double> contributions, Span<int> places)
    {
        Intervals.Evaluate(values, contributions, places);
        Term[] terms = Terms;
        foreach (int input in _others)
        {
            contributions[input] = terms[input].Evaluate(values[input]);
            places[input] = -1;
        }

        double logit = _intercept;
        foreach (double contribution in contributions)
        {
            logit += contribution;
        }

        return Math.Abs(logit) <= LinearPredictor.LargestLogit ? logit : double.NaN;
    }

    /// <summary>What each value adds to the logit, where every term is a weight times its value; bit for bit as <see cref="Split"/> has it of finite and missing values.</summary>
    internal void SplitProducts(ReadOnlySpan<double> values, Span<double> contributions)
    {
        int i = 0;
        for (; i <= values.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            var value = new Vector<double>(values[i..]);
            Vector<double> product = value * new Vector<double>(_weights, i);
            Vector.ConditionalSelect(Vector.Equals(value, value), product, new Vector<double>(_whenMissing, i)).CopyTo(contributions[i..]);
        }

        for (; i < values.Length; i++)
        {
            contributions[i] = double.IsNaN(values[i]) ? _whenMissing[i] : values[i] * _weights[i];
        }
    }

    /// <summary>The logits of rows that lie one after the other; as many as <paramref name="logits"/> has room for.</summary>
    internal void Logits<T>(ReadOnlySpan<T> rows, Span<double> logits, int firstRow)
        where T : unmanaged
    {
        Span<double> widened = Terms.Length <= MostOnStack ? stackalloc double[Terms.Length] : new double[Terms.Length];
        for (int row = 0; row < logits.Length; row++)
        {
            ReadOnlySpan<T> values = rows.Slice(row * Terms.Length, Terms.Length);
            if (typeof(T) == typeof(float))
            {
                ReadOnlySpan<float> floats = System.Runtime.InteropServices.MemoryMarshal.Cast<T, float>(values);
                for (int i = 0; i < floats.Length; i++)
                {
                    widened[i] = floats[i];
                }
            }
            else
            {
                System.Runtime.InteropServices.MemoryMarshal.Cast<T, double>(values).CopyTo(widened);
            }

            double logit = Logit(widened);
            logits[row] = double.IsNaN(logit) ? throw Refusal(widened, firstRow + row) : logit;
        }
    }

    /// <summary>The most doubles that a call keeps on the stack: 32 KiB, as many as a model may have inputs.</summary>
    internal const int MostOnStack = CreditModel.MaximumFeatures;

    /// <summary>Why a row has no logit.</summary>
    internal ArgumentException Refusal(ReadOnlySpan<double> values, int row)
    {
        int largest = 0;
        double greatest = 0;
        for (int i = 0; i < Terms.Length; i++)
        {
            double contribution = Terms[i].Evaluate(values[i]);
            if (double.IsNaN(contribution))
            {
                return Terms[i].Refusal(values[i], row);
            }

            if (Math.Abs(contribution) > greatest)
            {
                (largest, greatest) = (i, Math.Abs(contribution));
            }
        }

        return ValueRefusal.TooLarge(Terms[largest].Input.Name, row);
    }
}
