namespace AgriCredit.Alignment;

/// <summary>A message of the peer that is refused. The side that returns it is over: its scalar is erased and there is no result.</summary>
/// <remarks>It names places and sizes, no contents, and may be told to the peer.</remarks>
public sealed class AlignmentFault
{
    internal AlignmentFault(AlignmentFaultReason reason, string message, int? block = null, int? element = null, long? expected = null, long? actual = null)
    {
        Reason = reason;
        Message = message;
        Block = block;
        Element = element;
        Expected = expected;
        Actual = actual;
    }

    /// <summary>Why.</summary>
    public AlignmentFaultReason Reason { get; }

    /// <summary>The block in its list, from 0; null for counts and positions.</summary>
    public int? Block { get; }

    /// <summary>The element in its block, or the place in the list of positions, from 0; null when the whole message is refused.</summary>
    public int? Element { get; }

    /// <summary>The size that was expected, where that is the matter.</summary>
    public long? Expected { get; }

    /// <summary>The size or position that came, where that is the matter.</summary>
    public long? Actual { get; }

    /// <summary>Expected and actual, with the likely remedy.</summary>
    public string Message { get; }

    /// <summary>The message.</summary>
    public override string ToString() => Message;
}
