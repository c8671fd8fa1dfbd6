using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using AgriCredit.Alignment;

namespace AgriCredit.Federation.Vertical;

/// <summary>The parties find the applicants that all of them know, and an order of them, without showing the others.</summary>
/// <remarks>
/// The label holder runs a private set intersection with every other party, keeps what all have in common, and gives each its positions in one order. With more than one other party it alone learns
/// the pairwise intersections. Source: PROTOCOL 5.1.
/// </remarks>
internal sealed class RowAlignment
{
    /// <summary>Blocks sent ahead of what came back, so that both sides have work.</summary>
    private const int Window = 4;

    private readonly JointSession _session;
    private readonly ApplicantIds _ids;
    private readonly AlignmentOptions _alignment;
    private readonly PartyId _own;
    private readonly TimeSpan _alignmentPatience;

    public RowAlignment(JointMemberOptions options, JointSession session, ApplicantIds ids)
    {
        _session = session;
        _ids = ids;
        _own = options.Identity.Id;
        _alignmentPatience = options.AlignmentPatience;
        _alignment = new AlignmentOptions { Reveal = AlignmentReveal.Both, PaddingMultiple = options.Terms.PaddingMultiple };
    }

    private IReadOnlyList<PartyId> Parties => _session.Plan.Parties;

    /// <summary>This party's rows that all parties know, in the common order.</summary>
    /// <exception cref="JointException">There are none, or a party sent what it must not.</exception>
    public async Task<IReadOnlyList<int>> RunAsync(CancellationToken cancellationToken) =>
        _own == Parties[0] ? await LeadAsync(cancellationToken) : await JoinAsync(cancellationToken);

    private async Task<IReadOnlyList<int>> LeadAsync(CancellationToken cancellationToken)
    {
        var positions = new List<Dictionary<int, int>>();
        List<int> common = [];
        foreach (PartyId party in Parties.Skip(1))
        {
            AlignmentMatches matches = await MatchAsync(party, cancellationToken);
            var places = new Dictionary<int, int>(matches.Count);
            for (int i = 0; i < matches.Count; i++)
            {
                places.Add(matches.Rows[i], matches.PeerPositions[i]);
            }

            common = positions.Count == 0 ? [.. matches.Rows] : [.. common.Where(places.ContainsKey)];
            positions.Add(places);
        }

        if (common.Count == 0)
        {
            throw new JointException(
                JointFailureReason.NoOverlap, _own, "The parties have no applicant in common. Look whether the same kind of id is used everywhere, and written alike.");
        }

        for (int party = 1; party < Parties.Count; party++)
        {
            int[] order = [.. common.Select(row => positions[party - 1][row])];
            await _session.Link.SendAsync(Parties[party], new StepLabel(JointStep.CommonOrder), order.AsBytes(), cancellationToken);
        }

        return common;
    }

    private async Task<AlignmentMatches> MatchAsync(PartyId party, CancellationToken cancellationToken)
    {
        using AlignmentInitiator side = AlignmentInitiator.Begin(_ids, PairSession(party), _alignment);
        Check(party, side.AcceptPeerCount(await ExchangeSizeAsync(party, side.ElementCount, cancellationToken)));
        byte[] buffer = new byte[AlignmentOptions.BlockLength];
        int sent = 0;
        int returned = 0;
        int masked = 0;
        while (side.HasBlockToSend || side.ExpectsReturnedBlock || side.ExpectsMaskedBlock)
        {
            if (side.HasBlockToSend && sent - returned < Window)
            {
                int length = side.WriteMaskedBlock(buffer);
                await _session.Link.SendAsync(party, new StepLabel(JointStep.MaskedIds, Block: sent++), buffer.AsMemory(0, length), cancellationToken);
                continue;
            }

            if (side.ExpectsReturnedBlock)
            {
                Check(party, side.AcceptReturnedBlock(await ReceiveAsync(party, JointStep.TwiceMaskedIds, returned++, cancellationToken)));
            }

            if (side.ExpectsMaskedBlock)
            {
                Check(party, side.AcceptMaskedBlock(await ReceiveAsync(party, JointStep.OwnMaskedIds, masked++, cancellationToken)));
            }
        }

        return side.Match();
    }

    private async Task<IReadOnlyList<int>> JoinAsync(CancellationToken cancellationToken)
    {
        PartyId leader = Parties[0];
        using AlignmentResponder side = AlignmentResponder.Begin(_ids, PairSession(_own), _alignment);
        Check(leader, side.AcceptPeerCount(await ExchangeSizeAsync(leader, side.ElementCount, cancellationToken)));
        byte[] buffer = new byte[AlignmentOptions.BlockLength];
        int returned = 0;
        int masked = 0;
        while (side.ExpectsBlock || side.HasBlockToSend)
        {
            if (side.ExpectsBlock)
            {
                byte[] block = await ReceiveAsync(leader, JointStep.MaskedIds, returned, cancellationToken);
                Check(leader, side.ReturnBlock(block, buffer));
                await _session.Link.SendAsync(leader, new StepLabel(JointStep.TwiceMaskedIds, Block: returned++), buffer.AsMemory(0, block.Length), cancellationToken);
            }

            if (side.HasBlockToSend)
            {
                int length = side.WriteMaskedBlock(buffer);
                await _session.Link.SendAsync(leader, new StepLabel(JointStep.OwnMaskedIds, Block: masked++), buffer.AsMemory(0, length), cancellationToken);
            }
        }

        byte[] positions = await _session.Link.ReceiveAsync(leader, new StepLabel(JointStep.CommonOrder), cancellationToken, _alignmentPatience);
        if (positions.Length == 0 || positions.Length % sizeof(int) != 0)
        {
            throw SecureLink.Bad(leader, new StepLabel(JointStep.CommonOrder));
        }

        Check(leader, side.AcceptPositions(MemoryMarshal.Cast<byte, int>(positions.AsSpan()), out int[] rows));
        return rows;
    }

    private async Task<long> ExchangeSizeAsync(PartyId party, int own, CancellationToken cancellationToken)
    {
        byte[] size = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(size, own);
        await _session.Link.SendAsync(party, new StepLabel(JointStep.SetSize), size, cancellationToken);
        await _session.Link.ReceiveAsync(party, new StepLabel(JointStep.SetSize), size, cancellationToken, _alignmentPatience);
        return BinaryPrimitives.ReadInt64LittleEndian(size);
    }

    private ValueTask<byte[]> ReceiveAsync(PartyId sender, JointStep step, int block, CancellationToken cancellationToken) =>
        _session.Link.ReceiveAsync(sender, new StepLabel(step, Block: block), cancellationToken);

    private static void Check(PartyId party, AlignmentFault? fault)
    {
        if (fault is not null)
        {
            throw new JointException(JointFailureReason.BadMessage, party, $"Alignment with '{party}': {fault.Message}");
        }
    }

    /// <summary>A session of its own for every pair, so that two parties' masked lists have nothing in common.</summary>
    private byte[] PairSession(PartyId party) => SHA256.HashData([.. _session.Plan.Session.Span, .. Encoding.UTF8.GetBytes(party.Value)]);
}
