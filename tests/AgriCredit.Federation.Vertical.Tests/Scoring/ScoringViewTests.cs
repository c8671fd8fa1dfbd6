using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using AgriCredit.Privacy;

namespace AgriCredit.Federation.Vertical.Tests.Scoring;

/// <summary>What each role sees of scoring, word by word, is uniform, and says nothing about the others' logits; only the scores at the bank do.</summary>
/// <remarks>The chi-square tests and their false-alarm rate are those of <see cref="ByteHistograms"/>.</remarks>
public class ScoringViewTests
{
    private const int Applicants = 800;
    private const int Runs = 4;

    public static TheoryData<int, bool> Cases => new() { { 2, false }, { 3, false }, { 2, true }, { 3, true } };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task EveryMessage_IsUniform_AndNoMaskOccursTwice(int parties, bool isBand)
    {
        var seen = new ByteHistograms();
        var differences = new ByteHistograms();
        for (int run = 0; run < Runs; run++)
        {
            await RecordAsync(parties, isBand, slope: 0.7, seed: 400 + run, seen, differences);
        }

        Assert.Empty(seen.NotUniform());
        Assert.Empty(differences.NotUniform());
        Assert.Empty(seen.TooFew());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task View_DoesNotChangeWithTheLogits(bool isBand)
    {
        ByteHistograms[] views = [new(), new()];
        for (int run = 0; run < Runs; run++)
        {
            await RecordAsync(2, isBand, slope: 0.001, seed: 500 + run, views[0], new ByteHistograms());
            await RecordAsync(2, isBand, slope: 100, seed: 600 + run, views[1], new ByteHistograms());
        }

        Assert.Empty(views[0].DifferencesFrom(views[1]));
    }

    [Fact]
    public async Task TwoRunsWithOneSeed_AreTold_SoTheTestCanFail()
    {
        var differences = new ByteHistograms();
        using var federation = new ScoringFederation(2, 2 * Applicants, seed: 7, slope: 0.7);
        using var other = new ScoringFederation(2, 2 * Applicants, seed: 8, slope: 0.7);
        List<byte[]> sent = [];
        var links = () => new MemoryLinks
        {
            Tap = (from, _, label, bytes) =>
            {
                if (from == 1 && label.Step == JointStep.ScorePhase)
                {
                    sent.Add(bytes);
                }
            },
        };
        await ScoreRun.RunAsync(federation, links(), seed: 9);
        await ScoreRun.RunAsync(other, links(), seed: 9);
        differences.Add("phase", Subtract(sent[0], sent[1]), sizeof(uint));

        Assert.NotEmpty(differences.NotUniform());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DealersView_IsTheNumberOfApplicants(bool isBand)
    {
        List<(PartyId, int)>[] views = [[], []];
        for (int run = 0; run < 2; run++)
        {
            using var federation = new ScoringFederation(2, 17, seed: 700 + run, slope: run == 0 ? 0.01 : 10) { Terms = new ScoringTerms { BandEdges = isBand ? [0.1, 0.4] : [] } };
            var received = new ConcurrentBag<(PartyId, int)>();
            SessionSteps.Tamper(federation.Members, (from, to, _, message) =>
            {
                if (to == JointFederation.Dealer)
                {
                    received.Add((from, message.Length));
                }

                return [message];
            });
            Assert.All(await federation.RunAsync(), outcome => Assert.Null(outcome.Failure));
            views[run] = [.. received.OrderBy(message => $"{message}", StringComparer.Ordinal)];
        }

        // Plan, two signatures, the count, two seeds, two ends.
        Assert.Equal(views[0], views[1]);
        Assert.Equal(8, views[0].Count);
    }

    private static async Task RecordAsync(int parties, bool isBand, double slope, int seed, ByteHistograms seen, ByteHistograms differences)
    {
        using var federation = new ScoringFederation(parties, Applicants, seed, slope) { Terms = new ScoringTerms { BandEdges = isBand ? [0.05, 0.2, 0.4] : [] } };
        var before = new ConcurrentDictionary<string, byte[]>();
        var links = new MemoryLinks
        {
            Tap = (from, to, label, bytes) => Record($"{from} to {to}, {label.Step}", bytes, label.Step == JointStep.ScorePhase ? sizeof(uint) : isBand ? 2 : sizeof(ulong)),
            DealtTap = (label, bytes) => Record($"dealt {label.Operation}", bytes, label.Operation == DealtOperation.BandTable ? 1 : sizeof(ulong)),
        };
        (double[]? probabilities, int[]? bands) = await ScoreRun.RunAsync(federation, links, seed);
        Assert.Equal(Applicants, isBand ? bands!.Length : probabilities!.Length);

        void Record(string step, byte[] bytes, int wordLength)
        {
            seen.Add(step, bytes, wordLength);
            if (before.TryGetValue(step, out byte[]? previous) && previous.Length == bytes.Length)
            {
                differences.Add(step, Subtract(bytes, previous), wordLength);
            }

            before[step] = bytes;
        }
    }

    private static byte[] Subtract(byte[] left, byte[] right)
    {
        byte[] difference = (byte[])left.Clone();
        RingVector.Subtract(right, difference.AsSpan());
        return difference;
    }
}
