using System.Security.Cryptography;

namespace AgriCredit;

/// <summary>Keeps a scorer up to date with its model file: a new sound file takes over between two applicants, an unsound one never does.</summary>
/// <remarks>
/// <para>The file is polled, since notifications of changes are lost on network shares and in containers. A changed file is read whole, checked as at first, and only then takes the place of
/// the scorer in use, in one assignment: whoever reads <see cref="Current"/> has one complete model. Take <see cref="Current"/> once for an applicant, not once for each value.</para>
/// <para>A file that is refused leaves the last sound model in service and is reported once, and stays in <see cref="LastFault"/>. A model with other inputs is refused too, since the same span
/// of values would mean something else; start the service anew for that.</para>
/// <para>Safe from any thread.</para>
/// </remarks>
public sealed class ReloadingScorer : IDisposable
{
    private readonly Func<byte[], CreditScorer> _make;
    private readonly Action<ReloadOutcome>? _report;
    private readonly Lock _checking = new();
    private readonly ITimer? _timer;
    private byte[] _digest;
    private volatile CreditScorer _current;
    private volatile ReloadOutcome? _lastFault;

    /// <summary>Loads a model file and watches it.</summary>
    /// <param name="path">The model file.</param>
    /// <param name="interval">How often it is looked at, positive; null for never, so that only <see cref="CheckNow"/> does.</param>
    /// <param name="signaturePath">The detached signature that every version of the file must have; null with <paramref name="publicKey"/> for none. Replace it before the model: until both fit, the model is refused.</param>
    /// <param name="publicKey">The author's public key; used until the scorer is disposed of, and not disposed of by it.</param>
    /// <param name="report">Told of every file that took over or was refused, on the thread that looked at it; what it throws is swallowed, so that it cannot stop the watch.</param>
    /// <param name="timeProvider">The clock; the system's if null.</param>
    /// <exception cref="ArgumentException">Only one of signature and key is given, or <paramref name="interval"/> is not positive.</exception>
    /// <exception cref="ModelFileException">The first file is not sound; see <see cref="ModelFile.Load"/>.</exception>
    /// <exception cref="IOException">The first file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The first file may not be read.</exception>
    public ReloadingScorer(string path, TimeSpan? interval = null, string? signaturePath = null, ECDsa? publicKey = null, Action<ReloadOutcome>? report = null, TimeProvider? timeProvider = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (signaturePath is null != publicKey is null)
        {
            throw new ArgumentException("A signature needs a key and a key a signature.", nameof(signaturePath));
        }

        if (interval is { } time)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time, TimeSpan.Zero, nameof(interval));
        }

        Path = path;
        _report = report;
        _make = content =>
        {
            if (publicKey is not null)
            {
                ModelSignature.Require(content, signaturePath!, publicKey);
            }

            return new CreditScorer(ModelFile.Parse(content));
        };
        byte[] content = ModelFile.Read(path);
        _digest = SHA256.HashData(content);
        try
        {
            _current = _make(content);
        }
        catch (ModelFileException exception)
        {
            throw exception.At(path);
        }

        _timer = interval is { } period ? (timeProvider ?? TimeProvider.System).CreateTimer(_ => CheckNow(), null, period, period) : null;
    }

    /// <summary>The model file.</summary>
    public string Path { get; }

    /// <summary>The scorer of the last sound file.</summary>
    public CreditScorer Current => _current;

    /// <summary>Why the file that is there now was refused; null while the scorer in use is that file's.</summary>
    public ReloadOutcome? LastFault => _lastFault;

    /// <summary>Looks at the file now.</summary>
    /// <returns>What became of it; null if it is the one looked at before.</returns>
    public ReloadOutcome? CheckNow()
    {
        ReloadOutcome? outcome;
        lock (_checking)
        {
            outcome = Check();
            if (outcome is not null)
            {
                _lastFault = outcome.Scorer is null ? outcome : null;
            }
        }

        if (outcome is not null)
        {
            Report(outcome);
        }

        return outcome;
    }

    /// <summary>Stops watching. <see cref="Current"/> goes on scoring.</summary>
    public void Dispose() => _timer?.Dispose();

    private ReloadOutcome? Check()
    {
        try
        {
            byte[] content = ModelFile.Read(Path);
            byte[] digest = SHA256.HashData(content);
            bool seen = digest.AsSpan().SequenceEqual(_digest);

            // What was refused for its signature or could not be read may be sound by now.
            if (seen && _lastFault is not { MayPass: true })
            {
                return null;
            }

            _digest = digest;
            CreditScorer next = _make(content);
            if (!next.Inputs.SequenceEqual(_current.Inputs, StringComparer.Ordinal))
            {
                return new ReloadOutcome("The new model has other inputs, or in another order; start anew to serve it.", mayPass: false);
            }

            _current = next;
            return new ReloadOutcome(next);
        }
        catch (ModelFileException exception)
        {
            return Fault(exception.At(Path).Message, mayPass: exception.Fault == ModelFileFault.InvalidSignature);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Fault(exception.Message, mayPass: true);
        }
    }

    private ReloadOutcome? Fault(string message, bool mayPass) => _lastFault?.Message == message ? null : new ReloadOutcome(message, mayPass);

    private void Report(ReloadOutcome outcome)
    {
        try
        {
            _report?.Invoke(outcome);
        }
#pragma warning disable CA1031 // A broken listener must not leave an old model in service: this thread is the timer's.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }
}
