using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AgriCredit;

/// <summary>The model's linear form over raw values: transforms folded into the weights once, products summed in one fixed order.</summary>
/// <remarks>
/// <para>Order of summation, the same for one applicant and a million, on every processor: raw values are read in blocks of eight, and a value is added to the lane of its place in its
/// block, blocks in order; lane 0 starts from the intercept. Then lanes j and j + 4 are added, of those j and j + 2, then the last two. A last block that is not full is read as the
/// last eight values of the row, those already counted having weight zero: it needs neither a masked load nor a copy. A row of fewer than eight values fills the first lanes.</para>
/// <para>Products and sums are rounded separately, since a fused multiply-add is slow where the processor has none.</para>
/// <para>Missing and infinite values need no test of their own: times any finite weight they make the sum NaN or infinite, and only such a sum is looked at more closely.</para>
/// </remarks>
internal sealed class LinearPredictor
{
    private const int Lanes = 8;
    private const int RowsTogether = 4;
    private const int BytesAhead = 4096;

    /// <summary>Far beyond any real logit, and far enough from the largest double that points are finite too. NaN and infinities are beyond it.</summary>
    internal const double LargestLogit = 1e100;

    private readonly string[] _inputs;
    private readonly double _intercept;

    // In blocks of eight; the last block's come with zeros where its values are counted already, or where the row ends.
    private readonly double[] _weights;
    private readonly double[] _substitutes;
    private readonly int _lastBlock;

    // By input: whether a missing value is refused, and what its indicator adds to the sum.
    private readonly bool[] _rejectsMissing;
    private readonly double[] _missingWeights;

    internal LinearPredictor(IReadOnlyList<ModelFeature> features, double intercept, IReadOnlyList<double> coefficients)
    {
        _inputs = [.. features.Select(feature => feature.Source).Distinct(StringComparer.Ordinal)];
        int count = _inputs.Length;
        double[] weights = new double[count];
        double[] substitutes = new double[count];
        _rejectsMissing = new bool[count];
        _missingWeights = new double[count];
        _intercept = intercept;
        var indexes = _inputs.Index().ToDictionary(input => input.Item, input => input.Index, StringComparer.Ordinal);
        for (int i = 0; i < features.Count; i++)
        {
            ModelFeature feature = features[i];
            int input = indexes[feature.Source];
            (double mean, double deviation) = feature.Transform switch
            {
                StandardiseTransform standardise => (standardise.Mean, standardise.StandardDeviation),
                MissingIndicatorTransform indicator => (indicator.Mean, indicator.StandardDeviation),
                _ => (0, 1),
            };
            double weight = coefficients[i] / deviation;
            _intercept -= weight * mean;
            if (feature.IsIndicator)
            {
                _missingWeights[input] = weight;
            }
            else
            {
                weights[input] = weight;
                substitutes[input] = feature.ValueWhenMissing ?? 0;
                _rejectsMissing[input] = feature.Missing == MissingPolicy.Reject;
            }

            if (!double.IsFinite(weight) || !double.IsFinite(_intercept))
            {
                throw new ArgumentException($"Feature '{feature.Name}' has a weight that is not finite on the scale of its raw values.", nameof(coefficients));
            }
        }

        _lastBlock = Math.Max(count - Lanes, 0);
        _weights = InBlocks(weights, repeatCounted: false);
        _substitutes = InBlocks(substitutes, repeatCounted: true);
    }

    internal int InputCount => _inputs.Length;

    /// <summary>Whether a model of such features is linear in raw values, so that this class can score it.</summary>
    internal static bool Fits(IReadOnlyList<ModelFeature> features) => features.All(feature =>
        feature.Transform is IdentityTransform or StandardiseTransform or MissingIndicatorTransform && feature.OutOfRange == OutOfRangePolicy.Accept);

    /// <summary>The logit of one applicant; NaN where it is refused. The caller then asks <see cref="Refusal{T}"/> why.</summary>
    internal double Logit(ReadOnlySpan<double> values) => LogitOrNaN(values);

    /// <summary>The logits of rows that lie one after the other; as many as <paramref name="logits"/> has room for.</summary>
    internal void Logits<T>(ReadOnlySpan<T> rows, Span<double> logits, int firstRow)
        where T : unmanaged
    {
        int row = 0;
        if (InputCount >= Lanes)
        {
            for (; row <= logits.Length - RowsTogether; row += RowsTogether)
            {
                Span<double> four = logits.Slice(row, RowsTogether);
                SumFour(rows.Slice(row * InputCount, RowsTogether * InputCount), four);
                for (int i = 0; i < four.Length; i++)
                {
                    if (!(Math.Abs(four[i]) <= LargestLogit))
                    {
                        four[i] = RequireLogit(rows.Slice((row + i) * InputCount, InputCount), firstRow + row + i);
                    }
                }
            }
        }

        for (; row < logits.Length; row++)
        {
            logits[row] = RequireLogit(rows.Slice(row * InputCount, InputCount), firstRow + row);
        }
    }

    /// <summary>Why a row has no logit.</summary>
    internal ArgumentException Refusal<T>(ReadOnlySpan<T> values, int row)
        where T : unmanaged
    {
        for (int input = 0; input < values.Length; input++)
        {
            double value = Widen(values[input]);
            if (double.IsInfinity(value))
            {
                return ValueRefusal.Infinite(_inputs[input], row);
            }

            if (double.IsNaN(value) && _rejectsMissing[input])
            {
                return ValueRefusal.Missing(_inputs[input], row);
            }
        }

        return ValueRefusal.TooLarge(_inputs[LargestProduct(values)], row);
    }

    // Four rows share each load of weights and keep four sums in flight, each summed as Sum does.
    // A method of its own, compiled at once, as every kernel of such vectors: on processors without 512 bits the first version is slow, and inlined into larger methods every operation becomes a call.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void SumFour<T>(ReadOnlySpan<T> rows, Span<double> sums)
        where T : unmanaged
    {
        unchecked
        {
            ref T row0 = ref MemoryMarshal.GetReference(rows);
            ref T row1 = ref Unsafe.Add(ref row0, InputCount);
            ref T row2 = ref Unsafe.Add(ref row1, InputCount);
            ref T row3 = ref Unsafe.Add(ref row2, InputCount);
            ref double weights = ref MemoryMarshal.GetArrayDataReference(_weights);
            Vector512<double> sum0 = Vector512.CreateScalar(_intercept);
            Vector512<double> sum1 = sum0;
            Vector512<double> sum2 = sum0;
            Vector512<double> sum3 = sum0;
            nuint last = (nuint)_lastBlock;
            nuint start = 0;
            Vector512<double> weight;
            for (; start < last; start += Lanes)
            {
                PrefetchAhead(ref row0, RowsTogether * start);
                weight = Vector512.LoadUnsafe(ref weights, start);
                sum0 += Load(ref row0, start) * weight;
                sum1 += Load(ref row1, start) * weight;
                sum2 += Load(ref row2, start) * weight;
                sum3 += Load(ref row3, start) * weight;
            }

            PrefetchAhead(ref row0, RowsTogether * start);
            weight = Vector512.LoadUnsafe(ref weights, start);
            sums[0] = AddLanes(sum0 + (Load(ref row0, last) * weight));
            sums[1] = AddLanes(sum1 + (Load(ref row1, last) * weight));
            sums[2] = AddLanes(sum2 + (Load(ref row2, last) * weight));
            sums[3] = AddLanes(sum3 + (Load(ref row3, last) * weight));
        }
    }

    // As many bytes as a block of four rows has, a page further on, of which nothing need be there: rows that lie in memory were scored at 0.6 of the speed of reading them alone, each
    // block waiting for its own bytes, and at 0.8 with this (medians of fifteen, scoring and reading by turns).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void PrefetchAhead<T>(ref T rows, nuint start)
        where T : unmanaged
    {
        const int Line = 64;
        if (Sse.IsSupported)
        {
            byte* ahead = (byte*)Unsafe.AsPointer(ref Unsafe.Add(ref rows, start)) + BytesAhead;
            for (int offset = 0; offset < RowsTogether * Lanes * sizeof(T); offset += Line)
            {
                Sse.Prefetch0(ahead + offset);
            }
        }
    }

    private double RequireLogit<T>(ReadOnlySpan<T> values, int row)
        where T : unmanaged
    {
        double logit = LogitOrNaN(values);
        return double.IsNaN(logit) ? throw Refusal(values, row) : logit;
    }

    private double LogitOrNaN<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        double logit = InputCount >= Lanes ? Sum(ref MemoryMarshal.GetReference(values)) : SumShort(values);
        return Math.Abs(logit) <= LargestLogit ? logit : LogitWithMissing(values);
    }

    // Unchecked: offsets stay within the row that the caller sliced.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private double Sum<T>(ref T values)
        where T : unmanaged
    {
        unchecked
        {
            ref double weights = ref MemoryMarshal.GetArrayDataReference(_weights);
            Vector512<double> sum = Vector512.CreateScalar(_intercept);
            nuint last = (nuint)_lastBlock;
            nuint start = 0;
            for (; start < last; start += Lanes)
            {
                sum += Load(ref values, start) * Vector512.LoadUnsafe(ref weights, start);
            }

            sum += Load(ref values, last) * Vector512.LoadUnsafe(ref weights, start);
            return AddLanes(sum);
        }
    }

    // The same lanes one by one: a vector load from a padded copy would wait for the copy's stores.
    private double SumShort<T>(ReadOnlySpan<T> values)
        where T : unmanaged =>
        (_intercept + Product(values, 0) + Product(values, 4) + (Product(values, 2) + Product(values, 6)))
        + (Product(values, 1) + Product(values, 5) + (Product(values, 3) + Product(values, 7)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private double Product<T>(ReadOnlySpan<T> values, int input)
        where T : unmanaged => input < values.Length ? Widen(values[input]) * _weights[input] : 0;

    /// <summary>Comes after a sum that is no logit: sums again with the values that stand for missing ones. An infinite value makes that sum infinite or NaN too.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private double LogitWithMissing<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        double indicators = 0;
        for (int input = 0; input < values.Length; input++)
        {
            if (double.IsNaN(Widen(values[input])))
            {
                if (_rejectsMissing[input])
                {
                    return double.NaN;
                }

                indicators += _missingWeights[input];
            }
        }

        double logit = SumWithSubstitutes(values) + indicators;
        return Math.Abs(logit) <= LargestLogit ? logit : double.NaN;
    }

    private double SumWithSubstitutes<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        Span<T> padded = stackalloc T[Lanes];
        padded.Clear();
        values[..Math.Min(values.Length, Lanes)].CopyTo(padded);
        scoped ReadOnlySpan<T> row = values.Length < Lanes ? padded : values;
        Vector512<double> sum = Vector512.CreateScalar(_intercept);
        for (int block = 0; block < _weights.Length; block += Lanes)
        {
            Vector512<double> loaded = Load(ref MemoryMarshal.GetReference(row), (nuint)Math.Min(block, _lastBlock));
            Vector512<double> known = Vector512.ConditionalSelect(Vector512.Equals(loaded, loaded), loaded, Vector512.Create(_substitutes, block));
            sum += known * Vector512.Create(_weights, block);
        }

        return AddLanes(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Load<T>(ref T values, nuint start)
        where T : unmanaged => typeof(T) == typeof(float)
            ? Vector512.WidenLower(Vector256.LoadUnsafe(ref Unsafe.As<T, float>(ref values), start).ToVector512Unsafe())
            : Vector512.LoadUnsafe(ref Unsafe.As<T, double>(ref values), start);

    private static double Widen<T>(T value)
        where T : unmanaged => typeof(T) == typeof(float) ? Unsafe.BitCast<T, float>(value) : Unsafe.BitCast<T, double>(value);

    // Written out because Vector512.Sum leaves its order to the processor's width.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double AddLanes(Vector512<double> sum)
    {
        Vector256<double> four = sum.GetLower() + sum.GetUpper();
        Vector128<double> two = four.GetLower() + four.GetUpper();
        return two.ToScalar() + two.GetElement(1);
    }

    private double[] InBlocks(double[] byInput, bool repeatCounted)
    {
        double[] blocks = new double[(byInput.Length + Lanes - 1) / Lanes * Lanes];
        int lastStart = blocks.Length - Lanes;
        byInput.AsSpan(0, Math.Min(lastStart, byInput.Length)).CopyTo(blocks);
        for (int input = _lastBlock; input < byInput.Length; input++)
        {
            blocks[lastStart + input - _lastBlock] = input >= lastStart || repeatCounted ? byInput[input] : 0;
        }

        return blocks;
    }

    private int LargestProduct<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        int largest = 0;
        double greatest = 0;
        for (int input = 0; input < values.Length; input++)
        {
            int block = input / Lanes * Lanes;
            double weight = block == _weights.Length - Lanes ? _weights[block + input - _lastBlock] : _weights[input];
            double product = Math.Abs(Widen(values[input]) * weight);
            if (product > greatest)
            {
                (largest, greatest) = (input, product);
            }
        }

        return largest;
    }
}
