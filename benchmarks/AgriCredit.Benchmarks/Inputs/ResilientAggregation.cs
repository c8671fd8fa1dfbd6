using System.Runtime.InteropServices;
using AgriCredit.Privacy;

namespace AgriCredit.Benchmarks.Inputs;

/// <summary>What a coordinator holds when a round that parties dropped out of is to be unmasked: vectors, shares and leaves. And what it then does.</summary>
/// <remarks>
/// Parties drop out after they shared their self masks and before their vectors arrived: the dearest pattern. All survivors answer, so that the shares beyond the threshold are
/// checked as well. A coordinator adds a vector when it arrives; here few distinct ones, more than the caches hold at 10^6 elements, stand for all of them.
/// </remarks>
internal sealed class ResilientAggregation
{
    /// <summary>c: parties that may collude with the coordinator.</summary>
    private const int Colluding = 1;
    private const int DistinctVectors = 8;
    private readonly int _threshold;
    private readonly int[] _holders;
    private readonly ReadOnlyMemory<byte>[][] _shares;
    private readonly byte[][] _addedLeaves;
    private readonly byte[][] _subtractedLeaves;

    /// <summary>Makes a round: words and leaves are seeded; self masks come from the operating system, for nothing here depends on their values.</summary>
    public ResilientAggregation(int parties, int length, int dropOutPercent)
    {
        Length = length;
        int dropOuts = parties * dropOutPercent / 100;
        Survivors = parties - dropOuts;
        _threshold = Threshold(parties);
        var random = new Random(1);
        Vectors = [.. Enumerable.Range(0, Math.Min(DistinctVectors, Survivors)).Select(_ => new ulong[length])];
        foreach (ulong[] vector in Vectors)
        {
            random.NextBytes(MemoryMarshal.AsBytes(vector.AsSpan()));
        }

        // Every third or so of the list drops out, so that leaves are added and subtracted alike.
        HashSet<int> absent = [.. Enumerable.Range(0, dropOuts).Select(index => index * parties / dropOuts)];
        int[] present = [.. Enumerable.Range(0, parties).Where(party => !absent.Contains(party))];
        _holders = [.. present.Select(party => party + 1)];
        _shares = [.. present.Select(_ => SharesOfAMask(parties))];
        (int Survivor, int Absent)[] pairs = [.. from survivor in present from gone in absent select (survivor, gone)];
        _addedLeaves = [.. pairs.Where(pair => pair.Survivor < pair.Absent).Select(_ => Key())];
        _subtractedLeaves = [.. pairs.Where(pair => pair.Survivor > pair.Absent).Select(_ => Key())];

        byte[] Key()
        {
            byte[] key = new byte[MaskStream.KeyLength];
            random.NextBytes(key);
            return key;
        }
    }

    /// <summary>Elements of a vector.</summary>
    public int Length { get; }

    /// <summary>Vectors in the sum.</summary>
    public int Survivors { get; }

    /// <summary>The distinct vectors.</summary>
    public ulong[][] Vectors { get; }

    /// <summary>Streams that are taken out of the sum.</summary>
    public int Masks => Survivors + _addedLeaves.Length + _subtractedLeaves.Length;

    /// <summary>t = floor((n + c) / 2) + 1.</summary>
    public static int Threshold(int parties) => ((parties + Colluding) / 2) + 1;

    /// <summary>The whole of it.</summary>
    public MaskedSum SumAndUnmask()
    {
        MaskedSum sum = Sum();
        SelfMask[] masks = Recover();
        Unmask(sum, masks);
        return sum;
    }

    /// <summary>Adds the vectors, from the bytes of the messages.</summary>
    public MaskedSum Sum()
    {
        var sum = new MaskedSum(Length);
        for (int vector = 0; vector < Survivors; vector++)
        {
            sum.TryAdd(MemoryMarshal.AsBytes(Vectors[vector % Vectors.Length].AsSpan()), tag: 1);
        }

        return sum;
    }

    /// <summary>Rebuilds the survivors' self masks.</summary>
    public SelfMask[] Recover()
    {
        var interpolation = new ShareInterpolation(_threshold, _holders);
        return [.. _shares.Select(shares => interpolation.Recover(shares) ?? throw new InvalidOperationException("The shares that were to be measured do not agree."))];
    }

    /// <summary>Takes self masks and leaves out of the sum, and erases them.</summary>
    public void Unmask(MaskedSum sum, SelfMask[] masks)
    {
        MaskStream[] added = [.. masks.Select(mask => mask.OpenStream()), .. _addedLeaves.Select(leaf => MaskStream.FromKey(leaf))];
        MaskStream[] subtracted = [.. _subtractedLeaves.Select(leaf => MaskStream.FromKey(leaf))];
        sum.RemoveMasks(added, subtracted);
        Array.ForEach(masks, mask => mask.Dispose());
        Array.ForEach(added, stream => stream.Dispose());
        Array.ForEach(subtracted, stream => stream.Dispose());
    }

    private ReadOnlyMemory<byte>[] SharesOfAMask(int parties)
    {
        using SelfMask mask = SelfMask.Draw();
        SecretBytes[] shares = mask.Split(_threshold, parties);
        ReadOnlyMemory<byte>[] given = [.. _holders.Select(holder => (ReadOnlyMemory<byte>)shares[holder - 1].Export())];
        Array.ForEach(shares, share => share.Dispose());
        return given;
    }
}
