namespace AgriCredit.Federation.Grpc;

/// <summary>How a member reaches its relay.</summary>
public sealed class MemberChannelOptions
{
    /// <summary>How long one attempt to connect may take.</summary>
    public TimeSpan ConnectTimeout
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            field = value;
        }
    } = TimeSpan.FromSeconds(30);

    /// <summary>How long a relay that is not there is tried again. By default not at all.</summary>
    public TimeSpan ReconnectTimeout { get; init; } = TimeSpan.Zero;

    /// <summary>Is told, once, that the relay cannot be reached and why.</summary>
    public Action<string>? Waiting { get; init; }

    /// <summary>The clock of the waiting.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>After how much silence the relay is pinged, and after how much more it is taken as lost.</summary>
    public TimeSpan KeepAlive
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.FromSeconds(1));
            field = value;
        }
    } = RelayOptions.DefaultKeepAlive;

    /// <summary>Sees, and may replace, the connection's stream before TLS; for tests that cut it.</summary>
    internal Func<Stream, Stream>? Connected { get; init; }
}
