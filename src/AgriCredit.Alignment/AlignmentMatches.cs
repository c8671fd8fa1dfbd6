namespace AgriCredit.Alignment;

/// <summary>What the initiator learns: which of its rows the responder has too, and where in the responder's shuffled list.</summary>
/// <remarks>
/// The order is that of the doubly masked values: random to both, and the same whoever computes it. The caller may send the positions in this order, or take a subset, or another order:
/// the responder takes its rows in whatever order the positions come. With several responders the initiator intersects <see cref="Rows"/> and sends each its positions in one order.
/// The positions say nothing about the responder's row order, which is shuffled.
/// </remarks>
public sealed class AlignmentMatches
{
    private readonly int[] _rows;
    private readonly int[] _peerPositions;

    internal AlignmentMatches(int[] rows, int[] peerPositions)
    {
        _rows = rows;
        _peerPositions = peerPositions;
    }

    /// <summary>The number of shared applicants.</summary>
    public int Count => _rows.Length;

    /// <summary>Own rows, from 0, each once.</summary>
    public ReadOnlySpan<int> Rows => _rows;

    /// <summary>For each of <see cref="Rows"/> its position in the responder's list, from 0, each once.</summary>
    public ReadOnlySpan<int> PeerPositions => _peerPositions;
}
