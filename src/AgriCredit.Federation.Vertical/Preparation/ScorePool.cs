using System.Security.Cryptography;
using AgriCredit.Privacy;

namespace AgriCredit.Federation.Vertical;

/// <summary>A party's part of randomness that was dealt ahead for scoring: its seed and, at the last party, the dealt values; every block of it serves one session.</summary>
/// <remarks>
/// Blocks are marked as used, and the values erased, in one durable write before anything masked by them leaves; a party that is killed in between has lost them, and so it has where another says that it has used them. The seed tells
/// all masks of the preparation, those of past sessions as well, until the last block is used: guard the store like the party's key, and never restore an older copy of it. Pools of one process may share a store. Source: PROTOCOL 5.3.
/// </remarks>
public sealed class ScorePool : IDealtSource
{
    /// <summary>Blocks of a preparation at most.</summary>
    internal const int LargestBlocks = 1 << 16;

    private readonly Dictionary<DealtLabel, byte[]> _taken = [];
    private readonly PreparedStore<PreparedBlocks> _store;
    private PartyId _own;

    /// <summary>Takes up what a party's store holds.</summary>
    /// <param name="store">The store; stays the caller's.</param>
    /// <exception cref="StateStoreException">The store cannot be read.</exception>
    public ScorePool(IStateStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        _store = new PreparedStore<PreparedBlocks>(store, "scoring-pool/", PreparedBlocks.Parse, blocks => blocks.ToBytes(), blocks => Keys(blocks, blocks.Next, blocks.Blocks));
    }

    /// <summary>Applicants for whom randomness is left, if all are scored in one session.</summary>
    public int Remaining => _store.Current is { } prepared ? (prepared.Blocks - prepared.Next) * ScoreTable.BlockRows : 0;

    /// <summary>What the randomness was prepared for; null where there is none.</summary>
    public ScoreRelease? Release => _store.Current?.Release;

    /// <summary>Puts into an offer which preparation this party has, and which of its blocks are unused.</summary>
    internal void Offer(Wire.JointScoring scoring)
    {
        PreparedBlocks? prepared = _store.Current;
        scoring.Pool = Google.Protobuf.ByteString.CopyFrom(prepared?.Pool ?? new byte[SHA256.HashSizeInBytes]);
        scoring.NextBlock = (uint)(prepared?.Next ?? 0);
    }

    /// <summary>Checks that blocks can be taken, before anybody counts on it.</summary>
    /// <exception cref="JointException">They are not there, or were used before.</exception>
    internal void Require(Wire.JointScoring scoring, int blocks, PartyId own) => Find(_store.Current, scoring, blocks, own);

    /// <summary>Marks blocks as used and returns the seed of their masks.</summary>
    /// <param name="scoring">What the plan says: the preparation, what is released, and the first block.</param>
    /// <param name="blocks">How many.</param>
    /// <param name="own">This party.</param>
    /// <exception cref="JointException">They are not there, or were used before.</exception>
    internal DealtSeed Take(Wire.JointScoring scoring, int blocks, PartyId own)
    {
        PreparedBlocks? prepared = null;
        SecretBytes seed = _store.Take(current =>
        {
            prepared = Find(current, scoring, blocks, own);
            _own = own;
            int first = (int)scoring.NextBlock;
            ReadValues(prepared, first, first + blocks);

            // Blocks that another party has used up, or lost, go with those that are used now; with the last of them goes the seed.
            PreparedBlocks left = prepared with { Next = first + blocks };
            return (left.Next < left.Blocks ? left : null, Keys(prepared, prepared.Next, left.Next));
        }) ?? throw Missing(own);
        return new DealtSeed(seed, prepared!.Pool);
    }

    /// <summary>Begins a preparation: the last finished one stays until this one is complete.</summary>
    internal void Begin(PreparedBlocks preparation) => _store.Begin(preparation);

    /// <summary>Keeps dealt values of the preparation that has begun.</summary>
    internal void Keep(PreparedBlocks preparation, IEnumerable<(DealtLabel Label, byte[] Values)> dealt) =>
        _store.Keep(preparation, dealt.Select(each => (Key(preparation.Pool, each.Label.Block, each.Label.Operation), each.Values)));

    /// <summary>Puts the preparation that has begun in the place of an earlier one.</summary>
    internal void Complete(PreparedBlocks preparation, DealtSeed seed) => _store.Complete(preparation, seed);

    /// <summary>Erases the values that were taken and not used.</summary>
    internal void Forget()
    {
        foreach (byte[] values in _taken.Values)
        {
            CryptographicOperations.ZeroMemory(values);
        }

        _taken.Clear();
    }

    /// <summary>What is dealt for a block.</summary>
    internal static DealtOperation[] Operations(ScoreRelease release) =>
        release == ScoreRelease.Band ? [DealtOperation.BandTable] : [DealtOperation.ScoreTable, DealtOperation.TruncationBits];

    /// <summary>How many bytes of it.</summary>
    internal static int Length(DealtOperation operation) => operation switch
    {
        DealtOperation.BandTable => ScoreTable.BlockRows * BandTable.Width,
        DealtOperation.ScoreTable => ScoreTable.BlockRows * ScoreTable.Width * sizeof(ulong),
        _ => 2 * ScoreTable.BlockRows * sizeof(ulong),
    };

    ValueTask IDealtSource.ReadAsync(DealtLabel label, Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (!_taken.Remove(label, out byte[]? values) || values.Length != destination.Length)
        {
            throw new JointException(JointFailureReason.UsedRandomness, _own, $"'{_own}' has lost dealt values of block {label.Block}: its store was changed. Prepare anew at all members.");
        }

        values.CopyTo(destination);
        CryptographicOperations.ZeroMemory(values);
        return ValueTask.CompletedTask;
    }

    private static IEnumerable<string> Keys(PreparedBlocks prepared, int first, int end) =>
        Enumerable.Range(first, end - first).SelectMany(block => Operations(prepared.Release), (block, operation) => Key(prepared.Pool, block, operation));

    private static string Key(byte[] pool, int block, DealtOperation operation) => $"{Convert.ToHexStringLower(pool)}/{block:D8}/{(int)operation}";

    private static JointException Missing(PartyId own) =>
        new(JointFailureReason.UsedRandomness, own, $"'{own}' has no randomness of this preparation. Prepare anew at all members.");

    private static PreparedBlocks Find(PreparedBlocks? prepared, Wire.JointScoring scoring, int blocks, PartyId own)
    {
        int first = (int)scoring.NextBlock;
        if (prepared is null || !prepared.Pool.AsSpan().SequenceEqual(scoring.Pool.Span) || prepared.Release != ScoringAgreement.Read(scoring))
        {
            throw Missing(own);
        }

        if (first < prepared.Next)
        {
            throw new JointException(JointFailureReason.UsedRandomness, own, $"Block {first} of the prepared randomness of '{own}' was used before; the next unused is {prepared.Next}. A mask hides one value only.");
        }

        return blocks <= prepared.Blocks - first
            ? prepared
            : throw new JointException(
                JointFailureReason.UsedRandomness,
                own,
                $"The prepared randomness of '{own}' lasts for {Math.Max(0, prepared.Blocks - first) * ScoreTable.BlockRows} more applicants; {blocks * ScoreTable.BlockRows} are needed. Prepare anew at all members.");
    }

    private void ReadValues(PreparedBlocks prepared, int first, int end)
    {
        Forget();
        for (int block = first; block < end; block++)
        {
            foreach (DealtOperation operation in Operations(prepared.Release))
            {
                if (_store.Read(Key(prepared.Pool, block, operation)) is { } values)
                {
                    _taken[new DealtLabel(operation, 0, Block: block)] = values;
                }
            }
        }
    }
}
