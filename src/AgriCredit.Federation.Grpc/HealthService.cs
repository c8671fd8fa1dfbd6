using AgriCredit.Federation.Grpc.Wire.Health;
using Grpc.Core;

namespace AgriCredit.Federation.Grpc;

/// <summary>Tells members, and their probes, that a server is there and has not ended.</summary>
internal sealed class HealthService : Health.HealthBase
{
    private readonly ServedHealth _served;

    public HealthService(ServedHealth served) => _served = served;

    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        if (request.Service.Length > 0 && request.Service != _served.Service)
        {
            throw new RpcException(new Status(StatusCode.NotFound, "There is no such service."));
        }

        return Task.FromResult(new HealthCheckResponse
        {
            Status = _served.IsServing() ? HealthCheckResponse.Types.ServingStatus.Serving : HealthCheckResponse.Types.ServingStatus.NotServing,
        });
    }
}
