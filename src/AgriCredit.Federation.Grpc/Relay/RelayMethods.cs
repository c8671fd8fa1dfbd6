using Grpc.AspNetCore.Server.Model;

namespace AgriCredit.Federation.Grpc;

/// <summary>Binds the call of relay.proto to its service, with the frames of <see cref="RelayCodec"/>.</summary>
internal sealed class RelayMethods : IServiceMethodProvider<RelayService>
{
    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<RelayService> context) => context.AddDuplexStreamingMethod(
        RelayCodec.Join((frame, length) => frame.Rent(length)),
        [],
        (service, requests, responses, call) => service.JoinAsync(requests, responses, call));
}
