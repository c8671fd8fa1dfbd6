namespace AgriCredit.Federation.Vertical;

/// <summary>A fit ended after its last pass, before anything was released.</summary>
internal sealed class FitStoppedException : Exception
{
    public FitStoppedException(bool isOutOfRange, double figure)
        : base(isOutOfRange ? $"The range monitor reads {figure:G4}." : $"The last step was {figure:G4}.")
    {
        IsOutOfRange = isOutOfRange;
        Figure = figure;
    }

    /// <summary>Whether a logit left the range of the sigmoid's series; else the fit had not converged.</summary>
    public bool IsOutOfRange { get; }

    /// <summary>The monitor's sum, or the last step.</summary>
    public double Figure { get; }
}
