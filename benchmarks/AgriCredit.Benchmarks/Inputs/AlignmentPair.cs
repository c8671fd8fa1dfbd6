using System.Globalization;
using AgriCredit.Alignment;

namespace AgriCredit.Benchmarks.Inputs;

/// <summary>Two lists of ids that half overlap, and a whole alignment of them: both sides in this process, in turn, each on all cores.</summary>
internal sealed class AlignmentPair : IDisposable
{
    private readonly ApplicantIds _initiatorIds;
    private readonly ApplicantIds _responderIds;
    private readonly byte[] _session = new byte[AlignmentOptions.SessionLength];
    private readonly byte[] _block = new byte[AlignmentOptions.BlockLength];
    private readonly byte[] _returned = new byte[AlignmentOptions.BlockLength];

    private AlignmentPair(ApplicantIds initiatorIds, ApplicantIds responderIds)
    {
        _initiatorIds = initiatorIds;
        _responderIds = responderIds;
    }

    /// <summary>Makes the ids.</summary>
    /// <param name="count">Ids of either side.</param>
    public static AlignmentPair OfCount(int count) => new(Ids(0, count), Ids(count / 2, count));

    /// <summary>Aligns.</summary>
    /// <returns>The rows that the responder ends with.</returns>
    /// <exception cref="InvalidOperationException">A side refused the other's message.</exception>
    public int[] Align()
    {
        using AlignmentInitiator initiator = AlignmentInitiator.Begin(_initiatorIds, _session);
        using AlignmentResponder responder = AlignmentResponder.Begin(_responderIds, _session);
        Require(initiator.AcceptPeerCount(responder.ElementCount));
        Require(responder.AcceptPeerCount(initiator.ElementCount));
        while (initiator.HasBlockToSend)
        {
            int length = initiator.WriteMaskedBlock(_block);
            Require(responder.ReturnBlock(_block.AsSpan(0, length), _returned));
            Require(initiator.AcceptReturnedBlock(_returned.AsSpan(0, length)));
        }

        while (responder.HasBlockToSend)
        {
            int length = responder.WriteMaskedBlock(_block);
            Require(initiator.AcceptMaskedBlock(_block.AsSpan(0, length)));
        }

        Require(responder.AcceptPositions(initiator.Match().PeerPositions, out int[] rows));
        return rows;
    }

    public void Dispose()
    {
        _initiatorIds.Dispose();
        _responderIds.Dispose();
    }

    private static ApplicantIds Ids(int first, int count) =>
        ApplicantIds.TryCreate(Enumerable.Range(first, count).Select(number => number.ToString("D12", CultureInfo.InvariantCulture)), out ApplicantIds? ids, out ApplicantIdFaults? faults)
            ? ids
            : throw new InvalidOperationException(faults.Message);

    private static void Require(AlignmentFault? fault)
    {
        if (fault is not null)
        {
            throw new InvalidOperationException(fault.Message);
        }
    }
}
