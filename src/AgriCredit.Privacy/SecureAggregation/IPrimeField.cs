namespace AgriCredit.Privacy;

/// <summary>What secret sharing asks of a prime field, so that its tests can count all polynomials of a small one. Elements are in [0, p).</summary>
internal interface IPrimeField
{
    /// <summary>p.</summary>
    static abstract ulong Prime { get; }

    /// <summary>a + b.</summary>
    static abstract ulong Add(ulong a, ulong b);

    /// <summary>a - b.</summary>
    static abstract ulong Subtract(ulong a, ulong b);

    /// <summary>a b.</summary>
    static abstract ulong Multiply(ulong a, ulong b);

    /// <summary>A sum that is not reduced yet, 0 to begin with, plus a b; a and b are elements, the sum is for <see cref="Reduce"/> alone.</summary>
    static abstract ulong AddProduct(ulong sum, ulong a, ulong b);

    /// <summary>The element that a sum of <see cref="AddProduct"/> stands for.</summary>
    static abstract ulong Reduce(ulong sum);
}
