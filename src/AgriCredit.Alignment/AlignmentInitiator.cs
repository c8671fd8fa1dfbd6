namespace AgriCredit.Alignment;

/// <summary>The side that learns the matches first (party A, the label holder) of one private set intersection.</summary>
/// <remarks>
/// The caller moves the bytes, in order: <see cref="ElementCount"/> each way; each block of <see cref="WriteMaskedBlock"/> to the responder, and what comes back for it to <see cref="AcceptReturnedBlock"/>;
/// the responder's own blocks to <see cref="AcceptMaskedBlock"/>, between the others or after them; then <see cref="Match"/>. After a fault, or <see cref="Match"/>, the scalar is erased and the object is over.
/// Memory: 48 bytes at most for an element of either list, and two blocks. One session each; not thread-safe.
/// The responder could insert guessed ids and so learn, with <see cref="AlignmentReveal.Both"/>, whether they are among the initiator's: limit how often a peer may run it.
/// Source: PROTOCOL 5.1; C. Meadows, A more efficient cryptographic matchmaking protocol (IEEE S&amp;P 1986), for the exchange.
/// </remarks>
public sealed class AlignmentInitiator : IDisposable
{
    private readonly AlignmentOptions _options;
    private readonly SecretScalar _scalar;
    private readonly MaskedList _own;
    private ReceivedList? _returned;
    private ReceivedList? _peer;
    private bool _over;

    /// <summary>Starts from a known scalar and order; tests do.</summary>
    internal AlignmentInitiator(AlignmentOptions options, SecretScalar scalar, MaskedList own)
    {
        _options = options;
        _scalar = scalar;
        _own = own;
    }

    /// <summary>The length of the own list, padding included: announce it first.</summary>
    public int ElementCount => _own.Count;

    /// <summary>Whether blocks of the own list are still to be sent.</summary>
    public bool HasBlockToSend => !_over && _own.Sent < _own.Count;

    /// <summary>Whether returned blocks are still to come.</summary>
    public bool ExpectsReturnedBlock => !_over && Counted(_returned).Left > 0;

    /// <summary>Whether blocks of the responder's own list are still to come.</summary>
    public bool ExpectsMaskedBlock => !_over && Counted(_peer).Left > 0;

    /// <summary>Draws the scalar, the order and the padding's places.</summary>
    /// <param name="ids">The own ids; they must outlive this object.</param>
    /// <param name="session">The session's id, 32 bytes, the same at both sides and never used before.</param>
    /// <param name="options">The options; null takes the defaults.</param>
    /// <exception cref="ArgumentException">The session has another length, an option is out of its range, or the ids are too many.</exception>
    public static AlignmentInitiator Begin(ApplicantIds ids, ReadOnlySpan<byte> session, AlignmentOptions? options = null)
    {
        AlignmentOptions checkedOptions = AlignmentStart.Check(ids, session, options);
        SecretScalar scalar = SecretScalar.Draw();
        return new AlignmentInitiator(checkedOptions, scalar, MaskedList.Shuffle(ids, GroupHash.OfSession(session), scalar, checkedOptions));
    }

    /// <summary>Takes the responder's announced count.</summary>
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
        _returned = new ReceivedList("the own list as the peer returned it", _own.Count, scalar: null, _options.MaxThreads);
        return null;
    }

    /// <summary>Step 2, out: masks the next block of own elements, a·P.</summary>
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

    /// <summary>Step 2, back: takes the next block of own elements as the responder masked them too, b·a·P, in the order they went.</summary>
    /// <param name="block">The responder's bytes.</param>
    /// <returns>Null, or why it is refused.</returns>
    /// <exception cref="InvalidOperationException">The responder's count has not been taken, or the object is over.</exception>
    public AlignmentFault? AcceptReturnedBlock(ReadOnlySpan<byte> block)
    {
        ThrowIfOver();
        ReceivedList returned = Counted(_returned);
        if (returned.Left > 0 && returned.Elements.Count >= _own.Sent)
        {
            int number = returned.Elements.Count / AlignmentOptions.BlockElements;
            return End(new AlignmentFault(AlignmentFaultReason.BlockUnexpected, $"Block {number} of the own list is returned before it was sent.", number));
        }

        return End(returned.Accept(block, masked: []));
    }

    /// <summary>Step 2, the other list: takes the next block of the responder's masked elements, b·Q, and masks them, a·b·Q.</summary>
    /// <param name="block">The responder's bytes.</param>
    /// <returns>Null, or why it is refused.</returns>
    /// <exception cref="InvalidOperationException">The responder's count has not been taken, or the object is over.</exception>
    public AlignmentFault? AcceptMaskedBlock(ReadOnlySpan<byte> block)
    {
        ThrowIfOver();
        return End(Counted(_peer).Accept(block, masked: []));
    }

    /// <summary>Step 3: finds the elements that both lists hold, and erases everything else.</summary>
    /// <returns>The matches in the order of the doubly masked values; with <see cref="AlignmentReveal.Both"/> the positions go to the responder, with <see cref="AlignmentReveal.One"/> they stay here.</returns>
    /// <exception cref="InvalidOperationException">Blocks are missing, or the object is over.</exception>
    public AlignmentMatches Match()
    {
        ThrowIfOver();
        AlignmentStart.RequireStep(Counted(_returned).Left == 0 && Counted(_peer).Left == 0, "blocks of the peer are still to come");
        AlignmentMatches matches = MatchSearch.Find(_own, Counted(_returned).Elements, Counted(_peer).Elements);
        Dispose();
        return matches;
    }

    /// <summary>Erases the scalar, the order and all elements.</summary>
    public void Dispose()
    {
        _over = true;
        _scalar.Dispose();
        _own.Dispose();
        _returned?.Dispose();
        _peer?.Dispose();
    }

    /// <summary>Sizes, never contents.</summary>
    public override string ToString() => $"{nameof(AlignmentInitiator)}({ElementCount} elements, redacted)";

    private static ReceivedList Counted(ReceivedList? list) => list ?? throw new InvalidOperationException(AlignmentStart.NoCount);

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
