using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AgriCredit.AspNetCore;

/// <summary>What the endpoints share, and the one place where a request that fails becomes problem details.</summary>
internal sealed class ScoringService
{
    private readonly ModelSource _source;
    private readonly ILogger<ScoringService> _logger;

    public ScoringService(ModelSource source, CreditScoringOptions options, ScoringMetrics metrics, ILogger<ScoringService> logger)
    {
        _source = source;
        Options = options;
        Metrics = metrics;
        _logger = logger;
    }

    internal CreditScoringOptions Options { get; }

    internal ScoringMetrics Metrics { get; }

    /// <summary>The model in service.</summary>
    /// <exception cref="RefusalException">There is none.</exception>
    internal ServedModel RequireModel() => _source.Current
        ?? throw new RefusalException(StatusCodes.Status503ServiceUnavailable, FaultReason.NoModel, "There is no sound model file; the service's health and log say why.");

    /// <summary>A handler of requests.</summary>
    /// <param name="name">The endpoint's name in metrics and logs.</param>
    /// <param name="measured">Whether its requests count as requests for scores.</param>
    /// <param name="handle">Answers, and returns the status.</param>
    internal RequestDelegate Handle(string name, bool measured, Func<HttpContext, ScoringService, Task<int>> handle) => async context =>
    {
        long started = Stopwatch.GetTimestamp();
        int status = await AnswerAsync(context, name, handle);
        if (measured)
        {
            Metrics.Request(name, status, started);
        }
    };

    private async Task<int> AnswerAsync(HttpContext context, string name, Func<HttpContext, ScoringService, Task<int>> handle)
    {
        try
        {
            return await handle(context, this);
        }
        catch (RefusalException refusal)
        {
            return await RefuseAsync(context, refusal.Status, refusal.Fault);
        }
        catch (BadHttpRequestException exception) when (!context.RequestAborted.IsCancellationRequested)
        {
            bool tooLarge = exception.StatusCode == StatusCodes.Status413PayloadTooLarge;
            return await RefuseAsync(context, exception.StatusCode, tooLarge
                ? new Fault(null, FaultReason.TooLarge, "The body is too large.")
                : new Fault(null, FaultReason.BrokenOff, "The body could not be read to its end."));
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; nobody is left to answer.
            return StatusCodes.Status499ClientClosedRequest;
        }
#pragma warning disable CA1031 // Whatever else comes is a fault of ours: the message might quote the body, so only its type is told, here and to the client.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _logger.RequestFailed(name, exception.GetType().Name, new StackTrace(exception).ToString().Split('\n')[0].Trim());
            return await RefuseAsync(context, StatusCodes.Status500InternalServerError, new Fault(null, FaultReason.Unexpected, "An error of the service, not of the request; its log says where."));
        }
    }

    private async Task<int> RefuseAsync(HttpContext context, int status, Fault fault)
    {
        Metrics.Refused([fault]);
        if (context.Response.HasStarted)
        {
            context.Abort();
        }
        else
        {
            context.Response.Clear();
            await Answer.ProblemAsync(context, status, [fault]);
        }

        return status;
    }
}
