using System.Security.Cryptography;
using System.Text;

namespace AgriCredit.Privacy.Tests;

/// <summary>The keys of n parties and one round, all from one seed, so that a failing test fails again.</summary>
internal sealed class SimulatedRound : IDisposable
{
    private readonly PairSecret[,] _pairs;

    public SimulatedRound(int parties, string seed = "seed", ulong round = 1, uint attempt = 0)
    {
        Parties = parties;
        Context = new RoundContext(Bytes(seed + " session"), round, attempt, Bytes(seed + " transcript"), Bytes(seed + " plan"));
        GroupKey = SecretBytes.CopyOf(Bytes(seed + " group key"));
        _pairs = new PairSecret[parties, parties];
        for (int i = 0; i < parties; i++)
        {
            for (int j = i + 1; j < parties; j++)
            {
                // Two objects, as at two parties.
                _pairs[i, j] = new PairSecret(SecretBytes.CopyOf(Bytes($"{seed} pair {i} {j}")));
                _pairs[j, i] = new PairSecret(SecretBytes.CopyOf(Bytes($"{seed} pair {i} {j}")));
            }
        }
    }

    public int Parties { get; }

    public RoundContext Context { get; }

    public SecretBytes GroupKey { get; }

    public static byte[] Bytes(string seed) => SHA256.HashData(Encoding.UTF8.GetBytes(seed));

    public IReadOnlyList<PairSecret> Before(int party) => [.. Enumerable.Range(0, party).Select(peer => _pairs[party, peer])];

    public IReadOnlyList<PairSecret> After(int party) => [.. Enumerable.Range(party + 1, Parties - party - 1).Select(peer => _pairs[party, peer])];

    /// <summary>The secret of a pair, as its first party holds it.</summary>
    public PairSecret Pair(int party, int peer) => _pairs[party, peer];

    public MaskedVector Mask(int party, double[] values, VectorLayout layout, RoundContext? context = null, SelfMask? selfMask = null)
    {
        MaskedVector? masked = MaskedVector.Create(values, layout, context ?? Context, GroupKey, Before(party), After(party), selfMask, out int bad);
        Assert.Equal(-1, bad);
        return masked!;
    }

    /// <summary>The sum of all parties' vectors, added in the given order.</summary>
    public MaskedSum Sum(double[][] values, VectorLayout layout, IEnumerable<int>? order = null)
    {
        var sum = new MaskedSum(layout.Length);
        foreach (int party in order ?? Enumerable.Range(0, Parties))
        {
            MaskedVector masked = Mask(party, values[party], layout);
            Assert.True(sum.TryAdd(masked.Words.Span, masked.Tag));
        }

        return sum;
    }

    public bool Verify(ReadOnlySpan<ulong> sum, ulong tag, VectorLayout layout) => MaskedSum.Verify(sum, tag, layout, Context, GroupKey, layout.Parties);

    public void Dispose()
    {
        GroupKey.Dispose();
        foreach (PairSecret? pair in _pairs)
        {
            pair?.Dispose();
        }
    }
}
