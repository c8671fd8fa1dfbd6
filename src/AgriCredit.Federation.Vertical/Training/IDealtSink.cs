using AgriCredit.Privacy;

namespace AgriCredit.Federation.Vertical;

/// <summary>Where the dealer's values go.</summary>
internal interface IDealtSink
{
    /// <summary>Takes the values of a label.</summary>
    ValueTask WriteAsync(DealtLabel label, ReadOnlyMemory<byte> values, CancellationToken cancellationToken);
}
