namespace AgriCredit.Learning;

/// <summary>
/// A fit in rounds, driven by nothing but sums over rows. The same object runs at every party of a federation, in the pooled fit and in a local fit:
/// <c>Contribute</c> what the rows at hand add to the round, add up, <c>Advance</c> from the total.
/// </summary>
/// <remarks>
/// <see cref="Advance"/> is deterministic: Newton and gradient descent use only +, -, *, / and square roots in a fixed order, so that all parties hold the same bits on any processor.
/// Not thread-safe. Source: PROTOCOL.md 3.1 and 3.2.
/// </remarks>
public abstract class Optimizer
{
    // The published rate is rounded to this before it becomes a weight: logarithms differ between platforms in the last bits.
    private const double RateLogitUnit = 1.0 / 65536;
    private readonly double[] _weights;

    private protected Optimizer(TrainingOptions options, IReadOnlyList<string> featureNames, ReadOnlySpan<double> start, IReadOnlyList<SumPart> layout)
    {
        Options = options;
        FeatureNames = [.. featureNames];
        _weights = start.ToArray();
        Layout = layout;
        SumsLength = layout.Sum(part => part.Length);
    }

    /// <summary>The weights the next sums are taken at: intercept first, then features in order.</summary>
    public ReadOnlySpan<double> Weights => _weights;

    /// <summary>Rounds finished.</summary>
    public int Round { get; private set; }

    /// <summary>Whether another round is due.</summary>
    public OptimizerState State { get; private set; } = OptimizerState.Running;

    /// <summary>Why there is no result; null unless <see cref="State"/> is <see cref="OptimizerState.Failed"/>.</summary>
    public OptimizerFailure? Failure { get; private set; }

    /// <summary>The parts of a round's sums, in order.</summary>
    public IReadOnlyList<SumPart> Layout { get; }

    /// <summary>Number of values in a round's sums: the lengths of <see cref="Layout"/> together.</summary>
    public int SumsLength { get; }

    /// <summary>The penalised mean objective at the weights the last sums were taken at; NaN before the first.</summary>
    public double Objective { get; private set; } = double.NaN;

    /// <summary>The largest absolute change of a weight in the last round; NaN before the first.</summary>
    public double LargestStep { get; private protected set; } = double.NaN;

    private protected TrainingOptions Options { get; }

    private protected string[] FeatureNames { get; }

    private protected Span<double> MutableWeights => _weights;

    /// <summary>Makes the optimizer that the options name.</summary>
    /// <param name="options">Free of faults.</param>
    /// <param name="featureNames">The features in order; messages name them.</param>
    /// <param name="start">The weights to start from, finite, one more than features; see <see cref="StartFromRate"/>.</param>
    /// <param name="trainer">The local trainer of <see cref="OptimizerKind.FedAvg"/>; whoever holds no rows, as a coordinator does, needs none.</param>
    /// <exception cref="ArgumentException">The options have faults (all are in the message), or the start does not fit.</exception>
    public static Optimizer Create(TrainingOptions options, IReadOnlyList<string> featureNames, ReadOnlySpan<double> start, ILocalTrainer? trainer = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(featureNames);
        IReadOnlyList<TrainingFault> faults = options.Check();
        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', faults.Select(fault => fault.Message)), nameof(options));
        }

        if (start.Length != featureNames.Count + 1 || !AllFinite(start))
        {
            throw new ArgumentException($"The start has {start.Length} weights; {featureNames.Count} features and the intercept need {featureNames.Count + 1}, all finite.", nameof(start));
        }

        return options.Optimizer switch
        {
            OptimizerKind.Newton => new NewtonOptimizer(options, featureNames, start),
            OptimizerKind.FedSgd => new GradientDescentOptimizer(options, featureNames, start),
            _ => new AveragingOptimizer(options, featureNames, start, trainer),
        };
    }

    /// <summary>The start that saves Newton a round or two: the logit of the pooled default rate as intercept, all else 0.</summary>
    /// <param name="defaults">Defaults among all rows.</param>
    /// <param name="rows">All rows, 1 or more.</param>
    /// <param name="dimension">Number of weights, intercept included.</param>
    /// <returns>The weights; the intercept is a multiple of 2^-16. A rate of 0 or 1 counts as half a row off it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or there are more defaults than rows.</exception>
    public static double[] StartFromRate(long defaults, long rows, int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(defaults);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(defaults, rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        double bad = Math.Clamp(defaults, 0.5, rows - 0.5);
        double[] start = new double[dimension];
        start[0] = Math.Round(Math.Log(bad / (rows - bad)) / RateLogitUnit) * RateLogitUnit;
        return start;
    }

    /// <summary>Computes what some rows add to this round's sums, at <see cref="Weights"/>.</summary>
    /// <param name="rows">The rows; none adds zeros.</param>
    /// <param name="sums">Receives <see cref="SumsLength"/> values in the order of <see cref="Layout"/>.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    /// <exception cref="InvalidOperationException">Federated averaging without a local trainer.</exception>
    public void Contribute(DesignMatrix rows, Span<double> sums)
    {
        ArgumentNullException.ThrowIfNull(rows);
        CheckLength(sums.Length, nameof(sums));
        if (rows.Dimension != _weights.Length)
        {
            throw new ArgumentException($"The rows have {rows.FeatureCount} features; the model has {FeatureNames.Length}.", nameof(rows));
        }

        sums[0] = rows.RowCount;
        sums[1] = WriteSums(rows, sums[2..]);
    }

    /// <summary>Finishes a round: the next weights from the sums over all rows.</summary>
    /// <param name="sums">The total of what all parties contributed.</param>
    /// <param name="sameRows">False when other rows are in the sums than in the round before: the two losses are then not compared.</param>
    /// <exception cref="InvalidOperationException"><see cref="State"/> is not <see cref="OptimizerState.Running"/>.</exception>
    /// <exception cref="ArgumentException">The length does not fit, or there is no row.</exception>
    public void Advance(ReadOnlySpan<double> sums, bool sameRows = true)
    {
        CheckLength(sums.Length, nameof(sums));
        if (State != OptimizerState.Running)
        {
            throw new InvalidOperationException($"The fit has ended ({State}) after round {Round}.");
        }

        if (sums[0] <= 0)
        {
            throw new ArgumentException($"The sums are over {sums[0]} rows; at least one is needed.", nameof(sums));
        }

        Round++;
        Objective = AllFinite(sums) ? PenalisedMean(sums[1] / sums[0]) : double.NaN;
        bool converged = double.IsFinite(Objective) && Step(sums, sameRows);
        if (Failure is null && !(double.IsFinite(Objective) && AllFinite(_weights)))
        {
            Fail(OptimizerFailureReason.Diverged, null, $"Training diverged in round {Round}: a sum or a weight is no longer finite; {DivergenceRemedy}.");
        }

        State = Failure is not null ? OptimizerState.Failed
            : converged ? OptimizerState.Converged
            : Round >= Options.MaxRounds ? OptimizerState.RoundLimit
            : OptimizerState.Running;
    }

    /// <summary>Moves the intercept, for when the sums at <see cref="Weights"/> cannot be had: the next are taken a little aside.</summary>
    /// <param name="shift">Finite. The next <see cref="Advance"/> must say that the rows changed: the two losses are of different places.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="shift"/> is not finite.</exception>
    public void Displace(double shift)
    {
        if (!double.IsFinite(shift))
        {
            throw new ArgumentOutOfRangeException(nameof(shift), shift, "A shift is finite.");
        }

        _weights[0] += shift;
    }

    private protected abstract string DivergenceRemedy { get; }

    /// <summary>Writes the sums after rows and loss.</summary>
    /// <returns>The loss.</returns>
    private protected abstract double WriteSums(DesignMatrix rows, Span<double> sums);

    /// <summary>Moves the weights, sets <see cref="LargestStep"/>, calls <see cref="Fail"/> where there is no way on.</summary>
    /// <returns>Whether the fit has converged.</returns>
    private protected abstract bool Step(ReadOnlySpan<double> sums, bool sameRows);

    private protected void Fail(OptimizerFailureReason reason, string? feature, string message) => Failure = new OptimizerFailure(reason, feature, message);

    private protected static SumPart[] RowsLossAnd(params SumPart[] parts) => [new SumPart(SumKind.Rows, 1), new SumPart(SumKind.Loss, 1), .. parts];

    private double PenalisedMean(double meanLoss)
    {
        double absolute = 0;
        double squares = 0;
        for (int index = 1; index < _weights.Length; index++)
        {
            absolute += Math.Abs(_weights[index]);
            squares += _weights[index] * _weights[index];
        }

        return meanLoss + (Options.L1 * absolute) + (0.5 * Options.L2 * squares);
    }

    private void CheckLength(int length, string name)
    {
        if (length != SumsLength)
        {
            throw new ArgumentException($"There are {length} sums; the layout has {SumsLength}.", name);
        }
    }

    private static bool AllFinite(ReadOnlySpan<double> values)
    {
        foreach (double value in values)
        {
            if (!double.IsFinite(value))
            {
                return false;
            }
        }

        return true;
    }
}
