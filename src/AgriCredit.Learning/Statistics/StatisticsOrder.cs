namespace AgriCredit.Learning;

/// <summary>How far <see cref="StatisticsKernel"/> goes; each order includes those before it.</summary>
public enum StatisticsOrder
{
    /// <summary>The loss alone.</summary>
    Loss,

    /// <summary>Loss and gradient.</summary>
    Gradient,

    /// <summary>Loss, gradient and X'WX.</summary>
    Hessian,
}
