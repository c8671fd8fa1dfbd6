using System.Buffers.Binary;
using System.Security.Cryptography;
using AgriCredit.Privacy;

namespace AgriCredit.Federation.Vertical;

/// <summary>A party's part of randomness that was dealt ahead for one fit: its seed and, at the last party, the dealt values in the order in which the fit reads them.</summary>
/// <remarks>
/// It is marked as used, and the seed erased, in one durable write before anything masked by it leaves; a party that is killed after it has lost it. Guard the store like the party's key, and never restore an older copy of it.
/// Source: PROTOCOL 5.3.
/// </remarks>
public sealed class FitPool : IDealtSource
{
    private const int LabelLength = 4 * sizeof(int);
    private readonly PreparedStore<PreparedFit> _store;
    private PreparedFit? _taken;
    private PartyId _own;
    private int _next;

    /// <summary>Takes up what a party's store holds.</summary>
    /// <param name="store">The store; stays the caller's.</param>
    /// <exception cref="StateStoreException">The store cannot be read.</exception>
    public FitPool(IStateStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        _store = new PreparedStore<PreparedFit>(store, "fit-pool/", PreparedFit.Parse, fit => fit.ToBytes(), fit => Enumerable.Range(0, fit.Values).Select(place => Key(fit, place)));
    }

    /// <summary>The applicants in common that what is prepared suffices for; 0 where nothing is, or it was used.</summary>
    public int Capacity => _store.Current?.Capacity ?? 0;

    /// <summary>What is prepared and was not used.</summary>
    internal PreparedFit? Current => _store.Current;

    /// <summary>Marks what was prepared as used and returns the seed of its masks.</summary>
    /// <exception cref="JointException">It is not there, or was used before.</exception>
    internal DealtSeed Take(ReadOnlySpan<byte> pool, PartyId own)
    {
        byte[] expected = pool.ToArray();
        SecretBytes seed = _store.Take(current =>
        {
            _taken = current is not null && current.Pool.AsSpan().SequenceEqual(expected) ? current : throw Missing(own);
            (_own, _next) = (own, 0);
            return (null, []);
        }) ?? throw Missing(own);
        return new DealtSeed(seed, _taken!.Pool);
    }

    /// <summary>Removes what is left of what was used. A store that fails here loses no fit: what stays is removed when the next preparation begins.</summary>
    internal void Discard()
    {
        try
        {
            _store.RemoveLeftover();
        }
        catch (StateStoreException)
        {
            // It cannot be used again: it is marked.
        }
    }

    /// <summary>Begins a preparation: the last finished one stays until this one is complete.</summary>
    internal void Begin(PreparedFit preparation) => _store.Begin(preparation);

    /// <summary>Keeps dealt values of the preparation that has begun, as <see cref="Pack"/> made them.</summary>
    /// <param name="preparation">What it is with these values.</param>
    /// <param name="packed">The next values, in their order.</param>
    internal void Keep(PreparedFit preparation, IReadOnlyList<byte[]> packed) =>
        _store.Keep(preparation, packed.Select((values, index) => (Key(preparation, preparation.Values - packed.Count + index), values)));

    /// <summary>Puts the preparation that has begun in the place of an earlier one.</summary>
    internal void Complete(PreparedFit preparation, DealtSeed seed) => _store.Complete(preparation, seed);

    /// <summary>Values with their label.</summary>
    internal static byte[] Pack(DealtLabel label, ReadOnlySpan<byte> values)
    {
        byte[] packed = new byte[LabelLength + values.Length];
        WriteLabel(label, packed);
        values.CopyTo(packed.AsSpan(LabelLength));
        return packed;
    }

    /// <summary>How many bytes of what <see cref="Pack"/> made are values.</summary>
    internal static int ValuesLength(byte[] packed) => packed.Length - LabelLength;

    ValueTask IDealtSource.ReadAsync(DealtLabel label, Memory<byte> destination, CancellationToken cancellationToken)
    {
        Span<byte> expected = stackalloc byte[LabelLength];
        WriteLabel(label, expected);
        if (_store.Read(Key(_taken!, _next)) is not { } packed || packed.Length != LabelLength + destination.Length || !packed.AsSpan(0, LabelLength).SequenceEqual(expected))
        {
            throw new JointException(
                JointFailureReason.UsedRandomness, _own, $"What '{_own}' has of the preparation is not what the fit reads next ({label.Operation}, pass {label.Pass}): the dealer lied, or the store was changed. Prepare anew at all members.");
        }

        _next++;
        packed.AsSpan(LabelLength).CopyTo(destination.Span);
        CryptographicOperations.ZeroMemory(packed);
        return ValueTask.CompletedTask;
    }

    private static void WriteLabel(DealtLabel label, Span<byte> destination)
    {
        BinaryPrimitives.WriteInt32LittleEndian(destination, (int)label.Operation);
        BinaryPrimitives.WriteInt32LittleEndian(destination[sizeof(int)..], label.Pass);
        BinaryPrimitives.WriteInt32LittleEndian(destination[(2 * sizeof(int))..], label.Item);
        BinaryPrimitives.WriteInt32LittleEndian(destination[(3 * sizeof(int))..], label.Block);
    }

    private static string Key(PreparedFit fit, int place) => $"{Convert.ToHexStringLower(fit.Pool)}/{place:D8}";

    private static JointException Missing(PartyId own) =>
        new(JointFailureReason.UsedRandomness, own, $"'{own}' has no randomness of this preparation, or has used it: a mask hides one value only. Prepare anew at all members.");
}
