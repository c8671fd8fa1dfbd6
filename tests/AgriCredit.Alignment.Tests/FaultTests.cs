using System.Text.Json;
using AgriCredit.Testing;

namespace AgriCredit.Alignment.Tests;

/// <summary>What a peer may send wrong, at each message of each side: one named fault, and nothing left.</summary>
public class FaultTests
{
    private const int Count = AlignmentOptions.BlockElements + 200;
    private const int SecondBlock = (Count - AlignmentOptions.BlockElements) * 32;

    private enum Message
    {
        ToResponder,
        Returned,
        ToInitiator,
    }

    public static TheoryData<string> Messages => [.. Enum.GetNames<Message>()];

    /// <summary>One bad encoding of each kind to each receiver; the others are the group's own tests'.</summary>
    public static TheoryData<string, string> BadElements
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string message in Enum.GetNames<Message>())
            {
                foreach (JsonElement vector in VectorFile.Read("alignment.json").All("bad_elements").DistinctBy(vector => vector.Text("why")))
                {
                    data.Add(message, vector.Text("element"));
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(BadElements))]
    public void ElementNotCanonical_IsRefused(string message, string element) =>
        AssertRefused(message, bytes => Convert.FromHexString(element).CopyTo(bytes.AsSpan(150 * 32)), AlignmentFaultReason.NotAnElement, 150);

    [Theory]
    [MemberData(nameof(Messages))]
    public void Identity_IsRefused(string message) =>
        AssertRefused(message, bytes => Array.Clear(bytes, 199 * 32, 32), AlignmentFaultReason.IdentityElement, 199);

    [Theory]
    [MemberData(nameof(Messages))]
    public void SeveralBadElements_TheFirstIsNamed(string message) =>
        AssertRefused(
            message,
            bytes =>
            {
                for (int element = 33; element < 199; element += 40)
                {
                    bytes.AsSpan(element * 32, 32).Fill(byte.MaxValue);
                }
            },
            AlignmentFaultReason.NotAnElement,
            33);

    [Theory]
    [MemberData(nameof(Messages))]
    public void RepeatedElementInABlock_IsRefused(string message) =>
        AssertRefused(message, bytes => bytes.AsSpan(0, 32).CopyTo(bytes.AsSpan(5 * 32)), AlignmentFaultReason.RepeatedElement, 5);

    [Theory]
    [MemberData(nameof(Messages))]
    public void RepeatedElementOfAnotherBlock_IsRefused(string message) =>
        AssertRefused(message, (bytes, first) => first.AsSpan(77 * 32, 32).CopyTo(bytes.AsSpan(9 * 32)), AlignmentFaultReason.RepeatedElement, 9);

    [Theory]
    [MemberData(nameof(Messages))]
    public void BlockOfAnotherLength_IsRefused(string message)
    {
        foreach (int length in new[] { 0, 1, 32, SecondBlock - 32, SecondBlock - 1, SecondBlock + 1, SecondBlock + 32, AlignmentOptions.BlockLength, AlignmentOptions.BlockLength + 32 })
        {
            AlignmentFault fault = Send(message, (second, _) => [.. second.Concat(new byte[AlignmentOptions.BlockLength]).Take(length)]);
            Assert.Equal(AlignmentFaultReason.BlockLength, fault.Reason);
            Assert.Equal((1, null, SecondBlock, length), (fault.Block, fault.Element, fault.Expected, fault.Actual));
        }
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void BlockAfterTheLast_IsRefused(string message)
    {
        AlignmentFault fault = Send(message, (second, _) => second, again: true);
        Assert.Equal((AlignmentFaultReason.BlockUnexpected, 2), (fault.Reason, fault.Block));
        Assert.Contains("announced with 2248 elements", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BlockReturnedBeforeItWasSent_IsRefused()
    {
        using var exchange = new Exchange(["a"], ["a"]);
        exchange.Counts();
        Assert.Equal(AlignmentFaultReason.BlockUnexpected, exchange.Initiator.AcceptReturnedBlock(new byte[32])?.Reason);
    }

    [Theory]
    [InlineData(0, AlignmentFaultReason.CountOutOfRange)]
    [InlineData(-1000, AlignmentFaultReason.CountOutOfRange)]
    [InlineData(6000, AlignmentFaultReason.CountOutOfRange)]
    [InlineData(long.MaxValue, AlignmentFaultReason.CountOutOfRange)]
    [InlineData(long.MinValue, AlignmentFaultReason.CountOutOfRange)]
    [InlineData(1, AlignmentFaultReason.CountNotPadded)]
    [InlineData(1999, AlignmentFaultReason.CountNotPadded)]
    public void WrongCount_IsRefusedByBothSides(long count, AlignmentFaultReason reason)
    {
        using var exchange = new Exchange(["a"], ["a"], new AlignmentOptions { PeerLimit = 5000 });
        Assert.Equal(reason, exchange.Initiator.AcceptPeerCount(count)?.Reason);
        Assert.Equal(reason, exchange.Responder.AcceptPeerCount(count)?.Reason);
        Assert.Throws<InvalidOperationException>(() => exchange.Initiator.AcceptPeerCount(1000));
        Assert.Throws<InvalidOperationException>(() => exchange.Responder.AcceptPeerCount(1000));
    }

    [Theory]
    [InlineData(new[] { 0, 7, 10 }, 2, AlignmentFaultReason.PositionOutOfRange)]
    [InlineData(new[] { -1 }, 0, AlignmentFaultReason.PositionOutOfRange)]
    [InlineData(new[] { int.MinValue }, 0, AlignmentFaultReason.PositionOutOfRange)]
    [InlineData(new[] { 3, 4, 3 }, 2, AlignmentFaultReason.PositionRepeated)]
    public void WrongPositions_AreRefusedAsAWhole(int[] positions, int at, AlignmentFaultReason reason)
    {
        string[] ids = Exchange.Numbered(0, 10);
        using var exchange = new Exchange(ids, ids);
        exchange.Blocks();
        AlignmentFault? fault = exchange.Responder.AcceptPositions(positions, out int[] rows);
        Assert.Equal((reason, at, (long)positions[at]), (fault?.Reason, fault?.Element, fault?.Actual));
        Assert.Empty(rows);
        Assert.Throws<InvalidOperationException>(() => exchange.Responder.AcceptPositions([], out _));
    }

    [Fact]
    public void PositionsOfPadding_AreRefused()
    {
        using var exchange = new Exchange(["a"], ["a"], new AlignmentOptions { PaddingMultiple = 2 });
        exchange.Blocks();
        Assert.Equal(AlignmentFaultReason.PositionWithoutRow, exchange.Responder.AcceptPositions([0, 1], out int[] rows)?.Reason);
        Assert.Empty(rows);
    }

    [Fact]
    public void StepsOutOfOrder_Throw()
    {
        using var exchange = new Exchange(["a"], ["a"]);
        byte[] block = new byte[32];
        Assert.Throws<InvalidOperationException>(() => exchange.Initiator.AcceptReturnedBlock(block));
        Assert.Throws<InvalidOperationException>(() => exchange.Initiator.AcceptMaskedBlock(block));
        Assert.Throws<InvalidOperationException>(() => exchange.Initiator.ExpectsReturnedBlock);
        Assert.Throws<InvalidOperationException>(() => exchange.Responder.ReturnBlock(block, block));
        exchange.Counts();
        Assert.Throws<InvalidOperationException>(() => exchange.Initiator.AcceptPeerCount(1));
        Assert.Throws<InvalidOperationException>(exchange.Initiator.Match);
        Assert.Throws<InvalidOperationException>(() => exchange.Responder.AcceptPositions([], out _));
        exchange.Initiator.WriteMaskedBlock(block);
        Assert.Throws<InvalidOperationException>(() => exchange.Initiator.WriteMaskedBlock(block));
        Assert.Throws<InvalidOperationException>(exchange.Initiator.Match);
    }

    [Fact]
    public void CallersMistakes_Throw()
    {
        using ApplicantIds ids = Exchange.Ids("a", "b");
        Assert.Throws<ArgumentException>("session", () => AlignmentInitiator.Begin(ids, new byte[31]));
        Assert.Throws<ArgumentException>("session", () => AlignmentResponder.Begin(ids, new byte[33]));
        ArgumentException wrong = Assert.Throws<ArgumentException>(() =>
            AlignmentInitiator.Begin(ids, new byte[32], new AlignmentOptions { PaddingMultiple = 0, PeerLimit = -1, MaxThreads = 0, Reveal = (AlignmentReveal)7 }));
        Assert.All(["PaddingMultiple is 0", "PeerLimit is -1", "MaxThreads is 0", "Reveal is 7"], part => Assert.Contains(part, wrong.Message, StringComparison.Ordinal));
        using var exchange = new Exchange(["a", "b"], ["a", "b"]);
        exchange.Counts();
        Assert.Throws<ArgumentException>("destination", () => exchange.Initiator.WriteMaskedBlock(new byte[63]));
        byte[] block = new byte[64];
        Assert.Equal(64, exchange.Initiator.WriteMaskedBlock(block));
        Assert.Throws<ArgumentException>("destination", () => exchange.Responder.ReturnBlock(block, new byte[63]));
        Assert.Null(exchange.Responder.ReturnBlock(block, block));
    }

    private static void AssertRefused(string message, Action<byte[]> tamper, AlignmentFaultReason reason, int element) =>
        AssertRefused(message, (bytes, _) => tamper(bytes), reason, element);

    private static void AssertRefused(string message, Action<byte[], byte[]> tamper, AlignmentFaultReason reason, int element)
    {
        AlignmentFault fault = Send(message, (second, first) =>
        {
            tamper(second, first);
            return second;
        });
        Assert.Equal((reason, 1, element), (fault.Reason, fault.Block, fault.Element));
        Assert.Contains($"Element {element} of block 1", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>Lists of two random blocks to one receiver, the second tampered with; returns its fault, and asserts that the side is over then and has written nothing.</summary>
    private static AlignmentFault Send(string message, Func<byte[], byte[], byte[]> tamper, bool again = false)
    {
        using var exchange = new Exchange(Exchange.Numbered(0, 2), Exchange.Numbered(0, 2), new AlignmentOptions { PaddingMultiple = Count });
        exchange.Counts();
        byte[] first = Random(AlignmentOptions.BlockElements);
        byte[] second = Random(Count - AlignmentOptions.BlockElements);
        byte[] destination = new byte[AlignmentOptions.BlockLength + 32];
        byte[] sent = new byte[AlignmentOptions.BlockLength];
        if (message == nameof(Message.Returned))
        {
            exchange.Initiator.WriteMaskedBlock(sent);
            exchange.Initiator.WriteMaskedBlock(sent);
        }

        Func<byte[], AlignmentFault?> accept = Enum.Parse<Message>(message) switch
        {
            Message.ToResponder => block => exchange.Responder.ReturnBlock(block, destination),
            Message.Returned => block => exchange.Initiator.AcceptReturnedBlock(block),
            _ => block => exchange.Initiator.AcceptMaskedBlock(block),
        };
        Assert.Null(accept(first));
        byte[] bad = tamper([.. second], first);
        if (again)
        {
            Assert.Null(accept(bad));
        }

        Array.Clear(destination);
        AlignmentFault? fault = accept(bad);
        Assert.NotNull(fault);
        Assert.False(destination.AsSpan().ContainsAnyExcept((byte)0));
        Assert.Throws<InvalidOperationException>(() => accept(second));
        Assert.Throws<InvalidOperationException>(() => message == nameof(Message.ToResponder) ? exchange.Responder.WriteMaskedBlock(sent) : exchange.Initiator.Match().Count);
        return fault;
    }

    private static byte[] Random(int elements)
    {
        byte[] block = new byte[elements * 32];
        for (int element = 0; element < elements; element++)
        {
            RistrettoGroup.DrawElement(block.AsSpan(element * 32, 32));
        }

        return block;
    }
}
