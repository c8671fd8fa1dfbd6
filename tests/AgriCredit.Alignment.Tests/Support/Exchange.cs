using System.Security.Cryptography;

namespace AgriCredit.Alignment.Tests;

/// <summary>Both sides of an alignment in one place, moving each other's bytes, and what each saw of the other.</summary>
internal sealed class Exchange : IDisposable
{
    private readonly ApplicantIds _initiatorIds;
    private readonly ApplicantIds _responderIds;

    public Exchange(IEnumerable<string> initiatorIds, IEnumerable<string> responderIds, AlignmentOptions? options = null, byte[]? session = null)
    {
        session ??= RandomNumberGenerator.GetBytes(AlignmentOptions.SessionLength);
        _initiatorIds = Ids(initiatorIds);
        _responderIds = Ids(responderIds);
        Initiator = AlignmentInitiator.Begin(_initiatorIds, session, options ?? Unpadded);
        Responder = AlignmentResponder.Begin(_responderIds, session, options ?? Unpadded);
    }

    /// <summary>No padding, but for an empty list's one element.</summary>
    public static AlignmentOptions Unpadded { get; } = new() { PaddingMultiple = 1 };

    public AlignmentInitiator Initiator { get; }

    public AlignmentResponder Responder { get; }

    /// <summary>The initiator's masked list as the responder saw it.</summary>
    public byte[] InitiatorList { get; private set; } = [];

    /// <summary>The responder's masked list as the initiator saw it.</summary>
    public byte[] ResponderList { get; private set; } = [];

    /// <summary>The initiator's list as it came back.</summary>
    public byte[] ReturnedList { get; private set; } = [];

    public static ApplicantIds Ids(params IEnumerable<string?> ids)
    {
        Assert.True(ApplicantIds.TryCreate(ids, out ApplicantIds? result, out ApplicantIdFaults? faults), faults?.Message);
        return result;
    }

    public static string[] Numbered(int first, int count) => [.. Enumerable.Range(first, count).Select(number => $"id-{number:D9}")];

    public void Counts()
    {
        Assert.Null(Initiator.AcceptPeerCount(Responder.ElementCount));
        Assert.Null(Responder.AcceptPeerCount(Initiator.ElementCount));
    }

    /// <summary>Steps 1 and 2.</summary>
    public void Blocks()
    {
        Counts();
        byte[] block = new byte[AlignmentOptions.BlockLength];
        byte[] returned = new byte[AlignmentOptions.BlockLength];
        using var initiatorList = new MemoryStream();
        using var returnedList = new MemoryStream();
        using var responderList = new MemoryStream();
        while (Initiator.HasBlockToSend)
        {
            int length = Initiator.WriteMaskedBlock(block);
            initiatorList.Write(block, 0, length);
            Assert.Null(Responder.ReturnBlock(block.AsSpan(0, length), returned));
            returnedList.Write(returned, 0, length);
            Assert.Null(Initiator.AcceptReturnedBlock(returned.AsSpan(0, length)));
        }

        while (Responder.HasBlockToSend)
        {
            int length = Responder.WriteMaskedBlock(block);
            responderList.Write(block, 0, length);
            Assert.Null(Initiator.AcceptMaskedBlock(block.AsSpan(0, length)));
        }

        InitiatorList = initiatorList.ToArray();
        ReturnedList = returnedList.ToArray();
        ResponderList = responderList.ToArray();
    }

    /// <summary>All steps: the common rows of both sides, in the common order.</summary>
    public (int[] Initiator, int[] Responder) Run()
    {
        Blocks();
        AlignmentMatches matches = Initiator.Match();
        Assert.Null(Responder.AcceptPositions(matches.PeerPositions, out int[] rows));
        return (matches.Rows.ToArray(), rows);
    }

    public void Dispose()
    {
        Initiator.Dispose();
        Responder.Dispose();
        _initiatorIds.Dispose();
        _responderIds.Dispose();
    }
}
