using System.Security.Cryptography;

namespace AgriCredit.Tests.Scoring;

public sealed class ReloadingScorerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("agricredit-").FullName;
    private readonly string _path;

    public ReloadingScorerTests()
    {
        _path = Path.Combine(_folder, "model.json");
        ModelFile.Save(Model(1), _path);
    }

    [Fact]
    public void NewSoundFile_TakesOver()
    {
        List<ReloadOutcome> reports = [];
        using var scorer = new ReloadingScorer(_path, report: reports.Add);
        CreditScorer first = scorer.Current;
        Assert.Null(scorer.CheckNow());
        Assert.Same(first, scorer.Current);
        ModelFile.Save(Model(2), _path);
        Assert.Same(scorer.CheckNow()!.Scorer, scorer.Current);
        Assert.Equal(2, scorer.Current.Model.Coefficients[0]);
        Assert.Single(reports);
    }

    [Fact]
    public void UnsoundFile_LeavesTheLastModelAndIsReportedOnce()
    {
        List<ReloadOutcome> reports = [];
        using var scorer = new ReloadingScorer(_path, report: reports.Add);
        byte[] next = ModelFile.ToBytes(Model(2));
        File.WriteAllBytes(_path, next[..^20]);
        Assert.Contains("expected JSON", scorer.CheckNow()!.Message, StringComparison.Ordinal);
        Assert.Null(scorer.CheckNow());
        Assert.NotNull(scorer.LastFault);
        Assert.Equal(1, scorer.Current.Model.Coefficients[0]);
        File.WriteAllBytes(_path, next);
        Assert.NotNull(scorer.CheckNow()!.Scorer);
        Assert.Null(scorer.LastFault);
        Assert.Equal(2, scorer.Current.Model.Coefficients[0]);
        Assert.Equal(2, reports.Count);
    }

    [Fact]
    public void VanishedFile_LeavesTheLastModelUntilItIsBack()
    {
        using var scorer = new ReloadingScorer(_path);
        byte[] content = File.ReadAllBytes(_path);
        File.Delete(_path);
        Assert.NotNull(scorer.CheckNow()!.Message);
        Assert.Null(scorer.CheckNow());
        File.WriteAllBytes(_path, content);
        Assert.NotNull(scorer.CheckNow()!.Scorer);
        Assert.Null(scorer.LastFault);
    }

    [Fact]
    public void ModelWithOtherInputs_IsRefused()
    {
        using var scorer = new ReloadingScorer(_path);
        ModelFile.Save(TestModels.Smallholder(), _path);
        Assert.Contains("other inputs", scorer.CheckNow()!.Message, StringComparison.Ordinal);
        Assert.Equal(["x"], scorer.Current.Inputs);
    }

    [Fact]
    public void SignedFile_TakesOverOnceItsSignatureIsThere()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string signature = Path.Combine(_folder, "model.sig");
        File.WriteAllBytes(signature, ModelSignature.Sign(File.ReadAllBytes(_path), key));
        using var scorer = new ReloadingScorer(_path, signaturePath: signature, publicKey: key);
        ModelFile.Save(Model(2), _path);
        Assert.Contains("signed", scorer.CheckNow()!.Message, StringComparison.Ordinal);
        Assert.Null(scorer.CheckNow());
        Assert.Equal(1, scorer.Current.Model.Coefficients[0]);
        File.WriteAllBytes(signature, ModelSignature.Sign(File.ReadAllBytes(_path), key));
        Assert.NotNull(scorer.CheckNow()!.Scorer);
        Assert.Equal(2, scorer.Current.Model.Coefficients[0]);
        Assert.Throws<ArgumentException>(() => new ReloadingScorer(_path, signaturePath: signature));
    }

    [Fact]
    public void Listener_ThatThrows_DoesNotStopTheWatch()
    {
        using var scorer = new ReloadingScorer(_path, report: _ => throw new InvalidOperationException());
        ModelFile.Save(Model(2), _path);
        scorer.CheckNow();
        Assert.Equal(2, scorer.Current.Model.Coefficients[0]);
    }

    [Fact]
    public void Timer_LooksAtTheFileAtItsInterval()
    {
        var clock = new ManualClock();
        var scorer = new ReloadingScorer(_path, TimeSpan.FromSeconds(5), timeProvider: clock);
        Assert.Equal(TimeSpan.FromSeconds(5), clock.Period);
        ModelFile.Save(Model(2), _path);
        clock.Tick();
        Assert.Equal(2, scorer.Current.Model.Coefficients[0]);
        scorer.Dispose();
        Assert.True(clock.Stopped);
        Assert.ThrowsAny<ArgumentException>(() => new ReloadingScorer(_path, TimeSpan.Zero));
    }

    [Fact]
    public async Task ConcurrentScoring_SeesOneWholeModelAfterAnother()
    {
        using var scorer = new ReloadingScorer(_path);
        using var stop = new CancellationTokenSource();
        int scored = 0;
        Task[] readers =
        [
            .. Enumerable.Range(0, 3).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    while (!stop.IsCancellationRequested)
                    {
                        CreditScorer current = scorer.Current;
                        double coefficient = current.Model.Coefficients[0];
                        Assert.Equal(coefficient * 3, current.Score([3]).Logit);
                        Interlocked.Increment(ref scored);
                    }
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default)),
        ];
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref scored) > 0, TimeSpan.FromMinutes(1)), "no reader started");
        for (int version = 2; version < 60; version++)
        {
            if (version % 3 == 0)
            {
                File.WriteAllBytes(_path, ModelFile.ToBytes(Model(version)).AsSpan(0, 500));
            }
            else
            {
                ModelFile.Save(Model(version), _path);
            }

            scorer.CheckNow();
            Assert.Equal(version % 3 == 0 ? version - 1 : version, scorer.Current.Model.Coefficients[0]);
        }

        await stop.CancelAsync();
        await Task.WhenAll(readers);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static CreditModel Model(double coefficient) => new(
        [new ModelFeature("x", IdentityTransform.Instance, range: new FeatureRange(0, 9))], 0, [coefficient], new ScorecardScaling(), TestModels.Provenance);

    private sealed class ManualClock : TimeProvider
    {
        private TimerCallback? _callback;

        public TimeSpan Period { get; private set; }

        public bool Stopped { get; private set; }

        public void Tick() => _callback!(null);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            (_callback, Period) = (callback, period);
            return new Handle(this);
        }

        private sealed class Handle(ManualClock clock) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose() => clock.Stopped = true;

            public ValueTask DisposeAsync()
            {
                Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }
}
