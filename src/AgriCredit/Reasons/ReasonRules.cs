namespace AgriCredit;

/// <summary>How a model's reasons are found; texts are part of <see cref="ModelFeature"/> and <see cref="WoeBin"/>.</summary>
public sealed class ReasonRules
{
    /// <summary>The most reasons unless another number is given. The official interpretation of 12 CFR 1002.9(b)(2), paragraph 1: more than four are not likely to help the applicant.</summary>
    public const int DefaultMaximum = 4;

    /// <summary>The most reasons that may be asked for.</summary>
    public const int LargestMaximum = 16;

    private const double LargestPoints = 1e9;

    /// <summary>Makes rules.</summary>
    /// <param name="policy">Against what points are compared.</param>
    /// <param name="cutOffPoints">The points at which an applicant is approved, within ±10^9; needed by <see cref="ReasonPolicy.ApprovalCutOff"/>, information for what-ifs with the others.</param>
    /// <param name="maximum">The most reasons, in [1, <see cref="LargestMaximum"/>].</param>
    /// <exception cref="ArgumentException">An argument is not so.</exception>
    public ReasonRules(ReasonPolicy policy = ReasonPolicy.PopulationMean, double? cutOffPoints = null, int maximum = DefaultMaximum)
    {
        Policy = Require.Defined(policy, nameof(policy));
        CutOffPoints = cutOffPoints is null or (>= -LargestPoints and <= LargestPoints)
            ? cutOffPoints + 0.0
            : throw new ArgumentOutOfRangeException(nameof(cutOffPoints), $"{nameof(cutOffPoints)} lies within ±{LargestPoints}.");
        Maximum = maximum is >= 1 and <= LargestMaximum
            ? maximum
            : throw new ArgumentOutOfRangeException(nameof(maximum), $"{nameof(maximum)} lies in [1, {LargestMaximum}].");
        if (policy == ReasonPolicy.ApprovalCutOff && cutOffPoints is null)
        {
            throw new ArgumentException($"{ReasonPolicy.ApprovalCutOff} needs {nameof(cutOffPoints)}.", nameof(cutOffPoints));
        }
    }

    /// <summary>Against what points are compared.</summary>
    public ReasonPolicy Policy { get; }

    /// <summary>The points at which an applicant is approved, or null.</summary>
    public double? CutOffPoints { get; }

    /// <summary>The most reasons.</summary>
    public int Maximum { get; }
}
