using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AgriCredit.AspNetCore;

/// <summary>Adds credit scoring to a service collection.</summary>
public static class CreditScoringServices
{
    /// <summary>The name under which the model's health check is registered.</summary>
    public const string HealthCheckName = "credit-model";

    /// <summary>The name of the meter that counts requests, applicants, refusals and models.</summary>
    public const string MeterName = ScoringMetrics.MeterName;

    /// <summary>Adds one model in service: loaded and checked, reloaded when its file changes, with a health check and metrics. <see cref="CreditScoringEndpoints.MapCreditScoring"/> serves it.</summary>
    /// <param name="services">The services.</param>
    /// <param name="options">What is served; checked here.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentException">Options do not fit; the message has all faults. A model file that is not sound is no such fault: see <see cref="CreditScoringOptions.ModelPath"/>.</exception>
    public static IServiceCollection AddCreditScoring(this IServiceCollection services, CreditScoringOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        options.Check(nameof(options));
        services.AddMetrics();
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<ScoringMetrics>();
        services.AddSingleton<ModelSource>();
        services.AddSingleton<ScoringService>();
        services.AddHealthChecks().Add(new HealthCheckRegistration(
            HealthCheckName, provider => new ModelHealthCheck(provider.GetRequiredService<ModelSource>()), HealthStatus.Unhealthy, tags: null));
        return services;
    }
}
