using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AgriCredit.AspNetCore;

/// <summary>Maps the endpoints of credit scoring.</summary>
public static class CreditScoringEndpoints
{
    /// <summary>Maps <c>POST /score</c>, <c>POST /score/batch</c>, <c>GET /model</c>, <c>GET /health</c>, <c>GET /openapi.json</c> and, at <c>GET /</c>, a page to try an applicant.</summary>
    /// <param name="endpoints">Where to.</param>
    /// <param name="prefix">What comes before these paths, such as <c>/credit</c>; nothing if empty.</param>
    /// <returns>The group, for what all of them are to have, such as authorization.</returns>
    /// <exception cref="InvalidOperationException"><see cref="CreditScoringServices.AddCreditScoring"/> was not called.</exception>
    /// <remarks>
    /// <para>The model is loaded here. Neither applicants nor scores are logged, measured or traced; whoever adds a logger of bodies takes that upon himself.</para>
    /// <para>A client of <c>/score/batch</c> reads answers while it sends. One that reads nothing before it has sent everything is served as well, while no more than 32 MiB of answers wait for it, those
    /// of some hundred thousand rows; beyond, its connection is ended after a minute.</para>
    /// </remarks>
    public static RouteGroupBuilder MapCreditScoring(this IEndpointRouteBuilder endpoints, string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        ScoringService service = endpoints.ServiceProvider.GetService<ScoringService>()
            ?? throw new InvalidOperationException($"Call {nameof(CreditScoringServices.AddCreditScoring)} on the services first.");
        RouteGroupBuilder group = endpoints.MapGroup(prefix);
        group.MapPost("/score", service.Handle(ScoringMetrics.ScoreEndpoint, measured: true, ScoreEndpoint.HandleAsync));
        group.MapPost("/score/batch", service.Handle(ScoringMetrics.BatchEndpoint, measured: true, BatchEndpoint.HandleAsync));
        group.MapGet("/model", service.Handle("model", measured: false, ModelEndpoint.HandleAsync));
        group.MapGet("/openapi.json", service.Handle("openapi", measured: false, InterfaceAsync));
        group.MapGet("/", service.Handle("page", measured: false, (context, _) => PageEndpoint.HandleAsync(context, prefix)));
        group.MapHealthChecks("/health", new HealthCheckOptions
        {
            // A model that was not replaced since its successor is unsound still scores: whoever routes requests is not to take the service out.
            ResultStatusCodes = { [HealthStatus.Degraded] = StatusCodes.Status200OK },
            Predicate = check => check.Name == CreditScoringServices.HealthCheckName,
            ResponseWriter = HealthAnswer.WriteAsync,
        });
        return group;
    }

    private static async Task<int> InterfaceAsync(HttpContext context, ScoringService service)
    {
        await Answer.BytesAsync(context, Answer.Json, service.RequireModel().Interface);
        return StatusCodes.Status200OK;
    }
}
