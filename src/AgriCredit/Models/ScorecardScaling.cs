namespace AgriCredit;

/// <summary>The scale on which a model states its scores: points = offset + factor * ln(odds), odds being good to bad.</summary>
/// <remarks>
/// Since ln(odds) is minus the logit, points are linear in the logit and need no logarithm per applicant; ln(base odds) is computed once by <see cref="DeterministicMath.Log"/>,
/// so points have the same bits on every system. Source: N. Siddiqi, Credit Risk Scorecards (2006), chapter 6, "Scorecard scaling".
/// </remarks>
public sealed class ScorecardScaling
{
    /// <summary>Points at the base odds unless another number is given.</summary>
    public const double DefaultBasePoints = 600;

    /// <summary>Good applicants to one bad at the base points unless another number is given.</summary>
    public const double DefaultBaseOdds = 50;

    /// <summary>Points that double the odds (PDO) unless another number is given.</summary>
    public const double DefaultPointsToDoubleOdds = 20;

    // Within a factor of a million either way lies every lender's scale; the bounds keep all arithmetic far from overflow and underflow.
    private const double Largest = 1e6;
    private const double Smallest = 1e-6;

    /// <summary>Makes a scale.</summary>
    /// <param name="basePoints">Points at the base odds, within ±10^6.</param>
    /// <param name="baseOdds">Good applicants to one bad at the base points, in [10^-6, 10^6].</param>
    /// <param name="pointsToDoubleOdds">Points that double the odds, in [10^-6, 10^6]; positive, so that more points mean lower risk.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is NaN or outside its range.</exception>
    public ScorecardScaling(
        double basePoints = DefaultBasePoints, double baseOdds = DefaultBaseOdds, double pointsToDoubleOdds = DefaultPointsToDoubleOdds)
    {
        BasePoints = 0.0 + Within(basePoints, -Largest, nameof(basePoints));
        BaseOdds = Within(baseOdds, Smallest, nameof(baseOdds));
        PointsToDoubleOdds = Within(pointsToDoubleOdds, Smallest, nameof(pointsToDoubleOdds));
        Factor = PointsToDoubleOdds / DeterministicMath.Ln2;
        Offset = BasePoints - (Factor * DeterministicMath.Log(BaseOdds));
    }

    /// <summary>Points at the base odds.</summary>
    public double BasePoints { get; }

    /// <summary>Good applicants to one bad at the base points.</summary>
    public double BaseOdds { get; }

    /// <summary>Points that double the odds (PDO).</summary>
    public double PointsToDoubleOdds { get; }

    /// <summary>Points per unit of ln(odds): PDO / ln 2.</summary>
    public double Factor { get; }

    /// <summary>Points at odds of one to one.</summary>
    public double Offset { get; }

    /// <summary>Points of a logit of PD.</summary>
    /// <param name="logit">ln(PD / (1 - PD)).</param>
    /// <returns><see cref="Offset"/> - <see cref="Factor"/> * <paramref name="logit"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The points are not finite: the logit is NaN or far beyond any that a scorer gives.</exception>
    public Points ToPoints(double logit) => new(Offset - (Factor * logit));

    /// <summary>Points of a probability of default.</summary>
    /// <param name="probability">Above 0 and below 1, both by more than 2^-1022.</param>
    /// <exception cref="ArgumentOutOfRangeException">The odds are 0 or infinite.</exception>
    public Points ToPoints(Probability probability)
    {
        double odds = (1 - probability.Value) / probability.Value;
        return double.IsNormal(odds) && odds > 0
            ? ToPoints(-DeterministicMath.Log(odds))
            : throw new ArgumentOutOfRangeException(nameof(probability), "Odds of 0 or infinity have no points.");
    }

    /// <summary>The logit of PD of points.</summary>
    /// <param name="points">Any points.</param>
    /// <returns>(<see cref="Offset"/> - points) / <see cref="Factor"/>: what <see cref="ToPoints(double)"/> was given, within rounding.</returns>
    public double ToLogit(Points points) => (Offset - points.Value) / Factor;

    /// <summary>The probability of default of points.</summary>
    /// <param name="points">Any points.</param>
    public Probability ToProbability(Points points) => new(DeterministicMath.Sigmoid(ToLogit(points)));

    private static double Within(double value, double smallest, string name) => value >= smallest && value <= Largest
        ? value
        : throw new ArgumentOutOfRangeException(name, $"The scorecard's {name} lies in [{smallest}, {Largest}].");
}
