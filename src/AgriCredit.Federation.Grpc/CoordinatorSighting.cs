namespace AgriCredit.Federation.Grpc;

/// <summary>A coordinator that was reached.</summary>
/// <param name="IsServing">Whether its session waits for parties or runs; false once it has ended.</param>
/// <param name="ClockDifference">Its clock less one's own, to a second; null when it did not say.</param>
public sealed record CoordinatorSighting(bool IsServing, TimeSpan? ClockDifference);
