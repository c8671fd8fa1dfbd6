using Microsoft.Extensions.Logging;

namespace AgriCredit.AspNetCore;

/// <summary>All that the service logs: models and unexpected errors, by type. Of applicants it logs nothing, and of exceptions no message, since one may quote what was sent.</summary>
internal static partial class ScoringLog
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "The model with SHA-256 {Digest} is in service.")]
    internal static partial void ModelInService(this ILogger logger, string digest);

    [LoggerMessage(EventId = 2, Level = LogLevel.Error, Message = "The model file was refused: {Fault}")]
    internal static partial void ModelRefused(this ILogger logger, string fault);

    [LoggerMessage(EventId = 3, Level = LogLevel.Error, Message = "A request to {Endpoint} ended with an unexpected {ExceptionType} in {Method}.")]
    internal static partial void RequestFailed(this ILogger logger, string endpoint, string exceptionType, string method);
}
