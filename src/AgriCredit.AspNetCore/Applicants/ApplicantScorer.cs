namespace AgriCredit.AspNetCore;

/// <summary>From the text of an applicant to a score or all its faults: quickly where the text is as expected, else by the long way. One is used by one thread at a time.</summary>
internal sealed class ApplicantScorer
{
    private readonly InputLayout _layout;
    private readonly CreditScorer _scorer;
    private readonly ApplicantParser _parser;
    private readonly double[] _values;
    private readonly ReasonCode[] _reasons;

    internal ApplicantScorer(ServedModel model)
    {
        _layout = model.Layout;
        _scorer = model.Scorer;
        _parser = new ApplicantParser(_layout);
        _values = new double[_layout.Count];
        _reasons = new ReasonCode[_scorer.CanExplain ? _scorer.Model.Reasons.Maximum : 0];
    }

    /// <summary>The values of the applicant scored last, in the model's order.</summary>
    internal ReadOnlySpan<double> Values => _values;

    /// <summary>Forgets the values.</summary>
    internal void Clear() => _values.AsSpan().Clear();

    /// <summary>Scores an applicant.</summary>
    /// <param name="json">Its text.</param>
    /// <param name="explain">Whether reasons are wanted; without effect where the model cannot give any.</param>
    /// <param name="score">The score, its own reasons not filled.</param>
    /// <param name="reasons">The reasons, until the next applicant.</param>
    /// <returns>All that is wrong; null if there is a score.</returns>
    internal IReadOnlyList<Fault>? TryScore(ReadOnlySpan<byte> json, bool explain, out CreditScore score, out ReadOnlySpan<ReasonCode> reasons)
    {
        if (_parser.TryRead(json, _values) && TryScore(explain, out score, out reasons))
        {
            return null;
        }

        score = default;
        reasons = default;
        var order = new List<string>();
        if (ApplicantReader.Read(json, _layout, order, out IReadOnlyList<Fault> faults) is not { } applicant)
        {
            return faults;
        }

        applicant.Values.CopyTo(_values);
        _parser.Expect(order);

        // If every value for itself is sound, their sum may not be.
        return TryScore(explain, out score, out reasons) ? null : [new Fault(null, FaultReason.LogitTooLarge, "The values together lie beyond any score; check their units.")];
    }

    private bool TryScore(bool explain, out CreditScore score, out ReadOnlySpan<ReasonCode> reasons)
    {
        int count = 0;
        bool isSound = explain && _scorer.CanExplain ? _scorer.TryExplain(_values, _reasons, out count, out score) : _scorer.TryScore(_values, out score);
        reasons = _reasons.AsSpan(0, count);
        return isSound;
    }
}
