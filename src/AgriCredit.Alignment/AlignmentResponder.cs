namespace AgriCredit.Alignment;

/// <summary>The side that answers (party B, the cloud) of one private set intersection.</summary>
/// <remarks>
/// The caller moves the bytes, in order: <see cref="ElementCount"/> each way; each block of the initiator through <see cref="ReturnBlock"/> and back; the blocks of <see cref="WriteMaskedBlock"/> to the
/// initiator; with <see cref="AlignmentReveal.Both"/> the initiator's positions to <see cref="AcceptPositions"/>. After a fault, or <see cref="AcceptPositions"/>, the scalar is erased and the object is over;
/// with <see cref="AlignmentReveal.One"/> dispose it when all is sent. Memory: 44 bytes at most for an element of the initiator, 4 for an own one, and some blocks. One session each; not thread-safe.
/// The initiator could insert guessed ids and so learn whether they are among the responder's: limit how often a peer may run it. Source: PROTOCOL 5.1.
/// </remarks>
public sealed class AlignmentResponder : IDisposable
{
    private readonly AlignmentOptions _options;
    private readonly SecretScalar _scalar;
    private readonly MaskedList _own;
    private ReceivedList? _peer;
    private bool _over;

    /// <summary>Starts from a known scalar and order; tests do.</summary>
    internal AlignmentResponder(AlignmentOptions options, SecretScalar scalar, MaskedList own)
    {
        _options = options;
        _scalar = scalar;
        _own = own;
    }

    /// <summary>The length of the own list, padding included: announce it first.</summary>
    public int ElementCount => _own.Count;

    /// <summary>Whether blocks of the own list are still to be sent.</summary>
    public bool HasBlockToSend => !_over && _own.Sent < _own.Count;

    /// <summary>Whether blocks of the initiator are still to come.</summary>
    public bool ExpectsBlock => !_over && Counted().Left > 0;

    /// <summary>Draws the scalar, the order and the padding's places.</summary>
    /// <param name="ids">The own ids; they must outlive this object.</param>
    /// <param name="session">The session's id, 32 bytes, the same at both sides and never used before.</param>
    /// <param name="options">The options; null takes the defaults.</param>
    /// <exception cref="ArgumentException">The session has another length, an option is out of its range, or the ids are too many.</exception>
    public static AlignmentResponder Begin(ApplicantIds ids, ReadOnlySpan<byte> session, AlignmentOptions? options = null)
    {
        AlignmentOptions checkedOptions = AlignmentStart.Check(ids, session, options);
        SecretScalar scalar = SecretScalar.Draw();
        return new AlignmentResponder(checkedOptions, scalar, MaskedList.Shuffle(ids, GroupHash.OfSession(session), scalar, checkedOptions));
    }

    /// <summary>Takes the initiator's announced count.</summary>
    /// <param name="count">As it came.</param>
    /// <returns>Null, or why it is refused.</returns>
    /// <exception cref="InvalidOperationException">It has been taken already, or the object is over.</exception>
    public AlignmentFault? AcceptPeerCount(long count)
    {
        ThrowIfOver();
        AlignmentStart.RequireStep(_peer is null, "the peer's count has been taken already");
        if (PeerCount.Check(count, _options) is { } fault)
        {
            return End(fault);
        }

        _peer = new ReceivedList("the peer's masked list", (int)count, _scalar, _options.MaxThreads);
        return null;
    }

    /// <summary>Step 2: masks the initiator's next block, b·a·P, to be returned in the same order.</summary>
    /// <param name="block">The initiator's bytes.</param>
    /// <param name="destination">Receives as many bytes as <paramref name="block"/> has; untouched with a fault.</param>
    /// <returns>Null, or why the block is refused; then nothing is to be returned.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is shorter than <paramref name="block"/>.</exception>
    /// <exception cref="InvalidOperationException">The initiator's count has not been taken, or the object is over.</exception>
    public AlignmentFault? ReturnBlock(ReadOnlySpan<byte> block, Span<byte> destination)
    {
        ThrowIfOver();
        ReceivedList peer = Counted();
        if (destination.Length < block.Length && block.Length <= AlignmentOptions.BlockLength)
        {
            throw new ArgumentException($"The destination has {destination.Length} bytes; the block has {block.Length}.", nameof(destination));
        }

        return End(peer.Accept(block, destination));
    }

    /// <summary>Step 2, the other list: masks the next block of own elements, b·Q.</summary>
    /// <param name="destination">Receives the block; <see cref="AlignmentOptions.BlockLength"/> always suffices.</param>
    /// <returns>The number of bytes written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    /// <exception cref="InvalidOperationException">All blocks have been written, or the object is over.</exception>
    public int WriteMaskedBlock(Span<byte> destination)
    {
        ThrowIfOver();
        AlignmentStart.RequireStep(HasBlockToSend, "all blocks of the own list have been written");
        return _own.WriteNext(destination);
    }

    /// <summary>Step 3: turns the positions in the own shuffled list into own rows, and erases everything else.</summary>
    /// <param name="positions">As they came: all, some or none of the matches, in the order that is to be common.</param>
    /// <param name="rows">The own rows in that order, from 0; empty with a fault.</param>
    /// <returns>Null, or why the positions are refused.</returns>
    /// <exception cref="InvalidOperationException">Blocks are still to come or to be sent, or the object is over.</exception>
    public AlignmentFault? AcceptPositions(ReadOnlySpan<int> positions, out int[] rows)
    {
        ThrowIfOver();
        AlignmentStart.RequireStep(Counted().Left == 0 && !HasBlockToSend, "blocks are still to come or to be sent");
        AlignmentFault? fault = _options.Reveal == AlignmentReveal.Both
            ? PositionCheck.Resolve(_own, positions, out rows)
            : PositionCheck.Unexpected(out rows);
        Dispose();
        return fault;
    }

    /// <summary>Erases the scalar, the order and all elements.</summary>
    public void Dispose()
    {
        _over = true;
        _scalar.Dispose();
        _own.Dispose();
        _peer?.Dispose();
    }

    /// <summary>Sizes, never contents.</summary>
    public override string ToString() => $"{nameof(AlignmentResponder)}({ElementCount} elements, redacted)";

    private ReceivedList Counted() => _peer ?? throw new InvalidOperationException(AlignmentStart.NoCount);

    private void ThrowIfOver() => AlignmentStart.RequireStep(!_over, AlignmentStart.Over);

    private AlignmentFault? End(AlignmentFault? fault)
    {
        if (fault is not null)
        {
            Dispose();
        }

        return fault;
    }
}
