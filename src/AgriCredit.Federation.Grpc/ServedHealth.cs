namespace AgriCredit.Federation.Grpc;

/// <summary>The service whose health a server tells.</summary>
/// <param name="Service">Its full name.</param>
/// <param name="IsServing">Whether it can be used now.</param>
internal sealed record ServedHealth(string Service, Func<bool> IsServing);
