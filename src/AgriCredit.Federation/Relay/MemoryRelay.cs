namespace AgriCredit.Federation;

/// <summary>A relay within one process: for simulations, tests and benchmarks.</summary>
/// <remarks>It behaves as the relay over gRPC does, which AgriCredit.Federation.Grpc holds, without connections that could be lost. Thread-safe.</remarks>
public sealed class MemoryRelay
{
    private readonly Dictionary<PartyId, MemoryMemberChannel> _present = [];

    /// <summary>Sees every message that is sent, as it will arrive.</summary>
    internal Action<PartyId, PartyId, ReadOnlyMemory<byte>>? Tap { get; init; }

    /// <summary>Gives what arrives in a message's place; null loses it.</summary>
    internal Func<PartyId, PartyId, ReadOnlyMemory<byte>, ReadOnlyMemory<byte>?>? Tamper { get; init; }

    internal Lock Gate { get; } = new();

    /// <summary>Lets a member join; it leaves by disposing of its channel.</summary>
    /// <param name="member">The member's id.</param>
    /// <exception cref="InvalidOperationException">The member is there already.</exception>
    public IMemberChannel Connect(PartyId member)
    {
        lock (Gate)
        {
            var joined = new MemoryMemberChannel(this, member);
            if (!_present.TryAdd(member, joined))
            {
                throw new InvalidOperationException($"'{member}' is connected already; a member has one channel at a time.");
            }

            foreach (MemoryMemberChannel other in _present.Values.Where(other => other != joined))
            {
                joined.Meet(other);
            }

            return joined;
        }
    }

    internal void Leave(MemoryMemberChannel channel) => _present.Remove(channel.Self);
}
