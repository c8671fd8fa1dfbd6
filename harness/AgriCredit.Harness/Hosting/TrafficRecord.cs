using AgriCredit.Federation;

namespace AgriCredit.Harness.Hosting;

/// <summary>What a party sent and received, as <c>--json</c> prints it.</summary>
internal sealed record TrafficRecord(long MessagesSent, long BytesSent, long BytesReceived)
{
    public static TrafficRecord Of(Traffic traffic) => new(traffic.MessagesSent, traffic.BytesSent, traffic.BytesReceived);

    public Traffic ToTraffic() => new(MessagesSent, BytesSent, BytesReceived);
}
