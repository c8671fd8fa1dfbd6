using AgriCredit.Learning;
using AgriCredit.Privacy;

namespace AgriCredit.Federation;

/// <summary>
/// What a session computes, apart from messages and masks: which sums the next round takes, and where the published sums lead. Every party and the coordinator
/// run the same object on the same sums, so they hold bit-equal models.
/// </summary>
internal sealed class FederatedFit
{
    /// <summary>What a void round adds to the intercept, times the void rounds so far (PROTOCOL 2.4, step 4).</summary>
    private const double VoidDisplacement = 1.0 / 1024;

    private readonly SessionPlan _plan;
    private readonly ILocalTrainer? _trainer;
    private readonly HashSet<string> _spent = new(StringComparer.Ordinal);
    private Optimizer? _optimizer;
    private Optimizer? _evaluation;
    private bool _sameRows;

    /// <summary>Starts before the first round.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="trainer">The local trainer, at a party of a federated-averaging plan.</param>
    public FederatedFit(SessionPlan plan, ILocalTrainer? trainer)
    {
        _plan = plan;
        _trainer = trainer;
        Survivors = plan.Parties;
        SetRound(RoundKind.Means);
        Failure ??= CheckTraining();
    }

    /// <summary>The kind of the next round; meaningless once finished or failed.</summary>
    public RoundKind Kind { get; private set; }

    /// <summary>The layout of the next round.</summary>
    public VectorLayout? Layout { get; private set; }

    /// <summary>The hash of what the next round's sums are taken at; the key of rule S1.</summary>
    public byte[] SubjectHash { get; private set; } = [];

    public bool IsFinished { get; private set; }

    public SessionFailure? Failure { get; private set; }

    /// <summary>The parties of the last sum, U, in the plan's order; all before the first.</summary>
    public IReadOnlyList<PartyId> Survivors { get; private set; }

    /// <summary>Rows of the last sum.</summary>
    public long Rows { get; private set; }

    /// <summary>Rounds given up so far.</summary>
    public int Voids { get; private set; }

    /// <summary>Rows and defaults of the first sum.</summary>
    public PooledRows Pooled { get; private set; } = new(0, 0);

    public double[] Means { get; private set; } = [];

    public Standardisation? Scale { get; private set; }

    public Optimizer Optimizer => _optimizer ?? throw new InvalidOperationException("Training has not begun.");

    /// <summary>The last sums that hold a Hessian, and where they were taken.</summary>
    public FinalSums? Final { get; private set; }

    /// <summary>Whether the later rounds' sums will fit too, as far as can be said before the first: a plan is refused before anything is sent.</summary>
    private SessionFailure? CheckTraining()
    {
        double[] start = new double[_plan.Features.Count + 1];
        Optimizer first = Optimizer.Create(_plan.Training, _plan.FeatureNames, start, _trainer);
        return RoundLayouts.Variances(_plan) is null || RoundLayouts.Sums(_plan, first.Layout, start) is null ? Overflow(RoundKind.Training) : null;
    }

    /// <summary>Goes on from a round's sum, already checked.</summary>
    /// <param name="sum">The published sum.</param>
    /// <param name="survivors">Who is in it.</param>
    public void Advance(ReadOnlySpan<ulong> sum, IReadOnlyList<PartyId> survivors)
    {
        double[] values = new double[sum.Length];
        FixedPointEncoding.Decode(sum, Layout!, values);

        // Every round's sums begin with the rows: the same for the same parties, fewer for fewer. Fixed point represents them exactly.
        bool sameParties = survivors.Count == Survivors.Count;
        long rows = (long)values[0];
        if (rows < 1 || (Kind != RoundKind.Means && (sameParties ? rows != Rows : rows >= Rows)))
        {
            FailImpossible();
            return;
        }

        Spend();
        _sameRows &= sameParties;
        Survivors = survivors;
        Rows = rows;
        switch (Kind)
        {
            case RoundKind.Means:
                AdvanceMeans(values);
                break;
            case RoundKind.Variances:
                AdvanceVariances(values);
                break;
            case RoundKind.Training:
                AdvanceTraining(values);
                break;
            default:
                Final = new FinalSums(_evaluation!.Layout, values);
                IsFinished = true;
                break;
        }
    }

    /// <summary>
    /// Gives a round up: its model is spent, and the next sums are taken elsewhere, so that no two sets of parties are ever summed at one model (rule S1).
    /// Without a model to go on from, or with the final one, there is no elsewhere.
    /// </summary>
    /// <param name="missing">Who leaves the session for it.</param>
    public void Void(IReadOnlyList<PartyId> missing)
    {
        Spend();
        Voids++;
        _sameRows = false;
        if (Kind == RoundKind.Training)
        {
            _optimizer!.Displace(Voids * VoidDisplacement);
            SetRound(RoundKind.Training);
        }
        else
        {
            Failure = new SessionFailure(
                SessionFailureReason.Void,
                $"The {Kind} round was given up when {string.Join(", ", missing.Select(party => $"'{party}'"))} dropped out of it, and it cannot be taken again at another model. Start another session.",
                "",
                missing);
        }
    }

    /// <summary>Writes a party's own values for the next round.</summary>
    /// <param name="rows">The party's rows.</param>
    /// <param name="values">As long as the layout.</param>
    /// <returns>The feature whose values lie beyond the plan's bound, if one does; then nothing may be sent.</returns>
    public string? Contribute(PartyRows rows, Span<double> values)
    {
        switch (Kind)
        {
            case RoundKind.Means:
                rows.SumColumns(_plan, values);
                return null;
            case RoundKind.Variances:
                rows.SumSquaredDistances(_plan, Means, values);
                return null;
            default:
                DesignMatrix design = rows.Design(Scale!);
                for (int feature = 0; feature < _plan.Features.Count; feature++)
                {
                    if (!(design.MaxAbsolute(feature) <= _plan.ValueBound))
                    {
                        return _plan.FeatureNames[feature];
                    }
                }

                (Kind == RoundKind.Training ? _optimizer! : _evaluation!).Contribute(design, values);
                return null;
        }
    }

    private void AdvanceMeans(double[] values)
    {
        int features = _plan.Features.Count;
        long rows = Rows;
        long defaults = (long)values[1];
        Pooled = new PooledRows(rows, defaults);
        if (defaults < 0 || defaults > rows)
        {
            FailImpossible();
            return;
        }

        if (defaults == 0 || defaults == rows)
        {
            Fail(SessionFailureReason.OneClass, $"All {rows} training rows of all parties have label {(defaults == 0 ? 0 : 1)}; a fit needs both classes.");
            return;
        }

        Means = new double[features];
        int imputed = 2 + features;
        for (int feature = 0; feature < features; feature++)
        {
            double present = _plan.Features[feature].Imputed ? values[imputed++] : rows;
            if (present < 0 || present > rows)
            {
                FailImpossible();
                return;
            }

            if (present == 0)
            {
                FailConstant(feature);
                return;
            }

            Means[feature] = Math.ScaleB(values[2 + feature], _plan.Exponents[feature]) / present;
        }

        SetRound(RoundKind.Variances);
    }

    private void AdvanceVariances(double[] values)
    {
        double unit = Math.ScaleB(1, -Layout!.Parts[1].FractionalBits);
        double[] deviations = new double[_plan.Features.Count];
        for (int feature = 0; feature < deviations.Length; feature++)
        {
            // Each party rounds by half a unit at most: what a constant column can sum to.
            double squares = values[1 + feature];
            if (squares <= _plan.Parties.Count * unit)
            {
                FailConstant(feature);
                return;
            }

            deviations[feature] = Math.ScaleB(Math.Sqrt(squares / Rows), _plan.Exponents[feature]);
        }

        Scale = _plan.Standardise ? new Standardisation(Means, deviations) : Standardisation.Identity(deviations.Length);
        double[] start = _plan.Training.Optimizer == OptimizerKind.FedSgd
            ? new double[deviations.Length + 1]
            : Optimizer.StartFromRate(Pooled.Defaults, Pooled.Rows, deviations.Length + 1);
        _optimizer = Optimizer.Create(_plan.Training, _plan.FeatureNames, start, _trainer);
        SetRound(RoundKind.Training);
    }

    private void AdvanceTraining(double[] values)
    {
        if (_plan.Training.Optimizer == OptimizerKind.Newton)
        {
            Final = new FinalSums(_optimizer!.Layout, values);
        }

        _optimizer!.Advance(values, _sameRows);
        _sameRows = true;
        if (_optimizer.Failure is { } failure)
        {
            Fail(SessionFailureReason.TrainingFailed, failure.Message, failure.Feature ?? "");
        }
        else if (_optimizer.State == OptimizerState.Running)
        {
            SetRound(RoundKind.Training);
        }
        else if (Final is not null)
        {
            IsFinished = true;
        }
        else
        {
            _evaluation = Optimizer.Create(new TrainingOptions { L2 = _plan.Training.L2 }, _plan.FeatureNames, _optimizer.Weights, null);
            SetRound(RoundKind.Evaluation);
        }
    }

    private void SetRound(RoundKind kind)
    {
        Kind = kind;
        Layout = kind switch
        {
            RoundKind.Means => RoundLayouts.Means(_plan),
            RoundKind.Variances => RoundLayouts.Variances(_plan),
            RoundKind.Training => RoundLayouts.Sums(_plan, _optimizer!.Layout, _optimizer.Weights),
            _ => RoundLayouts.Sums(_plan, _evaluation!.Layout, _evaluation.Weights),
        };
        SubjectHash = kind switch
        {
            RoundKind.Means => Transcript.HashNumbers(Labels.Constants, [(double)kind]),
            RoundKind.Variances => Transcript.HashNumbers(Labels.Constants, [(double)kind, .. Means]),
            RoundKind.Training => ModelHash(_optimizer!.Weights),
            _ => ModelHash(_evaluation!.Weights),
        };
        if (_spent.Contains(Convert.ToHexString(SubjectHash)))
        {
            Fail(
                SessionFailureReason.TrainingFailed,
                "The weights no longer change: sums at the same model again, perhaps over fewer parties, would reveal those of one alone. Set the tolerance above 0.");
        }
        else if (Layout is null && _optimizer is { Round: > 0 })
        {
            Fail(
                SessionFailureReason.TrainingFailed,
                $"Training diverged in round {_optimizer.Round}: the weights have grown so large that their sums no longer fit. Lower the learning rate.");
        }
        else if (Layout is null)
        {
            Failure = Overflow(kind);
        }
    }

    /// <summary>Remembers that sums were taken, or tried, at this model. In static mode the set of parties never changes, and a model may be met again.</summary>
    private void Spend()
    {
        if (_plan.Mode == AggregationMode.Resilient)
        {
            _spent.Add(Convert.ToHexString(SubjectHash));
        }
    }

    private SessionFailure Overflow(RoundKind kind) => new(
        SessionFailureReason.PlanOverflow,
        $"The sums of {_plan.Parties.Count} parties of up to 2^{_plan.RowsExponent} rows with values up to {_plan.ValueBound} do not fit 60 bits with "
        + $"{RoundLayouts.MinFractionalBits} fractional bits ({kind} round). Standardise, or lower the value bound.");

    internal static byte[] ModelHash(ReadOnlySpan<double> weights) => Transcript.HashNumbers(Labels.Model, weights);

    private void FailConstant(int feature)
    {
        string name = _plan.FeatureNames[feature];
        Fail(SessionFailureReason.ConstantColumn, $"Feature '{name}' is constant over the training rows of all parties; leave it out.", name);
    }

    /// <summary>The sum is authentic and within its bounds, yet no rows have it.</summary>
    private void FailImpossible() => Fail(
        SessionFailureReason.ProtocolViolation,
        $"The counts of rows in the sum of the {Kind} round are not those of any rows, or changed since the first round; a party did not follow the protocol.");

    private void Fail(SessionFailureReason reason, string message, string subject = "") => Failure = new SessionFailure(reason, message, subject);
}
