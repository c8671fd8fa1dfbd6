using AgriCredit.Federation.Grpc.Wire.Health;
using Grpc.Core;

namespace AgriCredit.Federation.Grpc;

/// <summary>Tells members, and their probes, that the coordinator is there and its session has not ended.</summary>
internal sealed class HealthService : Health.HealthBase
{
    private readonly Coordinator _coordinator;

    public HealthService(Coordinator coordinator) => _coordinator = coordinator;

    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        if (request.Service.Length > 0 && request.Service != Wire.Coordination.Descriptor.FullName)
        {
            throw new RpcException(new Status(StatusCode.NotFound, "There is no such service."));
        }

        return Task.FromResult(new HealthCheckResponse
        {
            Status = _coordinator.Completion.IsCompleted ? HealthCheckResponse.Types.ServingStatus.NotServing : HealthCheckResponse.Types.ServingStatus.Serving,
        });
    }
}
