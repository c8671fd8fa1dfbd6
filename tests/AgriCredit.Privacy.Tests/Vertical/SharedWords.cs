namespace AgriCredit.Privacy.Tests.Vertical;

/// <summary>Words and shares of words from a fixed seed.</summary>
internal sealed class SharedWords(int seed)
{
    private readonly Random _random = new(seed);

    public ulong Next() => unchecked((ulong)_random.NextInt64(long.MinValue, long.MaxValue));

    public ulong[] Words(int count) => [.. Enumerable.Range(0, count).Select(_ => Next())];

    public uint[] SmallWords(int count) => [.. Enumerable.Range(0, count).Select(_ => unchecked((uint)Next()))];

    public double Between(double low, double high) => low + (_random.NextDouble() * (high - low));

    /// <summary>Shares of values: all but the last are random.</summary>
    public ulong[][] Share(ulong[] values, int parties)
    {
        ulong[][] shares = [.. Enumerable.Range(0, parties - 1).Select(_ => Words(values.Length)), [.. values]];
        for (int party = 0; party < parties - 1; party++)
        {
            for (int i = 0; i < values.Length; i++)
            {
                shares[^1][i] = unchecked(shares[^1][i] - shares[party][i]);
            }
        }

        return shares;
    }

    /// <summary>Shares of values modulo 2^32.</summary>
    public uint[][] Share(uint[] values, int parties)
    {
        uint[][] shares = [.. Enumerable.Range(0, parties - 1).Select(_ => SmallWords(values.Length)), [.. values]];
        for (int party = 0; party < parties - 1; party++)
        {
            for (int i = 0; i < values.Length; i++)
            {
                shares[^1][i] = unchecked(shares[^1][i] - shares[party][i]);
            }
        }

        return shares;
    }

    public static ulong[] Sum(IEnumerable<ulong[]> shares) => shares.Aggregate((left, right) => [.. left.Zip(right, (a, b) => unchecked(a + b))]);

    public static uint[] Sum(IEnumerable<uint[]> shares) => shares.Aggregate((left, right) => [.. left.Zip(right, (a, b) => unchecked(a + b))]);
}
