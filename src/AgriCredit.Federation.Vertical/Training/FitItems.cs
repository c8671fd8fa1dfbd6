namespace AgriCredit.Federation.Vertical;

/// <summary>Numbers of a pass's factor products and truncations in labels.</summary>
internal static class FitItems
{
    /// <summary>The gradient and the Hessian's blocks.</summary>
    public const int Sums = 0;

    /// <summary>Inverse times gradient.</summary>
    public const int Step = 1;

    /// <summary>The last step times the gradient.</summary>
    public const int Norm = 2;

    /// <summary>Inverse times ridge.</summary>
    public const int Penalty = 3;

    /// <summary>The same times inverse.</summary>
    public const int PenaltyTwice = 4;

    /// <summary>A step of the inverse, from 1.</summary>
    public static int Inverse(int step) => 15 + step;
}
