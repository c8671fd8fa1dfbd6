using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AgriCredit.AspNetCore;

/// <summary>Healthy with the file's model in service, degraded with an earlier one since the file was refused, unhealthy with none.</summary>
internal sealed class ModelHealthCheck : IHealthCheck
{
    private readonly ModelSource _source;

    internal ModelHealthCheck(ModelSource source) => _source = source;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(_source.Standing switch
    {
        ({ } model, null) => HealthCheckResult.Healthy($"Model {model.Digest} is in service."),
        ({ } model, { } fault) => HealthCheckResult.Degraded($"Model {model.Digest} is in service; the file that is there now was refused: {fault}"),
        (null, var fault) => HealthCheckResult.Unhealthy($"No sound model: {fault}"),
    });
}
