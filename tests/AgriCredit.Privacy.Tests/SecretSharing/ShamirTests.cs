using System.Numerics;
using CsCheck;

namespace AgriCredit.Privacy.Tests;

/// <summary>Law 4 of the protocol, first half counted out in a field of seven elements, then against big integers in the protocol's own.</summary>
public sealed class ShamirTests
{
    private const int Holders = 5;
    private static readonly ulong[] Points = [1, 2, 3, 4, 5];

    public static TheoryData<int> Thresholds => [1, 2, 3, 4, 5];

    [Theory]
    [MemberData(nameof(Thresholds))]
    public void AnyThresholdOfShares_GiveEverySecret(int threshold)
    {
        foreach (int[] chosen in Subsets.Of(Holders, threshold))
        {
            ulong[] points = [.. chosen.Select(i => Points[i])];
            ulong[] weights = Shamir.BarycentricWeights<SmallField>(points);
            ulong[] coefficients = new ulong[threshold];
            for (ulong target = 0; target < SmallField.Prime; target++)
            {
                Shamir.LagrangeCoefficients<SmallField>(points, weights, target, coefficients);
                foreach (ulong[] polynomial in Polynomials(threshold))
                {
                    ulong[] shares = [.. points.Select(point => Value(polynomial, point))];
                    Assert.Equal(Value(polynomial, target), Shamir.Combine<SmallField>(coefficients, shares));
                }
            }
        }
    }

    // For every set of t-1 holders and whatever shares they see, each of the seven secrets has exactly one polynomial: they learn nothing.
    [Theory]
    [MemberData(nameof(Thresholds))]
    public void AnyFewerShares_AreConsistentWithEverySecretAlike(int threshold)
    {
        foreach (int[] chosen in Subsets.Of(Holders, threshold - 1))
        {
            var secretsByView = new Dictionary<string, List<ulong>>();
            foreach (ulong[] polynomial in Polynomials(threshold))
            {
                string view = string.Join(' ', chosen.Select(i => Shamir.Evaluate<SmallField>(polynomial, Points[i])));
                if (!secretsByView.TryGetValue(view, out List<ulong>? secrets))
                {
                    secretsByView[view] = secrets = [];
                }

                secrets.Add(polynomial[0]);
            }

            Assert.Equal(Math.Pow(SmallField.Prime, threshold - 1), secretsByView.Count);
            Assert.All(secretsByView.Values, secrets => Assert.Equal([0UL, 1, 2, 3, 4, 5, 6], secrets.Order().ToArray()));
        }
    }

    [Fact]
    public void Evaluate_IsThePolynomialOfTheIntegers() => Gen.Select(Elements(Gen.Int[0, 60]), Gen.ULong[0, Field61.Prime - 1]).Sample((polynomial, point) =>
        Shamir.Evaluate<Field61>(polynomial, point) == SlowShamir.Evaluate(polynomial, point));

    [Fact]
    public void Interpolation_IsThatOfTheIntegers() => Gen.Select(Gen.Int[1, 12], Gen.ULong, Gen.ULong[0, Field61.Prime - 1]).Sample(
        (count, seed, target) =>
        {
            var random = new Random(unchecked((int)seed));
            ulong[] points = [.. Enumerable.Range(0, count).Select(i => (ulong)random.NextInt64((long)Field61.Prime)).Distinct()];
            ulong[] values = [.. points.Select(_ => (ulong)random.NextInt64((long)Field61.Prime))];
            ulong[] coefficients = new ulong[points.Length];
            Shamir.LagrangeCoefficients<Field61>(points, Shamir.BarycentricWeights<Field61>(points), target, coefficients);
            return Shamir.Combine<Field61>(coefficients, values) == SlowShamir.Interpolate(points, values, target);
        },
        iter: 500);

    private static Gen<ulong[]> Elements(Gen<int> count) => Gen.OneOf(Gen.ULong[0, Field61.Prime - 1], Gen.Const(Field61.Prime - 1), Gen.Const(0UL)).Array[count];

    private static ulong Value(ulong[] polynomial, ulong point)
    {
        ulong value = 0;
        ulong power = 1;
        foreach (ulong coefficient in polynomial)
        {
            value += coefficient * power;
            power *= point;
        }

        return value % SmallField.Prime;
    }

    private static IEnumerable<ulong[]> Polynomials(int coefficients) => Enumerable.Range(0, (int)Math.Pow(SmallField.Prime, coefficients))
        .Select(number => Enumerable.Range(0, coefficients).Select(i => (ulong)(number / (int)Math.Pow(SmallField.Prime, i)) % SmallField.Prime).ToArray());
}
