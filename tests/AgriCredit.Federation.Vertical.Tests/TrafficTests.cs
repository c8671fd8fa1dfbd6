using System.Collections.Concurrent;

namespace AgriCredit.Federation.Vertical.Tests;

/// <summary>Bytes, messages and rounds against the formula of the protocol, see <see cref="FitTraffic"/>.</summary>
public class TrafficTests
{
    private const int SealedOverhead = 17;

    [Theory]
    [InlineData(new[] { 2, 2 }, 300, 0, 6)]
    [InlineData(new[] { 2, 2 }, 5000, 0, 8)]
    [InlineData(new[] { 1, 1 }, 66_000, 0, 6)]
    [InlineData(new[] { 3, 1 }, 2048, 0.01, 6)]
    [InlineData(new[] { 1, 2, 3 }, 2500, 0, 6)]
    [InlineData(new[] { 2, 1, 1, 2 }, 2100, 0.02, 8)]
    public async Task Fit_SendsWhatTheFormulaSays(int[] widths, int rows, double l2, int passes)
    {
        SyntheticSides sides = SyntheticSides.Create(rows, widths, 0.3, seed: 60);
        var links = new MemoryLinks();

        (_, _, JointFitResult[] results, FitShape shape) = await JointRun.FitAsync(sides.Columns, sides.Labels, l2, passes, links);

        var expected = new FitTraffic(shape);
        for (int from = 0; from < widths.Length; from++)
        {
            (long Bytes, int Messages)[] sent = [.. Enumerable.Range(0, widths.Length).Where(to => to != from).Select(to => expected.Between(from, to))];
            Assert.Equal((sent.Sum(link => link.Bytes), sent.Sum(link => link.Messages)), (links.Sent[from], links.Messages[from]));
        }

        Assert.Equal(expected.Dealt(), (links.Sent[-1], links.Messages[-1]));
        Assert.All(results, result => Assert.Equal(expected.Rounds(), result.Rounds));
    }

    [Fact]
    public async Task Session_AddsSeventeenBytesToAPiece_AndTheDealerSendsNothingElse()
    {
        SyntheticSides sides = SyntheticSides.Create(500, [2, 2], 0.3, seed: 61);
        using var federation = new JointFederation(2);
        var sent = new ConcurrentQueue<(PartyId From, PartyId To, int Length, bool IsSealed)>();
        Func<PartyId, IMemberChannel> connect = federation.Connect;
        federation.Connect = member => new TamperedChannel(connect(member), (from, to, _, message) =>
        {
            sent.Enqueue((from, to, message.Length, message[0] is 0 or 2));
            return [message];
        });

        JointOutcome[] outcomes = await federation.RunAsync(sides.Rows(), new JointTerms { PaddingMultiple = 1 });

        Assert.All(outcomes, outcome => Assert.Null(outcome.Failure));
        var expected = new FitTraffic(new FitShape(500, [3, 2], FitShape.LargestBlock, 0, hasRidge: false, passes: 6));
        (long bytes, int messages) = expected.Dealt();
        (PartyId From, PartyId To, int Length, bool IsSealed)[] dealt = [.. sent.Where(message => message.From == JointFederation.Dealer && message.IsSealed)];
        Assert.All(dealt, message => Assert.Equal(JointFederation.Cloud, message.To));

        // The longest, the monitor's table of the last pass with 2048 x 46 words, fits into one piece.
        int pieces = messages;
        Assert.Equal((bytes + (SealedOverhead * pieces), pieces), (dealt.Sum(message => (long)message.Length), dealt.Length));
        Assert.Equal(expected.Rounds(), outcomes[0].Result!.Rounds);
        foreach ((JointOutcome outcome, PartyId member) in outcomes.Zip([.. federation.Parties, JointFederation.Dealer]))
        {
            Assert.Equal(sent.Where(message => message.From == member).Sum(message => (long)message.Length), outcome.Result!.Traffic.BytesSent);
            Assert.Equal(Enumerable.Range(1, 6), outcome.Result.Course.Select(pass => pass.Pass));
        }

        // Set-up, alignment and what follows the last pass are in none; of the dealer that is 8 bytes, for the range monitor.
        Assert.Equal(bytes + (SealedOverhead * pieces) - (8 + SealedOverhead), outcomes[2].Result!.Course.Sum(pass => pass.BytesSent));
        foreach ((int from, int to) in new[] { (0, 1), (1, 0) })
        {
            (long between, int count) = expected.Between(from, to);
            (long ending, int endings) = expected.Ending(to);
            Assert.Equal(between - ending + (SealedOverhead * (count - endings)), outcomes[from].Result!.Course.Sum(pass => pass.BytesSent));
        }
    }
}
