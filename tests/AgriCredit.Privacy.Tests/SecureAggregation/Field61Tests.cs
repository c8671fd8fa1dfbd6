using System.Numerics;
using CsCheck;

namespace AgriCredit.Privacy.Tests;

public sealed class Field61Tests
{
    private static readonly ulong[] Edges = [0, 1, 2, 3, 1UL << 30, (1UL << 32) - 1, 1UL << 32, 1UL << 60, Field61.Prime / 2, Field61.Prime - 2, Field61.Prime - 1];

    private static readonly Gen<ulong> Elements = Gen.OneOf(Gen.OneOf(Edges), Gen.ULong[0, Field61.Prime - 1]);

    [Fact]
    public void Prime_IsThatOfTheReference() => Assert.Equal(Reference.Prime, Field61.Prime);

    [Fact]
    public void Operations_AtTheEdges_AreThoseOfTheIntegers() => Assert.All(
        from a in Edges from b in Edges select (a, b),
        pair => AssertOperations(pair.a, pair.b));

    [Fact]
    public void Operations_AreThoseOfTheIntegers() => Gen.Select(Elements, Elements).Sample(AssertOperations, iter: 20_000);

    [Fact]
    public void FromSigned_IsTheResidue()
    {
        const long P = (long)Field61.Prime;
        long[] edges = [0, 1, -1, P - 1, 1 - P, VectorPart.SumLimit, -VectorPart.SumLimit];
        Gen<long> values = Gen.OneOf(Gen.OneOf(edges), Gen.Long[1 - P, P - 1]);
        values.Sample(value => Field61.FromSigned(value) == Reference.Modulo(value, Reference.Prime), iter: 10_000);
    }

    // A sum of products is reduced once; whatever the sum so far, folding it must not lose a carry.
    [Fact]
    public void SumsOfProducts_AreThoseOfTheIntegers() => Gen.Select(Elements, Elements).Array[0, 300].Sample(
        pairs =>
        {
            ulong sum = 0;
            BigInteger expected = 0;
            foreach ((ulong a, ulong b) in pairs)
            {
                sum = Field61.AddProduct(sum, a, b);
                expected += (BigInteger)a * b;
            }

            Assert.Equal(expected % Reference.Prime, Field61.Reduce(sum));
        },
        iter: 2_000);

    [Fact]
    public void SumsOfProducts_AtTheEdges_AreThoseOfTheIntegers()
    {
        ulong[] sums = [.. Edges, Field61.Prime, Field61.Prime + 7, (1UL << 62) - 1, 1UL << 63, ulong.MaxValue];
        Assert.All(
            from sum in sums from a in Edges from b in Edges select (sum, a, b),
            x => Assert.Equal(((BigInteger)x.a * x.b + x.sum) % Reference.Prime, Field61.Reduce(Field61.AddProduct(x.sum, x.a, x.b))));
        Assert.All(sums, sum => Assert.Equal(sum % Reference.Prime, Field61.Reduce(sum)));
    }

    private static void AssertOperations(ulong a, ulong b)
    {
        BigInteger p = Reference.Prime;
        Assert.Equal(((BigInteger)a + b) % p, Field61.Add(a, b));
        Assert.Equal(((BigInteger)a + p - b) % p, Field61.Subtract(a, b));
        Assert.Equal((BigInteger)a * b % p, Field61.Multiply(a, b));
    }
}
