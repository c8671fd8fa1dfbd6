using System.Runtime.InteropServices;

namespace AgriCredit.Federation.Vertical.Tests;

/// <summary>What each role sees, word by word, is uniform and says nothing about the others' data; only the monitor, the last step and the released numbers do.</summary>
/// <remarks>The chi-square tests and their false-alarm rate are those of <see cref="ByteHistograms"/>; with fewer than 2,000 statistics in the class a correct implementation is refused with a probability below 1e-9, from these seeds never.</remarks>
public class ViewTests
{
    private const int Rows = 200;
    private const int Runs = 24;

    /// <summary>Steps of a word or two a direction are counted together as well.</summary>
    private const string FewWords = "steps of few words, together";

    /// <summary>Its own outputs: two opened numbers and the released part of the model.</summary>
    private static readonly JointStep[] Outputs = [JointStep.Scalars, JointStep.Release];

    [Theory]
    [InlineData(2, 0)]
    [InlineData(3, 0)]
    [InlineData(2, 0.01)]
    public async Task EveryMessage_IsUniform(int parties, double l2)
    {
        var seen = new ByteHistograms();
        var differences = new ByteHistograms();
        for (int run = 0; run < Runs; run++)
        {
            await RecordAsync(Ordinary(parties, run), l2, seed: 1000 + run, seen, differences);
        }

        Assert.Empty(seen.NotUniform());

        // Nor does a mask occur twice: messages of one kind in consecutive passes or blocks differ by uniform words.
        Assert.Empty(differences.NotUniform());
        Assert.Contains(FewWords, seen.Steps);
        Assert.All(seen.TooFew(), step => Assert.True(IsShort(step), $"{step} has too few words for a test."));
    }

    [Fact]
    public async Task TwoRunsWithOneSeed_AreTold_SoTheTestCanFail()
    {
        var once = new Dictionary<string, byte[]>();
        var differences = new ByteHistograms();
        for (int run = 0; run < 2; run++)
        {
            SyntheticSides sides = Ordinary(2, run);
            var links = new MemoryLinks
            {
                Tap = (from, to, label, bytes) =>
                {
                    lock (once)
                    {
                        string key = $"{from} to {to} {label}";
                        if (label.Step == JointStep.MaskedColumns && !once.TryAdd(key, bytes))
                        {
                            differences.Add("MaskedColumns", Subtract(bytes, once[key], sizeof(ulong)), sizeof(ulong));
                        }
                    }
                },
            };
            await JointRun.FitAsync(sides.Columns, sides.Labels, links: links, seed: 7);
        }

        Assert.NotEmpty(differences.NotUniform());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task View_DoesNotChangeWithTheOtherSidesData(int viewer)
    {
        var views = new ByteHistograms[] { new(), new() };
        for (int run = 0; run < Runs; run++)
        {
            SyntheticSides sides = Ordinary(2, run);
            SyntheticSides others = Extraordinary(sides, viewer, run);
            await RecordAsync(sides, 0, seed: 2000 + run, views[0], new ByteHistograms(), viewer);
            await RecordAsync(others, 0, seed: 3000 + run, views[1], new ByteHistograms(), viewer);
        }

        Assert.Empty(views[0].DifferencesFrom(views[1]));
        Assert.Contains(FewWords, views[0].Steps);
        Assert.Empty(views[0].NotUniform());
        Assert.Empty(views[1].NotUniform());
    }

    [Fact]
    public async Task DealersView_IsTheSameWhateverTheData()
    {
        SyntheticSides sides = Ordinary(2, 0);
        List<(PartyId, int)> first = await ReceivedByDealerAsync(sides);
        List<(PartyId, int)> second = await ReceivedByDealerAsync(Extraordinary(sides, 0, 0));

        // Set-up, shape, a seed of each party, the end: nothing of it depends on a row, and no opening comes by.
        Assert.Equal(first, second);
        Assert.Equal(8, first.Count);
    }

    [Fact]
    public async Task EveryLabel_IsUsedOnce()
    {
        // A seed throws when it is asked twice; here also what is sent.
        var sent = new System.Collections.Concurrent.ConcurrentBag<string>();
        SyntheticSides sides = SyntheticSides.Create(5000, [2, 2, 1], 0.3, seed: 70);
        var links = new MemoryLinks
        {
            Tap = (from, to, label, _) => sent.Add($"{from} to {to} {label}"),
            DealtTap = (label, _) => sent.Add($"{label}"),
        };

        await JointRun.FitAsync(sides.Columns, sides.Labels, l2: 0.01, links: links);

        Assert.Equal(sent.Count, sent.Distinct().Count());
    }

    private static async Task RecordAsync(SyntheticSides sides, double l2, int seed, ByteHistograms seen, ByteHistograms differences, int? viewer = null)
    {
        var before = new Dictionary<string, byte[]>();
        int last = sides.Columns.Length - 1;
        var links = new MemoryLinks
        {
            Tap = (from, to, label, bytes) =>
            {
                if (!Outputs.Contains(label.Step) && (viewer is null || to == viewer))
                {
                    Record($"{from} to {to}, {label.Step}", bytes, label.Step is JointStep.Phase or JointStep.Lift ? sizeof(uint) : sizeof(ulong));
                }
            },
            DealtTap = (label, bytes) =>
            {
                if (viewer is null || viewer == last)
                {
                    Record($"dealt {label.Operation}", bytes, (int)label.Operation is 32 or 33 or 35 ? sizeof(uint) : sizeof(ulong));
                }
            },
        };
        try
        {
            await JointRun.FitAsync(sides.Columns, sides.Labels, l2, links: links, seed: seed, blockRows: FitShape.SmallestBlock);
        }
        catch (FitStoppedException)
        {
            // Its view is recorded all the same.
        }

        void Record(string step, byte[] bytes, int wordLength)
        {
            seen.Add(step, bytes, wordLength);
            if (IsShort(step))
            {
                seen.Add(FewWords, bytes, wordLength);
            }

            lock (before)
            {
                if (before.TryGetValue(step, out byte[]? previous) && previous.Length == bytes.Length)
                {
                    differences.Add(step, Subtract(bytes, previous, wordLength), wordLength);
                }

                before[step] = bytes;
            }
        }
    }

    private static bool IsShort(string step) => ((string[])["MaskedWeights", "MaskedRidge", "GradientProduct", "RidgeProduct"]).Any(name => step.EndsWith(name, StringComparison.Ordinal));

    private static byte[] Subtract(byte[] left, byte[] right, int wordLength)
    {
        byte[] difference = new byte[left.Length];
        if (wordLength == sizeof(uint))
        {
            Span<uint> target = MemoryMarshal.Cast<byte, uint>(difference.AsSpan());
            for (int i = 0; i < target.Length; i++)
            {
                target[i] = unchecked(MemoryMarshal.Cast<byte, uint>(left)[i] - MemoryMarshal.Cast<byte, uint>(right)[i]);
            }
        }
        else
        {
            Span<ulong> target = MemoryMarshal.Cast<byte, ulong>(difference.AsSpan());
            for (int i = 0; i < target.Length; i++)
            {
                target[i] = unchecked(MemoryMarshal.Cast<byte, ulong>(left)[i] - MemoryMarshal.Cast<byte, ulong>(right)[i]);
            }
        }

        return difference;
    }

    private static SyntheticSides Ordinary(int parties, int run) => SyntheticSides.Create(Rows, [.. ((int[])[2, 2, 1]).Take(parties)], 0.3, seed: 80 + run);

    /// <summary>The viewer's own columns as they were; all else as different as can be: large, of heavy tails, other labels.</summary>
    private static SyntheticSides Extraordinary(SyntheticSides sides, int viewer, int run)
    {
        SyntheticSides other = SyntheticSides.Create(Rows, [.. sides.Columns.Select(side => side.Length)], 0.3, seed: 900 + run, random => 1e4 * SyntheticSides.StudentT(2)(random), slope: 1e-4);
        double[][][] columns = [.. sides.Columns.Select((side, party) => party == viewer ? side : other.Columns[party])];
        return new SyntheticSides(columns, viewer == 0 ? sides.Labels : other.Labels);
    }

    private static async Task<List<(PartyId From, int Length)>> ReceivedByDealerAsync(SyntheticSides sides)
    {
        using var federation = new JointFederation(2);
        var received = new List<(PartyId From, int Length)>();
        Func<PartyId, IMemberChannel> connect = federation.Connect;
        federation.Connect = member => new TamperedChannel(connect(member), (from, to, _, message) =>
        {
            lock (received)
            {
                if (to == JointFederation.Dealer)
                {
                    received.Add((from, message.Length));
                }
            }

            return [message];
        });
        JointOutcome[] outcomes = await federation.RunAsync(sides.Rows(), new JointTerms { PaddingMultiple = 1 });
        Assert.All(outcomes, outcome => Assert.Null(outcome.Failure));
        return [.. received.OrderBy(message => message.From.Value, StringComparer.Ordinal)];
    }
}
