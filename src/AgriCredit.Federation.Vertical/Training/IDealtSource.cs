using AgriCredit.Privacy;

namespace AgriCredit.Federation.Vertical;

/// <summary>What the dealer sends to the last party.</summary>
internal interface IDealtSource
{
    /// <summary>The next dealt values, which must be those of a label.</summary>
    ValueTask ReadAsync(DealtLabel label, Memory<byte> destination, CancellationToken cancellationToken);
}
