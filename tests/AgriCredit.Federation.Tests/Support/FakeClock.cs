namespace AgriCredit.Federation.Tests;

/// <summary>A clock that stands still until it is moved; its timers can be made to fire early.</summary>
internal sealed class FakeClock : TimeProvider
{
    private readonly List<FakeTimer> _timers = [];
    private TimeSpan _now = TimeSpan.FromDays(1);

    /// <summary>How much too early timers fire.</summary>
    public TimeSpan Early { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now.Ticks;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + _now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new FakeTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        _timers.Add(timer);
        return timer;
    }

    public void Advance(TimeSpan time)
    {
        _now += time;
        foreach (FakeTimer timer in _timers.Where(timer => timer.Due <= _now).ToArray())
        {
            timer.Fire();
        }
    }

    /// <summary>Whoever waits for a timer is killed: none fires any more.</summary>
    public void StopTimers() => _timers.Clear();

    private sealed class FakeTimer(FakeClock clock, Action callback) : ITimer
    {
        public TimeSpan Due { get; private set; } = TimeSpan.MaxValue;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Due = dueTime == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : clock._now + dueTime - clock.Early;
            return true;
        }

        public void Fire()
        {
            Due = TimeSpan.MaxValue;
            callback();
        }

        public void Dispose() => Due = TimeSpan.MaxValue;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
