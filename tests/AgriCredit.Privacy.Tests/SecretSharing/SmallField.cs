namespace AgriCredit.Privacy.Tests;

/// <summary>The integers modulo 7: small enough to count every polynomial.</summary>
internal readonly struct SmallField : IPrimeField
{
    public const ulong Prime = 7;

    static ulong IPrimeField.Prime => Prime;

    public static ulong Add(ulong a, ulong b) => (a + b) % Prime;

    public static ulong Subtract(ulong a, ulong b) => (a + Prime - b) % Prime;

    public static ulong Multiply(ulong a, ulong b) => a * b % Prime;

    public static ulong AddProduct(ulong sum, ulong a, ulong b) => sum + (a * b);

    public static ulong Reduce(ulong sum) => sum % Prime;
}
