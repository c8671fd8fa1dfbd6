namespace AgriCredit.Learning;

/// <summary>Newton's method on the penalised likelihood: exact, with step halving; with an l1 penalty, proximal Newton (Lee, Sun, Saunders 2014, algorithm 1).</summary>
internal sealed class NewtonOptimizer : Optimizer
{
    // A rise of the objective below this part of itself is rounding of the secure sums, not a step too long.
    private const double AllowedRise = 1e-9;
    private const double ClearRise = 4;

    // Columns of which so much is left at the start do not depend on each other: what vanishes later is curvature.
    private const double ClearPivot = 1e-6;

    // Of the curvature along a weight at the start. A fit that exists keeps more, where no value is a million times the others; beyond some 36 logits a drift is lost in rounding, and looks like an end.
    private const double VanishedCurvature = 1e-11;

    // In a fit: so many take a step of some thousand logits to where curvature shows.
    private const int MostFlatHalvings = 8;
    private readonly int _dimension;
    private readonly Cholesky _cholesky;
    private readonly SeparationWatch _separation;
    private readonly double[] _base;
    private readonly double[] _step;
    private readonly double[] _startCurvature;
    private double _baseObjective = double.NaN;
    private double _startPivot = double.NaN;
    private int _flatHalvings;

    public NewtonOptimizer(TrainingOptions options, IReadOnlyList<string> featureNames, ReadOnlySpan<double> start)
        : base(options, featureNames, start, LayoutOf(start.Length))
    {
        _dimension = start.Length;
        _cholesky = new Cholesky(_dimension);
        _separation = new SeparationWatch();
        _base = new double[_dimension];
        _step = new double[_dimension];
        _startCurvature = new double[_dimension];
    }

    private protected override string DivergenceRemedy => "standardise the features or set l2 above 0";

    private protected override double WriteSums(DesignMatrix rows, Span<double> sums) =>
        StatisticsKernel.Evaluate(rows, Weights, StatisticsOrder.Hessian, sums[.._dimension], sums[_dimension..]);

    private protected override bool Step(ReadOnlySpan<double> sums, bool sameRows)
    {
        // NaN before the first round: then the comparison is false.
        if (sameRows && Objective > _baseObjective + (AllowedRise * Math.Abs(_baseObjective)))
        {
            Halve();
            return false;
        }

        double rows = sums[0];
        ReadOnlySpan<double> gradient = sums.Slice(2, _dimension);
        ReadOnlySpan<double> hessian = sums[(2 + _dimension)..];
        if (IsSeparated(sums[1]) || !TrySolve(rows, gradient, hessian, sameRows))
        {
            return false;
        }

        Weights.CopyTo(_base);
        _baseObjective = Objective;
        Move();
        _separation.Observe(_step, hessian);
        if (_separation.IsCertain)
        {
            FailDrifting();
            return false;
        }

        return LargestStep < Options.Tolerance || EndedWithoutConvergence();
    }

    private static SumPart[] LayoutOf(int dimension) =>
        RowsLossAnd(new SumPart(SumKind.Gradient, dimension), new SumPart(SumKind.Hessian, StatisticsKernel.PackedLength(dimension)));

    /// <summary>
    /// Halves the step; at once as often as needed where the objective is many times what it was. Far out the loss is linear along the step,
    /// so the halvings in between would rise too, and each would cost a round: a step from a flat place can be a million times too long.
    /// </summary>
    private void Halve()
    {
        double factor = 0.5;
        while (factor * Objective > ClearRise * _baseObjective)
        {
            factor *= 0.5;
        }

        for (int index = 0; index < _dimension; index++)
        {
            _step[index] *= factor;
        }

        Move();
        _separation.Reset();
        EndedWithoutConvergence();
    }

    private void Move()
    {
        double largest = 0;
        for (int index = 0; index < _dimension; index++)
        {
            MutableWeights[index] = _base[index] + _step[index];
            largest = Math.Max(largest, Math.Abs(_step[index]));
        }

        LargestStep = largest;
    }

    private bool TrySolve(double rows, ReadOnlySpan<double> gradient, ReadOnlySpan<double> hessian, bool sameRows)
    {
        if (Options.L1 > 0)
        {
            CoordinateDescent.Step(gradient, hessian, Weights, rows * Options.L1, rows * Options.L2, Options.Tolerance, _step);
            return true;
        }

        double lambda = rows * Options.L2;
        int vanished = _cholesky.Factor(hessian, lambda);
        vanished = vanished < 0 && lambda == 0 ? FirstFlat(hessian) : vanished;
        if (vanished >= 0)
        {
            Flattened(vanished, sameRows);
            return false;
        }

        _startPivot = double.IsNaN(_startPivot) ? _cholesky.SmallestPivot : _startPivot;
        _step[0] = gradient[0];
        for (int index = 1; index < _dimension; index++)
        {
            _step[index] = gradient[index] - (lambda * Weights[index]);
        }

        _cholesky.Solve(_step);
        return true;
    }

    /// <summary>The first weight along which next to nothing is left of the curvature at the start, which it keeps; -1 if there is none.</summary>
    private int FirstFlat(ReadOnlySpan<double> hessian)
    {
        bool isStart = double.IsNaN(_startPivot);
        int diagonal = 0;
        for (int index = 0; index < _dimension; index++)
        {
            double curvature = hessian[diagonal];
            diagonal += _dimension - index;
            _startCurvature[index] = isStart ? curvature : _startCurvature[index];
            if (!(curvature > VanishedCurvature * _startCurvature[index]))
            {
                return index;
            }
        }

        return -1;
    }

    /// <summary>A total loss below ln 2 proves complete separation: then every single row has a loss below ln 2, that is, lies on its side of z = 0.</summary>
    private bool IsSeparated(double loss)
    {
        const double BelowLogTwo = 0.693;
        if (loss >= BelowLogTwo || Options.L1 > 0 || Options.L2 > 0)
        {
            return false;
        }

        int largest = 0;
        for (int index = 1; index < _dimension; index++)
        {
            if (Math.Abs(Weights[index]) > (largest == 0 ? 0 : Math.Abs(Weights[largest])))
            {
                largest = index;
            }
        }

        if (largest == 0)
        {
            FailOneClass();
        }
        else
        {
            string feature = NameOf(largest);
            Fail(
                OptimizerFailureReason.Separable,
                feature,
                $"The features separate defaults from goods completely (feature '{feature}' weighs most), so the coefficients have no maximum; set l2 above 0, or drop the feature if it leaks the outcome.");
        }

        return true;
    }

    private bool EndedWithoutConvergence()
    {
        if (Round < Options.MaxRounds)
        {
            return false;
        }

        if (_separation.IsLikely)
        {
            FailDrifting();
        }
        else
        {
            Fail(
                OptimizerFailureReason.NotConverged,
                null,
                $"Newton has not converged in {Round} rounds: the last step is {LargestStep:g3}, the tolerance {Options.Tolerance:g3}; raise maxRounds or the tolerance, or set l2 above 0.");
        }

        return false;
    }

    /// <summary>The likelihood is flat along a feature: because columns depend on each other, which shows in the first round; because the fit runs away to where some rows are separated;
    /// or because a step was too long and left a few rows without curvature, though with less loss than before. Such a step is halved.</summary>
    private void Flattened(int index, bool sameRows)
    {
        if (_separation.IsSuspected)
        {
            FailDrifting();
        }
        else if (!sameRows || !(_startPivot > ClearPivot))
        {
            FailSingular(index);
        }
        else if (_flatHalvings < MostFlatHalvings)
        {
            _flatHalvings++;
            Halve();
        }
        else
        {
            Fail(
                OptimizerFailureReason.Separable,
                NameOf(index),
                $"The curvature along feature '{NameOf(index)}' vanishes wherever the fit goes: it separates some defaults or goods from the rest, so the coefficients have no maximum; set l2 above 0, or drop or regroup the feature.");
        }
    }

    private void FailSingular(int index)
    {
        string feature = NameOf(index);
        Fail(
            OptimizerFailureReason.Singular,
            feature,
            index == 0
                ? "The curvature of the likelihood vanishes at the starting weights, so no step can be computed; start nearer to the default rate or standardise the features."
                : $"Feature '{feature}' is constant or a linear combination of the intercept and the features before it, so no unique fit exists; drop it or set l2 above 0.");
    }

    private void FailDrifting()
    {
        if (_separation.Index == 0)
        {
            FailOneClass();
            return;
        }

        string feature = NameOf(_separation.Index);
        Fail(
            OptimizerFailureReason.Separable,
            feature,
            $"Feature '{feature}' separates some defaults or goods from the rest (its coefficient grows by about the same amount every round), so the coefficients have no maximum; set l2 above 0, or drop or regroup the feature.");
    }

    private void FailOneClass() => Fail(
        OptimizerFailureReason.Separable,
        null,
        "The intercept grows without end, so no fit exists: all rows have the same label, or all rows whose features are 0 have; add rows of the other class.");

    private string NameOf(int index) => index == 0 ? "(intercept)" : FeatureNames[index - 1];
}
