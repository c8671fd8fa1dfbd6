namespace AgriCredit.Federation;

/// <summary>What a party has sent and received, counted as envelopes on the wire before TLS.</summary>
/// <param name="MessagesSent">Envelopes sent.</param>
/// <param name="BytesSent">Their bytes.</param>
/// <param name="BytesReceived">Bytes of the envelopes received.</param>
public readonly record struct Traffic(long MessagesSent, long BytesSent, long BytesReceived)
{
    internal Traffic Add(Envelope sent, IReadOnlyList<Envelope> received) =>
        new(MessagesSent + 1, BytesSent + sent.Length, BytesReceived + received.Sum(envelope => (long)envelope.Length));
}
