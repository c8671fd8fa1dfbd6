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
    private readonly Func<CreditScorer, ServedModel> _prepare;
    private ReloadingScorer? _scorer;
    private volatile ModelStanding _standing = new(null, null);

    public ModelSource(CreditScoringOptions options, ScoringMetrics metrics, ILogger<ModelSource> logger, TimeProvider time)
        : this(options, metrics, logger, time, scorer => new ServedModel(scorer, options))
    {
    }

    /// <summary>Makes a source that prepares models for service in another way.</summary>
    internal ModelSource(CreditScoringOptions options, ScoringMetrics metrics, ILogger<ModelSource> logger, TimeProvider time, Func<CreditScorer, ServedModel> prepare)
    {
        _options = options;
        _prepare = prepare;
        _metrics = metrics;
        _logger = logger;
        _time = time;
        if (!TryOpen() && options.ReloadInterval is { } interval)
        {
            _retry = time.CreateTimer(_ => TryOpen(), null, interval, interval);
        }
    }

    /// <summary>The last sound model; null if there has been none.</summary>
    internal ServedModel? Current => _standing.Model;

    /// <summary>The last sound model, and what is wrong with the file that is there now.</summary>
    internal ModelStanding Standing => _standing;

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

            ReloadingScorer scorer;
            try
            {
                _publicKey ??= _options.PublicKeyPath is { } path ? ReadKey(path) : null;
                scorer = new ReloadingScorer(_options.ModelPath, _options.ReloadInterval, _options.SignaturePath, _publicKey, _ => Follow(), _time);
            }
            catch (Exception exception) when (exception is ModelFileException or IOException or UnauthorizedAccessException or CryptographicException)
            {
                Refuse(exception.Message);
                return false;
            }

            if (!TryServe(scorer.Current))
            {
                scorer.Dispose();
                return false;
            }

            _scorer = scorer;
            _retry?.Dispose();
            return true;
        }
    }

    // Looks may overlap, and report in another order than they looked in: what counts is where the scorer is by now.
    private void Follow()
    {
        lock (_opening)
        {
            if (_scorer is not { } scorer)
            {
                return;
            }

            if (scorer.Current != _standing.Model?.Scorer && !TryServe(scorer.Current))
            {
                return;
            }

            if (scorer.LastFault is { } fault)
            {
                Refuse(fault.Message!);
            }
            else
            {
                _standing = _standing with { Fault = null };
            }
        }
    }

    private bool TryServe(CreditScorer scorer)
    {
        ServedModel model;
        try
        {
            model = _prepare(scorer);
        }
#pragma warning disable CA1031 // Whoever looks at the file is a timer or a start of the program: a model that cannot be served is refused like any other, and the last one stays.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Refuse($"The model is sound, but could not be made ready to be served: {exception.GetType().Name}.");
            return false;
        }

        _standing = new ModelStanding(model, null);
        _metrics.ModelLoaded(accepted: true);
        _logger.ModelInService(model.Digest);
        return true;
    }

    private void Refuse(string message)
    {
        if (_standing.Fault == message)
        {
            return;
        }

        _standing = _standing with { Fault = message };
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
