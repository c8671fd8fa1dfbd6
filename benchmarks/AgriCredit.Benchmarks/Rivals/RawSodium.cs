using System.Security.Cryptography;
using AgriCredit.Alignment;

namespace AgriCredit.Benchmarks.Rivals;

/// <summary>The arithmetic that an alignment cannot do without, straight from libsodium and nothing around it: the limit.</summary>
internal static unsafe class RawSodium
{
    private const int Sides = 2;

    /// <summary>What two lists of that many ids need: for each id of either side one map to the group, two multiplications, and at the initiator one check of what comes back.</summary>
    /// <remarks>Threads take turns of work that is all alike; every operation is of one element with one scalar, the time of which does not depend on them.</remarks>
    public static void Align(int count, int threads)
    {
        _ = Sodium.Initialise();
        byte[] uniform = RandomNumberGenerator.GetBytes(RistrettoGroup.UniformLength);
        byte[] scalar = new byte[RistrettoGroup.ScalarLength];
        RistrettoGroup.DrawScalar(scalar);
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, thread =>
        {
            byte* point = stackalloc byte[RistrettoGroup.ElementLength];
            byte* product = stackalloc byte[RistrettoGroup.ElementLength];
            fixed (byte* source = uniform, factor = scalar)
            {
                for (int id = thread; id < Sides * count; id += threads)
                {
                    _ = Sodium.FromHash(point, source);
                    _ = Sodium.Multiply(product, factor, point);
                    _ = Sodium.Multiply(product, factor, point);
                    if (id % Sides == 0)
                    {
                        _ = Sodium.IsValidPoint(product);
                    }
                }
            }
        });
    }
}
