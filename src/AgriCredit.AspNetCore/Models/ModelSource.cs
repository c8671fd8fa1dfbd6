using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace AgriCredit.AspNetCore;

/// <summary>The model in service, and what became of the last file that was looked at. A file that is not sound at the start is looked at again, as a changed one is later.</summary>
internal sealed class ModelSource : IDisposable
{
    private readonly CreditScoringOptions _options;
    private readonly ScoringMetrics _metrics;
    private readonly ILogger<ModelSource> _logger;
    private readonly TimeProvider _time;
    private readonly Lock _opening = new();
    private readonly ITimer? _retry;
    private ECDsa? _publicKey;
    private ReloadingScorer? _scorer;
    private volatile ServedModel? _current;
    private volatile string? _fault;

    public ModelSource(CreditScoringOptions options, ScoringMetrics metrics, ILogger<ModelSource> logger, TimeProvider time)
    {
        _options = options;
        _metrics = metrics;
        _logger = logger;
        _time = time;
        if (!TryOpen() && options.ReloadInterval is { } interval)
        {
            _retry = time.CreateTimer(_ => TryOpen(), null, interval, interval);
        }
    }

    /// <summary>The last sound model; null if there has been none.</summary>
    internal ServedModel? Current => _current;

    /// <summary>Why the file that is there now was refused; null while it is the one in service.</summary>
    internal string? Fault => _fault;

    /// <summary>Looks at the file now.</summary>
    internal void CheckNow()
    {
        if (_scorer is null)
        {
            TryOpen();
        }
        else
        {
            _scorer.CheckNow();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_opening)
        {
            _retry?.Dispose();
            _scorer?.Dispose();
            _publicKey?.Dispose();
        }
    }

    private bool TryOpen()
    {
        lock (_opening)
        {
            if (_scorer is not null)
            {
                return true;
            }

            try
            {
                _publicKey ??= _options.PublicKeyPath is { } path ? ReadKey(path) : null;
                _scorer = new ReloadingScorer(_options.ModelPath, _options.ReloadInterval, _options.SignaturePath, _publicKey, Report, _time);
                Serve(_scorer.Current);
                _retry?.Dispose();
                return true;
            }
            catch (Exception exception) when (exception is ModelFileException or IOException or UnauthorizedAccessException or CryptographicException)
            {
                Refuse(exception.Message);
                return false;
            }
        }
    }

    private void Report(ReloadOutcome outcome)
    {
        if (outcome.Scorer is { } scorer)
        {
            Serve(scorer);
        }
        else
        {
            Refuse(outcome.Message!);
        }
    }

    private void Serve(CreditScorer scorer)
    {
        var model = new ServedModel(scorer, _options);
        _current = model;
        _fault = null;
        _metrics.ModelLoaded(accepted: true);
        _logger.ModelInService(model.Digest);
    }

    private void Refuse(string message)
    {
        if (_fault == message)
        {
            return;
        }

        _fault = message;
        _metrics.ModelLoaded(accepted: false);
        _logger.ModelRefused(message);
    }

    private static ECDsa ReadKey(string path)
    {
        string pem = File.ReadAllText(path);
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            if (ModelSignature.HasCurve(key))
            {
                return key;
            }
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new CryptographicException($"'{path}' is not a public key in PEM form on the curve P-256.", exception);
        }

        key.Dispose();
        throw new CryptographicException($"The key '{path}' is not on the curve P-256.");
    }
}
