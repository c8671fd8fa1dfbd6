namespace AgriCredit.Federation.Grpc.Tests.Relay;

/// <summary>All members over gRPC with mutual TLS.</summary>
public sealed class GrpcMemberChannelTests : RelayHostContract;
