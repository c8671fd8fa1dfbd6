namespace AgriCredit.Federation.Grpc;

/// <summary>How a relay is run.</summary>
public sealed class RelayOptions
{
    /// <summary>What <see cref="KeepAlive"/> is unless said otherwise.</summary>
    public static readonly TimeSpan DefaultKeepAlive = TimeSpan.FromSeconds(15);

    /// <summary>After how much silence a member's connection is pinged, and after how much more it is taken as dead. At least 1 s.</summary>
    public TimeSpan KeepAlive
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.FromSeconds(1));
            field = value;
        }
    } = DefaultKeepAlive;

    /// <summary>Is told of every member whose stay begins. It is called while the member waits, so it must be quick.</summary>
    public Action<PartyId>? Joined { get; init; }

    /// <summary>Is told of every member whose stay has ended, whatever ended it.</summary>
    public Action<PartyId>? Left { get; init; }
}
