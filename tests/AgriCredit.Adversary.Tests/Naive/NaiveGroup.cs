namespace AgriCredit.Adversary.Tests;

/// <summary>
/// Double masking as in Bonawitz et al. 2017 but for one thing: its parties believe the coordinator. One coordinate each; the primitives are sound, for the mistake is not theirs.
/// </summary>
internal sealed class NaiveGroup : IDisposable
{
    private readonly RoundContext _context = new(new byte[32], 1, 0, new byte[32], new byte[32]);
    private readonly SecretBytes[,] _secrets;
    private readonly ulong _alpha = 12_345;
    private readonly ulong _beta = 67_890;

    public NaiveGroup(int parties, int threshold, bool selfMasks = true)
    {
        Threshold = threshold;
        Values = [.. Enumerable.Range(0, parties).Select(party => (ulong)(1000 + (37 * party)))];
        _secrets = new SecretBytes[parties, parties];
        for (int i = 0; i < parties; i++)
        {
            for (int j = i + 1; j < parties; j++)
            {
                _secrets[i, j] = _secrets[j, i] = SecretBytes.Random(32);
            }
        }

        Parties = [.. Enumerable.Range(0, parties).Select(place => new NaiveParty(this, place, parties, selfMasks))];
        SecretBytes[][] shares = [.. Parties.Select(party => party.SelfMask.Split(threshold, parties))];
        foreach (NaiveParty party in Parties)
        {
            party.Shares = [.. shares.Select(of => of[party.Place])];
        }
    }

    public int Threshold { get; }

    public ulong[] Values { get; }

    public NaiveParty[] Parties { get; }

    /// <summary>The key of the mask of a pair.</summary>
    public byte[] Leaf(int first, int second)
    {
        using var pair = new PairSecret(SecretBytes.CopyOf(_secrets[first, second].Span));
        using SecretBytes key = pair.RoundKey(_context);
        return key.Export();
    }

    /// <summary>The product of value and alpha, plus a constant a contribution, as the parties would check it.</summary>
    public ulong Tag(ulong sum, int contributions) => Field61.Add(Field61.Multiply(_alpha, sum), Field61.Multiply(_beta, (ulong)contributions));

    /// <summary>Takes what masks it can off the sum of some; null when it cannot.</summary>
    public ulong? TryUnmask(int[] summed, IReadOnlyList<NaiveUnmask> given)
    {
        ulong sum = 0;
        foreach (int party in summed)
        {
            sum = unchecked(sum + Parties[party].Masked);
            if (Parties[party].HasSelfMask)
            {
                (int Holder, byte[] Share)[] shares = [.. given.Where(from => from.Shares.ContainsKey(party)).Select(from => (from.Giver, from.Shares[party])).DistinctBy(share => share.Giver).Take(Threshold)];
                if (shares.Length < Threshold)
                {
                    return null;
                }

                var interpolation = new ShareInterpolation(Threshold, [.. shares.Select(share => share.Holder + 1)]);
                using SelfMask mask = interpolation.Recover([.. shares.Select(share => (ReadOnlyMemory<byte>)share.Share)])!;
                using MaskStream stream = mask.OpenStream();
                sum = unchecked(sum - First(stream));
            }

            foreach (int other in Enumerable.Range(0, Parties.Length).Except(summed))
            {
                byte[]? leaf = given.FirstOrDefault(from => from.Giver == party && from.Leaves.ContainsKey(other))?.Leaves[other]
                    ?? given.FirstOrDefault(from => from.Giver == other && from.Leaves.ContainsKey(party))?.Leaves[party];
                if (leaf is null)
                {
                    return null;
                }

                using MaskStream stream = MaskStream.FromKey(leaf);
                sum = unchecked(party < other ? sum - First(stream) : sum + First(stream));
            }
        }

        return sum;
    }

    public void Dispose()
    {
        foreach (NaiveParty party in Parties)
        {
            party.SelfMask.Dispose();
        }

        foreach (SecretBytes? secret in _secrets)
        {
            secret?.Dispose();
        }
    }

    public static ulong First(MaskStream stream)
    {
        Span<ulong> word = stackalloc ulong[1];
        stream.AddTo(0, word);
        return word[0];
    }

}
