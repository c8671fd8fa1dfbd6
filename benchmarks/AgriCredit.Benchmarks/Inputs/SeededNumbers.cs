namespace AgriCredit.Benchmarks.Inputs;

/// <summary>Random numbers by index: the same whoever draws them in whatever order, so that rows can be made in parallel.</summary>
/// <remarks>SplitMix64 of a counter. Source: G. Steele, D. Lea, C. Flood, Fast splittable pseudorandom number generators (2014).</remarks>
internal readonly struct SeededNumbers
{
    private const ulong Increment = 0x9E3779B97F4A7C15;

    /// <summary>2^-53.</summary>
    private const double Unit = 1.0 / (1L << 53);

    private readonly ulong _seed;

    public SeededNumbers(ulong seed) => _seed = seed;

    /// <summary>64 random bits.</summary>
    public ulong Bits(ulong index)
    {
        unchecked
        {
            ulong bits = _seed + (index * Increment);
            bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
            bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
            return bits ^ (bits >> 31);
        }
    }

    /// <summary>A number from [0, 1).</summary>
    public double Uniform(ulong index) => (long)(Bits(index) >> 11) * Unit;
}
