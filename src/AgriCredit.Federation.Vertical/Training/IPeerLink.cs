namespace AgriCredit.Federation.Vertical;

/// <summary>A party's messages to and from the other parties of a fit.</summary>
internal interface IPeerLink
{
    /// <summary>Sends to a party by its place; the bytes may be reused when it returns.</summary>
    ValueTask SendAsync(int peer, StepLabel label, ReadOnlyMemory<byte> message, CancellationToken cancellationToken);

    /// <summary>The message of a party for a place, of exactly the destination's length.</summary>
    ValueTask ReceiveAsync(int peer, StepLabel label, Memory<byte> destination, CancellationToken cancellationToken);
}
