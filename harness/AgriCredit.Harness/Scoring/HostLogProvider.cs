using AgriCredit.Harness.Hosting;
using Microsoft.Extensions.Logging;

namespace AgriCredit.Harness.Scoring;

/// <summary>Brings what the service and its host log into the log of the verb. Exceptions are told by their type: a message may quote a request.</summary>
internal sealed class HostLogProvider : ILoggerProvider
{
    private readonly HostLog _log;

    public HostLogProvider(HostLog log) => _log = log;

    public ILogger CreateLogger(string categoryName) => new Logger(_log);

    public void Dispose()
    {
    }

    private sealed class Logger : ILogger
    {
        private readonly HostLog _log;

        public Logger(HostLog log) => _log = log;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            string text = formatter(state, exception);
            _log.Write("service", exception is null ? text : $"{text} ({exception.GetType().Name})", ("level", logLevel.ToString()));
        }
    }
}
