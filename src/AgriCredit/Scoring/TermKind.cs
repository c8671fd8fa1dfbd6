namespace AgriCredit;

/// <summary>How a <see cref="Term"/> is evaluated.</summary>
internal enum TermKind
{
    /// <summary>weight * clipped value.</summary>
    Affine,

    /// <summary>weight * ln(clipped value + offset).</summary>
    Logarithm,

    /// <summary>By the interval or special code.</summary>
    Intervals,

    /// <summary>By the category's code.</summary>
    Categories,
}
