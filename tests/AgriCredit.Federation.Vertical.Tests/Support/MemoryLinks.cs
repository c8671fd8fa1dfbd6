using System.Collections.Concurrent;
using AgriCredit.Privacy;

namespace AgriCredit.Federation.Vertical.Tests;

/// <summary>Parties and dealer of a fit in one process; keeps what each role sees when asked to.</summary>
internal sealed class MemoryLinks : MemoryExchange
{
    /// <summary>Bytes sent by each party, and by the dealer at -1.</summary>
    public ConcurrentDictionary<int, long> Sent { get; } = new();

    /// <summary>Messages sent by each party, and by the dealer at -1.</summary>
    public ConcurrentDictionary<int, int> Messages { get; } = new();

    /// <summary>Is told of every message before it is taken; may change it.</summary>
    public Action<int, int, StepLabel, byte[]>? Tap { get; init; }

    /// <summary>Is told of every dealt message; may change it.</summary>
    public Action<DealtLabel, byte[]>? DealtTap { get; init; }

    protected override void OnSent(int from, int to, StepLabel label, byte[] bytes)
    {
        Tap?.Invoke(from, to, label, bytes);
        Count(from, bytes.Length);
    }

    protected override void OnDealt(DealtLabel label, byte[] bytes)
    {
        DealtTap?.Invoke(label, bytes);
        Count(-1, bytes.Length);
    }

    private void Count(int sender, int bytes)
    {
        Sent.AddOrUpdate(sender, bytes, (_, sum) => sum + bytes);
        Messages.AddOrUpdate(sender, 1, (_, sum) => sum + 1);
    }
}
