using System.Numerics;

namespace AgriCredit.Harness.Generation;

/// <summary>xoshiro256**, for experiments only: the same numbers from the same seed on every system and in every version. Not for secrets.</summary>
/// <remarks>
/// <see cref="Random"/> with a seed promises no stable sequence between .NET versions. Source: D. Blackman and S. Vigna, "Scrambled linear pseudorandom number
/// generators", ACM TOMS 47(4), 2021; the state is filled by SplitMix64, as its authors advise.
/// </remarks>
internal sealed class SeededRandom
{
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;
    private double _spareNormal = double.NaN;

    /// <summary>One stream of a seed; streams of different numbers are unrelated.</summary>
    public SeededRandom(int seed, int stream)
    {
        ulong state = unchecked(((ulong)(uint)seed << 32) | (uint)stream);
        _s0 = SplitMix(ref state);
        _s1 = SplitMix(ref state);
        _s2 = SplitMix(ref state);
        _s3 = SplitMix(ref state);
    }

    /// <summary>Uniform in [0, 1), a multiple of 2^-53.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1L << 53));

    /// <summary>Uniform in [0, count): the 64-bit draw is scaled down, a bias below count/2^64.</summary>
    public int Next(int count) => (int)Math.BigMul(NextUInt64(), (ulong)count, out _);

    /// <summary>Standard normal, by Marsaglia's polar method: no sine, and the logarithm is portable.</summary>
    public double NextNormal()
    {
        if (!double.IsNaN(_spareNormal))
        {
            double spare = _spareNormal;
            _spareNormal = double.NaN;
            return spare;
        }

        double u, v, square;
        do
        {
            u = (2 * NextDouble()) - 1;
            v = (2 * NextDouble()) - 1;
            square = (u * u) + (v * v);
        }
        while (square is >= 1 or < 1e-300);

        double factor = Math.Sqrt(-2 * PortableMath.Log(square) / square);
        _spareNormal = v * factor;
        return u * factor;
    }

    /// <summary>Exponential with mean 1.</summary>
    public double NextExponential() => -PortableMath.Log(1 - NextDouble());

    /// <summary>Gamma with this shape and scale 1 (G. Marsaglia and W. Tsang, ACM TOMS 26(3), 2000; below shape 1 by the usual power of a uniform).</summary>
    public double NextGamma(double shape)
    {
        if (shape < 1)
        {
            double power = PortableMath.Log(1 - NextDouble()) / shape;
            return NextGamma(shape + 1) * PortableMath.Exp(power);
        }

        double d = shape - (1.0 / 3);
        double c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double normal = NextNormal();
            double v = 1 + (c * normal);
            if (v <= 0)
            {
                continue;
            }

            v = v * v * v;
            double uniform = 1 - NextDouble();
            if (PortableMath.Log(uniform) < (0.5 * normal * normal) + (d * (1 - v + PortableMath.Log(v))))
            {
                return d * v;
            }
        }
    }

    /// <summary>True with this probability.</summary>
    public bool NextBoolean(double probability) => NextDouble() < probability;

    /// <summary>Puts the items in random order (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (int last = items.Length - 1; last > 0; last--)
        {
            int other = Next(last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }

    private ulong NextUInt64()
    {
        unchecked
        {
            ulong result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
            ulong shifted = _s1 << 17;
            _s2 ^= _s0;
            _s3 ^= _s1;
            _s1 ^= _s2;
            _s0 ^= _s3;
            _s2 ^= shifted;
            _s3 = BitOperations.RotateLeft(_s3, 45);
            return result;
        }
    }

    private static ulong SplitMix(ref ulong state)
    {
        unchecked
        {
            state += 0x9E3779B97F4A7C15;
            ulong z = state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
