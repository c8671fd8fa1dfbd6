using System.Buffers.Binary;
using System.Security.Cryptography;
using AgriCredit.Privacy;

namespace AgriCredit.Federation.Vertical;

/// <summary>A party's part of randomness that was dealt ahead for scoring: its seed and, at the last party, the dealt values; every block of it serves one session.</summary>
/// <remarks>
/// Blocks are marked as used, and the values erased, in one durable write before anything masked by them leaves; a party that is killed in between has lost them. The seed tells all masks still to be used: guard the store like
/// the party's key, and never restore an older copy of it. Not thread-safe. Source: PROTOCOL 5.3.
/// </remarks>
public sealed class ScorePool : IDealtSource
{
    /// <summary>Blocks of a preparation at most.</summary>
    internal const int LargestBlocks = 1 << 16;

    private const string Root = "scoring-pool/";
    private const string HeaderKey = Root + "header";
    private const int HeaderLength = SHA256.HashSizeInBytes + (3 * sizeof(int)) + DealtSeed.Length;
    private readonly Dictionary<DealtLabel, byte[]> _taken = [];
    private readonly IStateStore _store;

    /// <summary>Takes up what a party's store holds.</summary>
    /// <param name="store">The store; stays the caller's.</param>
    /// <exception cref="StateStoreException">The store cannot be read.</exception>
    public ScorePool(IStateStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        _store = store;
    }

    /// <summary>Applicants for whom randomness is left, if all are scored in one session.</summary>
    public int Remaining => Read() is { } header ? (header.Blocks - header.Next) * ScoreTable.BlockRows : 0;

    /// <summary>What the randomness was prepared for; null where there is none.</summary>
    public ScoreRelease? Release => Read()?.Release;

    /// <summary>Puts into an offer which preparation this party has, and which of its blocks are unused.</summary>
    internal void Offer(Wire.JointScoring scoring)
    {
        Header? header = Read();
        scoring.Pool = Google.Protobuf.ByteString.CopyFrom(header?.Pool ?? new byte[SHA256.HashSizeInBytes]);
        scoring.NextBlock = (uint)(header?.Next ?? 0);
    }

    /// <summary>Marks blocks as used and returns the seed of their masks.</summary>
    /// <exception cref="JointException">They are not there, or were used before.</exception>
    internal DealtSeed Take(int first, int blocks, PartyId own, ReadOnlySpan<byte> pool, ScoreRelease release)
    {
        if (Read() is not { } header || !header.Pool.AsSpan().SequenceEqual(pool) || header.Release != release)
        {
            throw new JointException(JointFailureReason.UsedRandomness, own, $"'{own}' has no randomness of this preparation. Prepare anew at all members.");
        }

        if (first < header.Next)
        {
            throw new JointException(JointFailureReason.UsedRandomness, own, $"Block {first} of the prepared randomness of '{own}' was used before; the next unused is {header.Next}. A mask hides one value only.");
        }

        if (blocks > header.Blocks - first)
        {
            throw new JointException(
                JointFailureReason.UsedRandomness, own, $"The prepared randomness of '{own}' lasts for {Math.Max(0, header.Blocks - first) * ScoreTable.BlockRows} more applicants; {blocks * ScoreTable.BlockRows} are needed. Prepare anew at all members.");
        }

        // Blocks that another party has used up, or lost, go with those that are used now; with the last of them goes the seed.
        var changes = new List<StateChange> { StateChange.Set(HeaderKey, new Header(header.Pool, release, header.Blocks, first + blocks, first + blocks < header.Blocks ? header.Seed : new byte[DealtSeed.Length]).Bytes()) };
        _taken.Clear();
        for (int block = header.Next; block < first + blocks; block++)
        {
            foreach (DealtOperation operation in Operations(release))
            {
                string key = Key(pool, block, operation);
                if (_store.Read(key) is { } values)
                {
                    _taken[new DealtLabel(operation, 0, Block: block)] = values;
                    changes.Add(StateChange.Delete(key));
                }
            }
        }

        _store.Write(changes);
        return new DealtSeed(SecretBytes.CopyOf(header.Seed), header.Pool);
    }

    /// <summary>Removes what earlier preparations have left.</summary>
    internal void Clear() => _store.Write([.. _store.ReadAll(Root).Select(entry => StateChange.Delete(entry.Key))]);

    /// <summary>Keeps dealt values of a preparation that is not yet complete.</summary>
    internal void Keep(ReadOnlySpan<byte> pool, DealtLabel label, byte[] values) => _store.Write([StateChange.Set(Key(pool, label.Block, label.Operation), values)]);

    /// <summary>Completes a preparation.</summary>
    internal void Complete(ReadOnlySpan<byte> pool, ScoreRelease release, int blocks, ReadOnlySpan<byte> seed) =>
        _store.Write([StateChange.Set(HeaderKey, new Header(pool.ToArray(), release, blocks, 0, seed.ToArray()).Bytes())]);

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
            throw new DoubleUseException(label);
        }

        values.CopyTo(destination);
        CryptographicOperations.ZeroMemory(values);
        return ValueTask.CompletedTask;
    }

    private static string Key(ReadOnlySpan<byte> pool, int block, DealtOperation operation) => $"{Root}{Convert.ToHexStringLower(pool)}/{block:D8}/{(int)operation}";

    private Header? Read()
    {
        byte[]? bytes = _store.Read(HeaderKey);
        return bytes is { Length: HeaderLength } ? Header.Parse(bytes) : null;
    }

    /// <summary>What is known of a preparation. No record, as it holds the seed.</summary>
    private sealed class Header(byte[] pool, ScoreRelease release, int blocks, int next, byte[] seed)
    {
        public byte[] Pool { get; } = pool;

        public ScoreRelease Release { get; } = release;

        public int Blocks { get; } = blocks;

        public int Next { get; } = next;

        public byte[] Seed { get; } = seed;

        public static Header Parse(byte[] bytes)
        {
            ReadOnlySpan<byte> numbers = bytes.AsSpan(SHA256.HashSizeInBytes);
            return new Header(
                bytes[..SHA256.HashSizeInBytes],
                (ScoreRelease)BinaryPrimitives.ReadInt32LittleEndian(numbers),
                BinaryPrimitives.ReadInt32LittleEndian(numbers[sizeof(int)..]),
                BinaryPrimitives.ReadInt32LittleEndian(numbers[(2 * sizeof(int))..]),
                bytes[^DealtSeed.Length..]);
        }

        public byte[] Bytes()
        {
            byte[] bytes = [.. Pool, .. new byte[3 * sizeof(int)], .. Seed];
            Span<byte> numbers = bytes.AsSpan(SHA256.HashSizeInBytes);
            BinaryPrimitives.WriteInt32LittleEndian(numbers, (int)Release);
            BinaryPrimitives.WriteInt32LittleEndian(numbers[sizeof(int)..], Blocks);
            BinaryPrimitives.WriteInt32LittleEndian(numbers[(2 * sizeof(int))..], Next);
            return bytes;
        }
    }
}
