namespace AgriCredit.Privacy.Tests;

/// <summary>A round of parties with self masks: every vector, what their survivors can open, and the plain sums.</summary>
internal sealed class ResilientRound : IDisposable
{
    private readonly SimulatedRound _round;
    private readonly VectorLayout _layout;
    private readonly ulong[][] _encoded;

    public ResilientRound(int parties, VectorLayout layout)
    {
        _layout = layout;
        _round = new SimulatedRound(parties, $"resilient {parties}");
        var random = new Random(parties);
        double[][] values = [.. Enumerable.Range(0, parties).Select(_ => Draw(layout, random))];
        _encoded = [.. values.Select(own =>
        {
            ulong[] encoded = new ulong[layout.Length];
            Assert.Equal(-1, FixedPointEncoding.Encode(own, layout, encoded));
            return encoded;
        })];
        SelfMasks = [.. Enumerable.Range(0, parties).Select(party => Fixed($"self mask {party}"))];
        Vectors = [.. values.Select((own, party) => _round.Mask(party, own, layout, selfMask: SelfMasks[party]))];
    }

    public SelfMask[] SelfMasks { get; }

    public MaskedVector[] Vectors { get; }

    /// <summary>A self mask that is the same in every run.</summary>
    public static SelfMask Fixed(string seed)
    {
        byte[] hash = SimulatedRound.Bytes(seed);
        return new SelfMask(SecretBytes.CopyOf(SlowShamir.Bytes([.. Enumerable.Range(0, 3).Select(element => SlowShamir.Word(hash, element) >> 4)])));
    }

    public MaskedSum Sum(int[] survivors)
    {
        var sum = new MaskedSum(_layout.Length);
        Assert.All(survivors, party => Assert.True(sum.TryAdd(Vectors[party].Words.Span, Vectors[party].Tag)));
        return sum;
    }

    public ulong[] Plain(int[] survivors) =>
        [.. Enumerable.Range(0, _layout.Length).Select(i => survivors.Aggregate(0UL, (sum, party) => unchecked(sum + _encoded[party][i])))];

    public MaskStream[] SelfStreams(int[] survivors) => [.. survivors.Select(party => SelfMasks[party].OpenStream())];

    /// <summary>The masks that survivors share with those who dropped out, from the survivors' round keys: which of them the survivor's vector had added, and which subtracted.</summary>
    public (List<MaskStream> Added, List<MaskStream> Subtracted) Leaves(int[] survivors)
    {
        var added = new List<MaskStream>();
        var subtracted = new List<MaskStream>();
        foreach (int survivor in survivors)
        {
            foreach (int absent in Enumerable.Range(0, _round.Parties).Except(survivors))
            {
                using SecretBytes leaf = _round.Pair(survivor, absent).RoundKey(_round.Context);
                (survivor < absent ? added : subtracted).Add(MaskStream.FromKey(leaf.Export()));
            }
        }

        return (added, subtracted);
    }

    public bool Verify(MaskedSum sum, int contributions) =>
        MaskedSum.Verify(sum.Sum, sum.Tag, _layout, _round.Context, _round.GroupKey, contributions);

    public void Dispose()
    {
        Array.ForEach(SelfMasks, mask => mask.Dispose());
        _round.Dispose();
    }

    private static double[] Draw(VectorLayout layout, Random random) =>
        [.. layout.Parts.SelectMany(part => Enumerable.Range(0, part.Length).Select(_ => part.Bound * ((2 * random.NextDouble()) - 1) / 9))];
}
