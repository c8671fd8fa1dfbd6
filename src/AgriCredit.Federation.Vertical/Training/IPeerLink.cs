using AgriCredit.Privacy;

namespace AgriCredit.Federation.Vertical;

/// <summary>Where a message of the fit belongs: its step, pass, item and block; bound into its encryption, so that it opens in its place only.</summary>
internal readonly record struct StepLabel(FitStep Step, int Pass, int Item = 0, int Block = 0);

/// <summary>Steps of the fit at which parties send to each other.</summary>
internal enum FitStep
{
    MaskedColumns = 1,
    MaskedRidge = 2,
    MaskedWeights = 3,
    Phase = 4,
    Lift = 5,
    Residuals = 6,
    WeightedColumns = 7,
    Truncation = 8,
    Factors = 9,
    Scalars = 10,
    Release = 11,
}

/// <summary>A party's messages to and from the other parties of a fit.</summary>
internal interface IPeerLink
{
    /// <summary>Sends to a party by its place; the bytes may be reused when it returns.</summary>
    ValueTask SendAsync(int peer, StepLabel label, ReadOnlyMemory<byte> message, CancellationToken cancellationToken);

    /// <summary>The message of a party for a place, of exactly the destination's length.</summary>
    ValueTask ReceiveAsync(int peer, StepLabel label, Memory<byte> destination, CancellationToken cancellationToken);
}

/// <summary>What the dealer sends to the last party.</summary>
internal interface IDealtSource
{
    /// <summary>The next dealt values, which must be those of a label.</summary>
    ValueTask ReadAsync(DealtLabel label, Memory<byte> destination, CancellationToken cancellationToken);
}

/// <summary>Where the dealer's values go.</summary>
internal interface IDealtSink
{
    /// <summary>Takes the values of a label.</summary>
    ValueTask WriteAsync(DealtLabel label, ReadOnlyMemory<byte> values, CancellationToken cancellationToken);
}
