namespace AgriCredit.Alignment;

/// <summary>A list of the peer as it comes in, block by block: lengths, elements and repetitions checked, masked with the own scalar where the protocol says so.</summary>
internal sealed class ReceivedList : IDisposable
{
    private readonly string _name;
    private readonly int _count;
    private readonly SecretScalar? _scalar;
    private readonly int _maxThreads;
    private readonly ElementSet _elements;
    private readonly byte[] _received = new byte[AlignmentOptions.BlockLength];
    private readonly byte[] _masked = new byte[AlignmentOptions.BlockLength];

    /// <summary>Expects a list.</summary>
    /// <param name="name">Whose list it is, for messages.</param>
    /// <param name="count">Its announced length.</param>
    /// <param name="scalar">What to mask it with; null when it comes doubly masked.</param>
    /// <param name="maxThreads">Threads at most.</param>
    public ReceivedList(string name, int count, SecretScalar? scalar, int maxThreads)
    {
        _name = name;
        _count = count;
        _scalar = scalar;
        _maxThreads = maxThreads;
        _elements = new ElementSet(count);
    }

    /// <summary>The elements so far, doubly masked.</summary>
    public ElementSet Elements => _elements;

    /// <summary>Elements still to come.</summary>
    public int Left => _count - _elements.Count;

    /// <summary>The length in bytes of the next block.</summary>
    public int NextLength => Math.Min(AlignmentOptions.BlockElements, Left) * RistrettoGroup.ElementLength;

    private int NextBlock => _elements.Count / AlignmentOptions.BlockElements;

    /// <summary>Takes the next block; all of it or, with a fault, nothing that counts.</summary>
    /// <param name="block">The peer's bytes.</param>
    /// <param name="masked">Receives the doubly masked elements in the same order, or is empty when nobody wants them.</param>
    public AlignmentFault? Accept(ReadOnlySpan<byte> block, Span<byte> masked)
    {
        int number = Left == 0 ? (_count + AlignmentOptions.BlockElements - 1) / AlignmentOptions.BlockElements : NextBlock;
        if (Left == 0)
        {
            return new AlignmentFault(AlignmentFaultReason.BlockUnexpected, $"Block {number} of {_name}: the list was announced with {_count} elements, which have all come.", number, expected: 0, actual: block.Length);
        }

        if (block.Length != NextLength)
        {
            return new AlignmentFault(AlignmentFaultReason.BlockLength, $"Block {number} of {_name} has {block.Length} bytes; the announced {_count} elements leave {NextLength} for it.", number, expected: NextLength, actual: block.Length);
        }

        block.CopyTo(_received);
        int elements = block.Length / RistrettoGroup.ElementLength;
        if (BlockWork.ForEach(elements, _maxThreads, TryMask) is { } refused)
        {
            bool identity = RistrettoGroup.IsIdentity(Place(_received, refused));
            return Fault(identity ? AlignmentFaultReason.IdentityElement : AlignmentFaultReason.NotAnElement, identity ? "is the identity of the group" : "is not the canonical encoding of a group element", number, refused);
        }

        for (int element = 0; element < elements; element++)
        {
            if (!_elements.TryAdd(Place(_masked, element)))
            {
                return Fault(AlignmentFaultReason.RepeatedElement, "stands in the list already", number, element);
            }
        }

        if (!masked.IsEmpty)
        {
            _masked.AsSpan(0, block.Length).CopyTo(masked);
        }

        return null;
    }

    /// <summary>Clears what has come.</summary>
    public void Dispose()
    {
        _elements.Dispose();
        Array.Clear(_masked);
    }

    // Multiplication decodes the element and so checks it; that check alone would cost a twelfth more.
    private bool TryMask(int element)
    {
        ReadOnlySpan<byte> received = Place(_received, element);
        if (_scalar is not null)
        {
            return _scalar.TryMask(received, Place(_masked, element));
        }

        received.CopyTo(Place(_masked, element));
        return RistrettoGroup.IsElement(received);
    }

    private AlignmentFault Fault(AlignmentFaultReason reason, string what, int block, int element) =>
        new(reason, $"Element {element} of block {block} of {_name} {what}.", block, element);

    private static Span<byte> Place(byte[] block, int element) => block.AsSpan(element * RistrettoGroup.ElementLength, RistrettoGroup.ElementLength);
}
