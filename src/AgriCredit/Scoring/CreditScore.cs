using System.Globalization;
using System.Text;

namespace AgriCredit;

/// <summary>The model's answer for one applicant.</summary>
/// <param name="Logit">ln(PD / (1 - PD)), the linear predictor, within ±10^100.</param>
/// <param name="ProbabilityOfDefault">The probability of default, PD.</param>
/// <param name="Points">The PD on the model's scorecard scale.</param>
/// <remarks>Two scores are equal when their figures and, code by code, their reasons are.</remarks>
public readonly record struct CreditScore(double Logit, Probability ProbabilityOfDefault, Points Points)
{
    private readonly IReadOnlyList<ReasonCode>? _reasonCodes;

    internal CreditScore(CreditScore figures, IReadOnlyList<ReasonCode> reasonCodes)
        : this(figures.Logit, figures.ProbabilityOfDefault, figures.Points) => _reasonCodes = reasonCodes;

    /// <summary>Whether reasons were asked for. If not, there may be some all the same.</summary>
    public bool HasReasonCodes => _reasonCodes is not null;

    /// <summary>The characteristics that cost the applicant most, most costly first; empty if none cost anything.</summary>
    /// <exception cref="InvalidOperationException">The applicant was scored without reasons, as <see cref="CreditScorer.Score(ReadOnlySpan{double})"/> does; use <see cref="CreditScorer.Explain(ReadOnlySpan{double})"/>.</exception>
    public IReadOnlyList<ReasonCode> ReasonCodes => _reasonCodes
        ?? throw new InvalidOperationException($"The applicant was scored without reasons; {nameof(CreditScorer)}.{nameof(CreditScorer.Explain)} finds them.");

    /// <summary>Whether figures and reasons are equal.</summary>
    /// <param name="other">Another score.</param>
    public bool Equals(CreditScore other) =>
        Logit.Equals(other.Logit) && ProbabilityOfDefault == other.ProbabilityOfDefault && Points == other.Points
        && (_reasonCodes is null || other._reasonCodes is null ? ReferenceEquals(_reasonCodes, other._reasonCodes) : _reasonCodes.SequenceEqual(other._reasonCodes));

    /// <summary>A hash of the figures.</summary>
    public override int GetHashCode() => HashCode.Combine(Logit, ProbabilityOfDefault, Points);

    private bool PrintMembers(StringBuilder text)
    {
        text.Append(CultureInfo.InvariantCulture, $"Logit = {Logit:R}, ProbabilityOfDefault = {ProbabilityOfDefault}, Points = {Points}");
        return true;
    }
}
