namespace AgriCredit.Federation.Vertical.Tests;

/// <summary>Fits that end before anything is released.</summary>
public class StoppedFitTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task RowBeyondTheSeries_Stops(int side)
    {
        // One applicant with an amount of 300 standard deviations and a coefficient near 1: its logit is far beyond 54.
        SyntheticSides sides = SyntheticSides.Create(3000, [2, 2], 0.3, seed: 50);
        sides.Columns[side][0][1234] = 600;
        sides.Labels[1234] = 1;

        // Where the series no longer is the sigmoid the passes wander: the last may leave the row out of range, or on its way there.
        FitStoppedException stopped = await FailsAsync(sides);

        Assert.True(stopped.Figure > (stopped.IsOutOfRange ? 0.2 : 0.05));
    }

    [Fact]
    public async Task LogitsJustBeyondTheSeries_AreOutOfRange()
    {
        // Heavy tails: the pooled fit itself has a logit of 56.8, where the series no longer is the sigmoid.
        SyntheticSides sides = SyntheticSides.Create(4000, [2, 2], 0.05, seed: 23, SyntheticSides.StudentT(3), slope: 0.5);
        double[] pooled = [.. sides.PooledFit().Weights];
        double[][] all = [.. sides.Columns.SelectMany(side => side)];
        Assert.InRange(Enumerable.Range(0, 4000).Max(row => Math.Abs(pooled[0] + all.Select((column, i) => column[row] * pooled[i + 1]).Sum())), 54, 60);

        FitStoppedException stopped = await FailsAsync(sides);

        Assert.True(stopped.IsOutOfRange);
    }

    [Fact]
    public async Task LabelsThatBothSidesTogetherSeparate_Stop()
    {
        SyntheticSides sides = SyntheticSides.Create(3000, [2, 2], 0.3, seed: 51);
        byte[] labels = [.. Enumerable.Range(0, 3000).Select(row => (byte)(sides.Columns[0][0][row] + sides.Columns[1][0][row] > 0.4 ? 1 : 0))];

        await FailsAsync(sides with { Labels = labels });
    }

    [Fact]
    public async Task StoppedFit_OpensTwoNumbersAndNothingMore()
    {
        SyntheticSides sides = SyntheticSides.Create(3000, [2, 2], 0.3, seed: 52);
        sides.Columns[1][0][7] = 600;
        sides.Labels[7] = 1;
        var steps = new System.Collections.Concurrent.ConcurrentBag<JointStep>();
        var links = new MemoryLinks { Tap = (_, _, label, _) => steps.Add(label.Step) };

        await FailsAsync(sides, links);

        Assert.Equal(2, steps.Count(step => step == JointStep.Scalars));
        Assert.DoesNotContain(JointStep.Release, steps);
    }

    [Fact]
    public async Task Session_SaysWhatToDo_AndTellsTheDealer()
    {
        SyntheticSides sides = SyntheticSides.Create(3000, [2, 2], 0.3, seed: 50);
        sides.Columns[1][0][7] = 600;
        sides.Labels[7] = 1;
        using var federation = new JointFederation(2);

        JointOutcome[] outcomes = await federation.RunAsync(sides.Rows(), new JointTerms { PaddingMultiple = 1, Standardise = false });

        JointFailureReason reason = outcomes[0].Failure!.Reason;
        Assert.True(reason is JointFailureReason.RangeExceeded or JointFailureReason.NotConverged, reason.ToString());
        Assert.All(outcomes, outcome => Assert.Equal(reason, outcome.Failure?.Reason));
        Assert.All(outcomes, outcome => Assert.Contains("cap ", outcome.Failure!.Message, StringComparison.OrdinalIgnoreCase));
    }

    private static async Task<FitStoppedException> FailsAsync(SyntheticSides sides, MemoryLinks? links = null) =>
        await Assert.ThrowsAsync<FitStoppedException>(() => JointRun.FitAsync(sides.Columns, sides.Labels, links: links));
}
