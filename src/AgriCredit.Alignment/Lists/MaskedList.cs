using System.Security.Cryptography;

namespace AgriCredit.Alignment;

/// <summary>A side's own list as it goes out: every id hashed to the group and masked with the side's scalar, padding in between, all in random order.</summary>
/// <remarks>
/// Padding is uniform elements drawn when they are sent. To a peer that cannot decide Diffie-Hellman they look like masked ids; and they match nothing, but with the chance of guessing an id's element.
/// Source: PROTOCOL 5.1 steps 1 and 2.
/// </remarks>
internal sealed class MaskedList : IDisposable
{
    private const int Padding = -1;
    private readonly ApplicantIds _ids;
    private readonly GroupHash _hash;
    private readonly SecretScalar _scalar;
    private readonly int[] _rows;
    private readonly int _maxThreads;
    private readonly byte[] _block = new byte[AlignmentOptions.BlockLength];

    private MaskedList(ApplicantIds ids, GroupHash hash, SecretScalar scalar, int[] rows, int maxThreads)
    {
        _ids = ids;
        _hash = hash;
        _scalar = scalar;
        _rows = rows;
        _maxThreads = maxThreads;
    }

    /// <summary>The announced length: ids and padding.</summary>
    public int Count => _rows.Length;

    /// <summary>How many elements have gone out.</summary>
    public int Sent { get; private set; }

    /// <summary>Draws the order.</summary>
    public static MaskedList Shuffle(ApplicantIds ids, GroupHash hash, SecretScalar scalar, AlignmentOptions options)
    {
        int[] rows = GC.AllocateUninitializedArray<int>(options.Padded(ids.Count), pinned: true);
        for (int position = 0; position < rows.Length; position++)
        {
            rows[position] = position < ids.Count ? position : Padding;
        }

        RandomNumberGenerator.Shuffle<int>(rows);
        return new MaskedList(ids, hash, scalar, rows, options.MaxThreads);
    }

    /// <summary>Takes a known order without padding; for tests.</summary>
    public static MaskedList InOrder(ApplicantIds ids, GroupHash hash, SecretScalar scalar, int[] rows, int maxThreads) => new(ids, hash, scalar, rows, maxThreads);

    /// <summary>The row behind a position; null for padding.</summary>
    public int? RowAt(int position) => _rows[position] == Padding ? null : _rows[position];

    /// <summary>Masks and writes the next block.</summary>
    /// <returns>The number of bytes; 0 when all have gone out.</returns>
    public int WriteNext(Span<byte> destination)
    {
        int elements = Math.Min(AlignmentOptions.BlockElements, Count - Sent);
        int length = elements * RistrettoGroup.ElementLength;
        if (destination.Length < length)
        {
            throw new ArgumentException($"The destination has {destination.Length} bytes; the block has {length}.", nameof(destination));
        }

        int first = Sent;
        BlockWork.ForEach(elements, _maxThreads, element =>
        {
            Write(_rows[first + element], _block.AsSpan(element * RistrettoGroup.ElementLength, RistrettoGroup.ElementLength));
            return true;
        });
        _block.AsSpan(0, length).CopyTo(destination);
        Sent += elements;
        return length;
    }

    /// <summary>Erases the order.</summary>
    public void Dispose()
    {
        Array.Clear(_rows);
        Array.Clear(_block);
    }

    private void Write(int row, Span<byte> destination)
    {
        if (row == Padding)
        {
            RistrettoGroup.DrawElement(destination);
            return;
        }

        Span<byte> element = stackalloc byte[RistrettoGroup.ElementLength];
        _hash.Hash(_ids[row], element);
        if (!_scalar.TryMask(element, destination))
        {
            // An id whose hash is the identity: one in 2^252.
            throw new CryptographicException("The hash of an id is the identity of the group.");
        }

        CryptographicOperations.ZeroMemory(element);
    }
}
