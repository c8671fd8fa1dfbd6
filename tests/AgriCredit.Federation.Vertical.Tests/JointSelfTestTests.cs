using AgriCredit.Privacy;

namespace AgriCredit.Federation.Vertical.Tests;

public class JointSelfTestTests
{
    [Fact]
    public async Task SoundArithmetic_GivesTheKnownAnswer() => Assert.InRange(await JointSelfTest.RunAsync(CancellationToken.None), 0, 2e-4);

    [Fact]
    public async Task SameFitWithSoundMessages_GivesTheKnownAnswer() =>
        Assert.InRange(await JointSelfTest.RunAsync(hasExpectedBits: true, Over(new MemoryLinks()), CancellationToken.None), 0, 2e-4);

    [Theory]
    [InlineData(nameof(JointStep.Phase))]
    [InlineData(nameof(JointStep.Lift))]
    [InlineData(nameof(JointStep.Truncation))]
    [InlineData(nameof(JointStep.MaskedColumns))]
    public async Task OneWrongBitInEveryMessageOfAStep_IsFound(string name)
    {
        JointStep step = Enum.Parse<JointStep>(name);
        var links = new MemoryLinks { Tap = (from, _, label, bytes) => bytes[^1] ^= from == 1 && label.Step == step ? (byte)0x80 : (byte)0 };
        PlatformNotSupportedException fault = await Assert.ThrowsAsync<PlatformNotSupportedException>(() => JointSelfTest.RunAsync(hasExpectedBits: true, Over(links), CancellationToken.None));
        Assert.Contains("another release of .NET", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DealerThatComputesATableWrongly_IsFound()
    {
        var links = new MemoryLinks { DealtTap = (label, bytes) => bytes.AsSpan(0, label.Operation == DealtOperation.PhaseTable ? bytes.Length : 0).Reverse() };
        await Assert.ThrowsAsync<PlatformNotSupportedException>(() => JointSelfTest.RunAsync(hasExpectedBits: true, Over(links), CancellationToken.None));
    }

    [Fact]
    public async Task OtherBitsThanElsewhere_AreRefused_ThoughTheFitWouldBeRight()
    {
        PlatformNotSupportedException fault = await Assert.ThrowsAsync<PlatformNotSupportedException>(() => JointSelfTest.RunAsync(hasExpectedBits: false, Over(new MemoryLinks()), CancellationToken.None));
        Assert.Contains("other bits than on other machines", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CancelledTest_SaysSo()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => JointSelfTest.RunAsync(stop.Token));
    }

    /// <summary>The same fit without sealing, so that its messages can be changed on the way.</summary>
    private static Func<double[][][], byte[], CancellationToken, Task<double[]?>> Over(MemoryLinks links) => async (columns, labels, _) =>
    {
        try
        {
            return (await JointRun.FitAsync(columns, labels, l2: 0.01, links: links, blockRows: FitShape.SmallestBlock)).Weights;
        }
        catch (FitStoppedException)
        {
            return null;
        }
    };
}
