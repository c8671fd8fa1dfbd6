using AgriCredit.Alignment;
using AgriCredit.Learning;
using AgriCredit.Privacy;
using Google.Protobuf;

namespace AgriCredit.Federation.Vertical;

/// <summary>A party of a joint fit: the bank, which holds the labels and leads, or a cloud.</summary>
public sealed class JointParty
{
    private const double StartRidge = 1e-3;
    private readonly JointMemberOptions _options;
    private readonly JointRows _rows;
    private readonly FitPool? _pool;
    private readonly int _place;

    /// <summary>Prepares the party.</summary>
    /// <param name="options">Who it is.</param>
    /// <param name="rows">Its rows; with labels exactly at <see cref="JointMemberOptions.LabelHolder"/>, which is only known to all in the session.</param>
    /// <param name="pool">Randomness that was prepared ahead, in place of a dealer; null with a dealer.</param>
    /// <exception cref="ArgumentException">The options do not fit together.</exception>
    public JointParty(JointMemberOptions options, JointRows rows, FitPool? pool = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(rows);
        if (options.Fault() is { } fault)
        {
            throw new ArgumentException(fault, nameof(options));
        }

        _options = pool is null ? options : options.WithoutDealer();
        _rows = rows;
        _pool = pool;
        _place = PartyOrder.PlaceOf(options.Parties, options.Identity.Id);
        if (_place < 0)
        {
            throw new ArgumentException($"'{options.Identity.Id}' is the dealer, not a party.", nameof(options));
        }

        if (_place > 0 && rows.Features.Count == 0)
        {
            throw new ArgumentException($"'{options.Identity.Id}' has no column; only the label holder, which has the intercept, may come without.", nameof(rows));
        }
    }

    private bool IsLeader => _place == 0;

    /// <summary>Takes part in one fit.</summary>
    /// <param name="channel">How the others are reached; stays the caller's.</param>
    /// <param name="cancellationToken">Stops it; the others are told.</param>
    /// <exception cref="StateStoreException">What was prepared could not be marked as used, or read; nothing that it masks was sent before it was marked.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public Task<JointOutcome> RunAsync(IMemberChannel channel, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(channel);
        return RunWithIdsAsync(channel, cancellationToken);
    }

    private async Task<JointOutcome> RunWithIdsAsync(IMemberChannel channel, CancellationToken cancellationToken)
    {
        PreparedFit? prepared = _pool?.Current;
        if (_pool is not null && PreparationFault(prepared) is { } unprepared)
        {
            // Nobody has been told anything yet, so nobody needs to hear of it.
            return new JointOutcome(Result: null, unprepared);
        }

        // Ids are read before anything is offered. Which rows are at fault is this party's own affair: the others hear that some are.
        if (!ApplicantIds.TryCreate(_rows.Ids, out ApplicantIds? ids, out ApplicantIdFaults? faults))
        {
            PartyId own = _options.Identity.Id;
            await new SignedLetters(_options, channel).RefuseAsync(new JointFailure(JointFailureReason.BadIds, own, $"Some of the ids of '{own}' cannot be used, or occur twice; its own message names the rows."));
            return new JointOutcome(Result: null, new JointFailure(JointFailureReason.BadIds, own, faults.Message));
        }

        using (ids)
        {
            MemberOffer offer = MemberOffer.ToFit(_rows, prepared is null ? null : new Wire.JointPreparation { Pool = ByteString.CopyFrom(prepared.Pool) });
            try
            {
                (JointResult? result, JointFailure? failure) = await JointMember.RunAsync(
                    _options, channel, offer, (session, counted) => FitAsync(session, counted, ids, prepared, cancellationToken), cancellationToken);
                return new JointOutcome(result, failure);
            }
            finally
            {
                _pool?.Discard();
            }
        }
    }

    /// <summary>Why what was prepared is not for this fit; null if it is, as far as this party alone can tell.</summary>
    private JointFailure? PreparationFault(PreparedFit? prepared)
    {
        PartyId own = _options.Identity.Id;
        if (prepared is null)
        {
            return new JointFailure(JointFailureReason.UsedRandomness, own, $"'{own}' has no randomness that was prepared for a fit and not used. Prepare anew at all members, or fit with the dealer.");
        }

        int directions = _rows.Features.Count + (IsLeader ? 1 : 0);
        bool isSame = prepared.Columns.Count == _options.Parties.Count && prepared.Columns[_place] == directions && prepared.HasRidge == _options.Terms.L2 > 0;
        return isSame
            ? null
            : new JointFailure(
                JointFailureReason.OtherTerms,
                own,
                $"'{own}' has prepared a fit of {prepared.Columns.Count} parties {(prepared.HasRidge ? "with" : "without")} a ridge (l2), of which it was to bring {prepared.Columns.ElementAtOrDefault(_place)} directions; "
                + $"this one has {_options.Parties.Count}, {(_options.Terms.L2 > 0 ? "with" : "without")} a ridge, and it brings {directions}. Prepare anew at all members, or fit with the dealer.");
    }

    private async Task<JointResult> FitAsync(JointSession session, CountedMemberChannel channel, ApplicantIds ids, PreparedFit? dealtAhead, CancellationToken cancellationToken)
    {
        long started = _options.Clock.GetTimestamp();
        IReadOnlyList<int> aligned = await new RowAlignment(_options, session, ids).RunAsync(cancellationToken);
        TimeSpan alignmentTime = _options.Clock.GetElapsedTime(started);
        started = _options.Clock.GetTimestamp();
        if (aligned.Count > dealtAhead?.Capacity)
        {
            throw new JointException(
                JointFailureReason.RowCount, _options.Identity.Id, $"{aligned.Count} applicants in common; what was prepared suffices for {dealtAhead.Capacity}. Prepare anew for more, or fit with the dealer.");
        }

        byte[] labels = _rows.SelectLabels(aligned);
        double[][] columns = _rows.SelectColumns(aligned);
        Standardisation? scale = Scale(columns, aligned.Count);
        double[] start = IsLeader ? FitAlone(columns, labels) : [];
        double[][] design = IsLeader ? [Ones(aligned.Count), .. columns] : columns;
        var prepared = new PartyColumns(design, IsLeader, _options.Terms.L2, session.Plan.Parties.Count, dealtAhead?.Capacity);
        FitShape shape = IsLeader
            ? await ShapeAgreement.LeadAsync(session, prepared, aligned.Count, labels.Count(label => label == 1), _options.Terms.L2 > 0, dealtAhead, cancellationToken)
            : await ShapeAgreement.JoinAsync(session, _place, prepared, aligned.Count, dealtAhead, cancellationToken);
        (JointFitResult fit, IReadOnlyList<JointPass> course) = await FitAsync(session, channel, shape, prepared, labels, start, cancellationToken);
        JointPart own = Part(session, prepared, fit, scale);
        IReadOnlyList<JointPart> joined = _options.Terms.Release == JointRelease.Joined ? await Halves.ExchangeAsync(session, own, cancellationToken) : [];
        TimeSpan fitTime = _options.Clock.GetElapsedTime(started);
        await session.EndAsync(cancellationToken);
        return new JointResult
        {
            Session = session.Plan.Session,
            Parties = session.Plan.Parties,
            Rows = shape.Rows,
            Own = own,
            Joined = joined,
            AlignedRows = aligned,
            DroppedDirections = prepared.Whitening.Dropped,
            Monitor = fit.Monitor,
            LastStep = fit.LastStep,
            Passes = shape.Passes,
            Course = course,
            Rounds = fit.Rounds + (dealtAhead is null ? 0 : 1),
            AlignmentTime = alignmentTime,
            FitTime = fitTime,
            Traffic = channel.Traffic,
            Learnt = JointDisclosures.Of(session.Plan, shape),
        };
    }

    /// <summary>Standardises the columns in place.</summary>
    private Standardisation? Scale(double[][] columns, int count)
    {
        var rows = new Dataset(_rows.Features, columns, new byte[count]);
        var scale = Standardisation.FromRows(rows);
        string[] constant = [.. Enumerable.Range(0, columns.Length).Where(scale.IsConstant).Select(feature => $"'{_rows.Features[feature]}'")];
        if (constant.Length > 0)
        {
            throw new JointException(
                JointFailureReason.ConstantColumn, _options.Identity.Id, $"Over the applicants in common {string.Join(", ", constant)} of '{_options.Identity.Id}' never change(s); leave it out.");
        }

        if (!_options.Terms.Standardise)
        {
            return null;
        }

        for (int feature = 0; feature < columns.Length; feature++)
        {
            double mean = scale.Means[feature];
            double deviation = scale.StandardDeviations[feature];
            double[] column = columns[feature];
            for (int row = 0; row < column.Length; row++)
            {
                column[row] = (column[row] - mean) / deviation;
            }
        }

        return scale;
    }

    /// <summary>The label holder's fit of its own columns, where the joint one starts. It also finds early what no joint fit can mend.</summary>
    private double[] FitAlone(double[][] columns, byte[] labels)
    {
        int defaults = labels.Count(label => label == 1);
        if (defaults == 0 || defaults == labels.Length)
        {
            throw new JointException(
                JointFailureReason.OneClass, _options.Identity.Id, $"Of the {labels.Length} applicants in common {defaults} defaulted; a fit needs both.");
        }

        var rows = new Dataset(_rows.Features, columns, labels);
        DesignMatrix design = DesignMatrix.Create(rows, Standardisation.Identity(rows.FeatureCount));
        LogisticFit fit = LogisticRegression.Fit(design, new TrainingOptions { L2 = _options.Terms.L2 });
        if (fit.Failure is { Reason: OptimizerFailureReason.Separable } separable)
        {
            throw new JointException(JointFailureReason.Separable, _options.Identity.Id, $"The columns of '{_options.Identity.Id}' alone separate defaults from the rest: {separable.Message} A ridge (l2) makes the fit finite.");
        }

        // Collinear columns have no fit of their own, but the joint one drops what they do not determine: any start will do.
        return (fit.Failure is null ? fit : LogisticRegression.Fit(design, new TrainingOptions { L2 = StartRidge })).Weights.ToArray();
    }

    private async Task<(JointFitResult Fit, IReadOnlyList<JointPass> Course)> FitAsync(
        JointSession session, CountedMemberChannel channel, FitShape shape, PartyColumns prepared, byte[] labels, double[] start, CancellationToken cancellationToken)
    {
        using DealtSeed seed = await SeedAsync(session, cancellationToken);
        var link = new PlacedLink(session.Link, session.Plan.Parties, _options.Dealer);
        IDealtSource? source = _place < shape.Parties - 1 ? null : _pool is null ? link : _pool;
        var random = new SharedRandomness(seed, source);
        ulong[] weights = IsLeader ? prepared.EncodeStart(shape, start) : new ulong[shape.Dimension];
        var passes = new PassMeter(_options, channel, shape.Passes);
        try
        {
            using var fit = new JointFit(shape, _place, prepared.Encode(shape), prepared.EncodeRidge(shape), labels, weights, random, link, cancellationToken) { PassFinished = passes.Finish };
            return (await fit.RunAsync(), passes.Course);
        }
        catch (FitStoppedException stopped) when (stopped.IsOutOfRange)
        {
            throw new JointException(
                JointFailureReason.RangeExceeded,
                _options.Identity.Id,
                $"The range monitor reads {stopped.Figure:G4}, above {RangeMonitor.Limit}: a logit left +-{PhaseTable.Limit}, where the sigmoid's series ends, or the dealer lied. Nothing was released. Cap a column with extreme values, or add a ridge (l2).");
        }
        catch (FitStoppedException stopped)
        {
            throw new JointException(
                JointFailureReason.NotConverged,
                _options.Identity.Id,
                $"After {shape.Passes} passes the last step still moved the coefficients by {stopped.Figure:G4} standard errors. Nothing was released. The columns together may separate the labels, or one has extreme values: cap it, or add a ridge (l2); or the dealer lied.");
        }
    }

    /// <summary>A fresh seed that the dealer is told, or that of the preparation, which is used up for good.</summary>
    private async Task<DealtSeed> SeedAsync(JointSession session, CancellationToken cancellationToken)
    {
        if (_pool is null)
        {
            return await session.SendSeedAsync(cancellationToken);
        }

        DealtSeed seed = _pool.Take(session.Plan.Wire.Preparation.Pool.Span, _options.Identity.Id);
        try
        {
            // Nobody opens anything before all have marked it as used: else a party whose store is restored could use it again with others that have not come so far.
            await session.MeetAsync(JointStep.Prepared, cancellationToken);
            return seed;
        }
        catch
        {
            seed.Dispose();
            throw;
        }
    }

    private JointPart Part(JointSession session, PartyColumns prepared, JointFitResult fit, Standardisation? scale)
    {
        double[] weights = prepared.Whitening.ToColumns(fit.Weights);
        double[,] covariance = prepared.Whitening.ToColumns(fit.Covariance);
        double[] errors = [.. Enumerable.Range(0, weights.Length).Select(i => Math.Sqrt(Math.Max(0, covariance[i, i])))];
        int first = IsLeader ? 1 : 0;
        return new JointPart(
            session.Plan.Parties[_place], _rows.Features, IsLeader ? weights[0] : null, weights[first..], IsLeader ? errors[0] : null, errors[first..], scale);
    }

    private static double[] Ones(int count)
    {
        double[] ones = new double[count];
        Array.Fill(ones, 1);
        return ones;
    }
}
