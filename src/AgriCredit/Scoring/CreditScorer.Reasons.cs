namespace AgriCredit;

public sealed partial class CreditScorer
{
    /// <summary>Whether the model can give reasons: what its <see cref="ReasonRules.Policy"/> compares with is known of every feature.</summary>
    public bool CanExplain => Model.Ranking.Fault is null;

    /// <summary>Why the model cannot give reasons, and what to do about it; null if it can.</summary>
    public string? ExplainFault => Model.Ranking.Fault;

    /// <summary>Scores one applicant, with reasons. Allocates their list; the overload with a destination does not.</summary>
    /// <param name="values">As for <see cref="Score(ReadOnlySpan{double})"/>.</param>
    /// <returns>The same figures, bit for bit, and at most <see cref="ReasonRules.Maximum"/> reasons, most costly first.</returns>
    /// <exception cref="ArgumentException">As for <see cref="Score(ReadOnlySpan{double})"/>.</exception>
    /// <exception cref="InvalidOperationException">The model cannot give reasons: <see cref="ExplainFault"/>.</exception>
    public CreditScore Explain(ReadOnlySpan<double> values)
    {
        Reasons16 room = default;
        CreditScore figures = Explain(values, room[..Model.Reasons.Maximum], out int count);
        ReasonCode[] reasons = room[..count].ToArray();
        return new CreditScore(figures, Array.AsReadOnly(reasons));
    }

    /// <summary>Scores one applicant and writes the reasons. Allocates nothing.</summary>
    /// <param name="values">As for <see cref="Score(ReadOnlySpan{double})"/>.</param>
    /// <param name="reasons">Receives the reasons, most costly first, as many as it has room for and <see cref="ReasonRules.Maximum"/> allows.</param>
    /// <param name="count">How many were written.</param>
    /// <returns>The figures, bit for bit those of <see cref="Score(ReadOnlySpan{double})"/>; its own <see cref="CreditScore.ReasonCodes"/> are not filled.</returns>
    /// <exception cref="ArgumentException">As for <see cref="Score(ReadOnlySpan{double})"/>.</exception>
    /// <exception cref="InvalidOperationException">The model cannot give reasons: <see cref="ExplainFault"/>.</exception>
    /// <remarks>A group of features is one reason. It costs the sum over its features of points by which they are below those that the model's <see cref="ReasonPolicy"/> compares with, and is named
    /// after the feature that cost most. A group that costs nothing is no reason, so an applicant at the best attainable score has none.</remarks>
    public CreditScore Explain(ReadOnlySpan<double> values, Span<ReasonCode> reasons, out int count)
    {
        if (values.Length != _inputCount)
        {
            throw new ArgumentException($"The model has {_inputCount} inputs; got {values.Length} values.", nameof(values));
        }

        return TryExplain(values, reasons, out count, out CreditScore score) ? score : throw Refusal(values);
    }

    /// <summary>Scores one applicant as <see cref="Explain(ReadOnlySpan{double}, Span{ReasonCode}, out int)"/> does, or says that it would refuse it.</summary>
    [System.Runtime.CompilerServices.SkipLocalsInit]
    internal bool TryExplain(ReadOnlySpan<double> values, Span<ReasonCode> reasons, out int count, out CreditScore score)
    {
        Span<double> contributions = stackalloc double[_inputCount];
        Span<int> places = stackalloc int[_inputCount];
        double logit = Split(values, contributions, places);
        if (double.IsNaN(logit))
        {
            (count, score) = (0, default);
            return false;
        }

        count = Model.Ranking.Rank(values, contributions, places, reasons);
        score = ToScore(logit);
        return true;
    }

    /// <summary>What each value of an applicant adds to the points of the model's centre (<see cref="GoldenVectorChoice.Centre(CreditModel)"/>): the model is a sum over its inputs, so that one adds the same whatever the others are.</summary>
    /// <param name="values">Values that <see cref="Score(ReadOnlySpan{double})"/> takes.</param>
    /// <param name="points">Receives the points, one for each value.</param>
    /// <returns>The points of the centre; null if the model refuses its own centre, or the points of a value are beyond every double.</returns>
    internal Points? SplitFromCentre(ReadOnlySpan<double> values, Span<double> points)
    {
        double[] centre = GoldenVectorChoice.Centre(Model);
        double logit = _terms.Intercept;
        bool isFinite = true;
        for (int i = 0; i < centre.Length; i++)
        {
            Term term = _terms.Terms[i];
            double atCentre = term.Evaluate(centre[i]);
            logit += atCentre;
            points[i] = _scaling.Factor * (atCentre - term.Evaluate(values[i]));
            isFinite &= double.IsFinite(points[i]);
        }

        return isFinite && Math.Abs(logit) <= LinearPredictor.LargestLogit ? _scaling.ToPoints(logit) : null;
    }

    // A linear model has its own order of summation; the terms only say who lost what.
    private double Split(ReadOnlySpan<double> values, Span<double> contributions, Span<int> places)
    {
        if (_linear is not { } linear)
        {
            return _terms.Split(values, contributions, places);
        }

        double logit = linear.Logit(values);
        places.Fill(-1);
        _terms.SplitProducts(values, contributions);
        return logit;
    }

    [System.Runtime.CompilerServices.InlineArray(ReasonRules.LargestMaximum)]
    private struct Reasons16
    {
        private ReasonCode _first;
    }
}
