using System.Runtime.InteropServices;

namespace AgriCredit;

/// <summary>Scores loan applicants with one model: probability of default, points and reasons.</summary>
/// <remarks>
/// <para>Immutable and safe from any number of threads at once; no scoring method does I/O, and none that takes spans allocates. The same applicant gets the same bits alone, in a batch, by
/// name, as a record, as floats (if its values are floats), and on every processor and operating system.</para>
/// <para>A model whose features are all identities, standardised or missing indicators is scored by one folded product a value; one with logarithms, bounds or bins term by term.</para>
/// </remarks>
public sealed partial class CreditScorer
{
    // Few enough that reading the next rows overlaps with turning these logits into probabilities: 10^6 rows of 50 floats went at 0.75 to 0.84 of the speed of
    // reading alone, with 512 at 0.69 to 0.73 (medians of six runs, reading and scoring by turns).
    private const int ChunkRows = 16;

    private readonly LinearPredictor? _linear;
    private readonly PiecewisePredictor _terms;
    private readonly ScorecardScaling _scaling;
    private readonly int _inputCount;

    /// <summary>Makes a scorer.</summary>
    /// <param name="model">The model to score with.</param>
    public CreditScorer(CreditModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        Model = model;
        _linear = model.Linear;
        _terms = model.Terms;
        _scaling = model.Scaling;
        _inputCount = model.Inputs.Count;
        _places = new Lazy<Dictionary<string, int>>(() => model.Inputs.Index().ToDictionary(input => input.Item, input => input.Index, StringComparer.Ordinal));
    }

    /// <summary>The model scored with.</summary>
    public CreditModel Model { get; }

    /// <summary>The raw values an applicant brings, by name, in the order in which every scoring method takes them.</summary>
    public IReadOnlyList<string> Inputs => Model.Inputs;

    /// <summary>Loads a model file and makes a scorer of it.</summary>
    /// <param name="path">The model file.</param>
    /// <exception cref="ModelFileException">The file is not a sound model file; see <see cref="ModelFile.Load"/>.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static CreditScorer Load(string path) => new(ModelFile.Load(path));

    /// <summary>Loads a model file that is signed by a known key, and makes a scorer of it. Nothing of the file is parsed before its signature holds.</summary>
    /// <param name="path">The model file.</param>
    /// <param name="signaturePath">The detached signature; see <see cref="ModelSignature"/>.</param>
    /// <param name="publicKey">The author's public key, on the curve P-256.</param>
    /// <exception cref="ModelFileException">The signature is not the key's over this file (<see cref="ModelFileFault.InvalidSignature"/>), or the file is not sound; see <see cref="ModelFile.Load"/>.</exception>
    /// <exception cref="ArgumentException">The key is on another curve.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static CreditScorer LoadVerified(string path, string signaturePath, System.Security.Cryptography.ECDsa publicKey)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentException.ThrowIfNullOrEmpty(signaturePath);
        ArgumentNullException.ThrowIfNull(publicKey);
        return new CreditScorer(ModelFile.LoadAccepted(path, content => ModelSignature.Require(content, signaturePath, publicKey)));
    }

    /// <summary>Scores one applicant, without reasons.</summary>
    /// <param name="values">Raw values in the order of <see cref="Inputs"/>, finite; NaN where missing. A category goes in as its index in <see cref="WoeTransform.Categories"/> (<see cref="CategoryCode"/>).</param>
    /// <exception cref="ArgumentException">The number of values is not that of <see cref="Inputs"/>; a value is infinite, missing where the feature's policy is
    /// <see cref="MissingPolicy.Reject"/>, outside the range where its policy is <see cref="OutOfRangePolicy.Reject"/>, no category, without a logarithm, or so large that the logit is beyond ±10^100
    /// (the message names the feature).</exception>
    public CreditScore Score(ReadOnlySpan<double> values)
    {
        if (values.Length != _inputCount)
        {
            throw new ArgumentException($"The model has {_inputCount} inputs; got {values.Length} values.", nameof(values));
        }

        return TryScore(values, out CreditScore score) ? score : throw Refusal(values);
    }

    /// <summary>Computes the probabilities of default of many applicants.</summary>
    /// <param name="rows">Raw values, row after row, each row as for <see cref="Score(ReadOnlySpan{double})"/>.</param>
    /// <param name="probabilities">Receives PD in [0, 1], one for each row; must not overlap <paramref name="rows"/>.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, the spans overlap, or a row cannot be scored for a reason of <see cref="Score(ReadOnlySpan{double})"/> (the message names
    /// row, from 0, and feature); probabilities of earlier rows may then have been written.</exception>
    public void ScoreBatch(ReadOnlySpan<double> rows, Span<double> probabilities) => ScoreBatch<double>(rows, probabilities);

    /// <inheritdoc cref="ScoreBatch(ReadOnlySpan{double}, Span{double})"/>
    /// <remarks>Each float is converted to double exactly: the results are those of the same values as doubles.</remarks>
    public void ScoreBatch(ReadOnlySpan<float> rows, Span<double> probabilities) => ScoreBatch<float>(rows, probabilities);

    /// <summary>Computes the logits of PD of many applicants.</summary>
    /// <param name="rows">Raw values, row after row, each row as for <see cref="Score(ReadOnlySpan{double})"/>.</param>
    /// <param name="logits">Receives ln(PD / (1 - PD)), finite, one for each row; must not overlap <paramref name="rows"/>.</param>
    /// <exception cref="ArgumentException">As for <see cref="ScoreBatch(ReadOnlySpan{double}, Span{double})"/>.</exception>
    public void Logits(ReadOnlySpan<double> rows, Span<double> logits)
    {
        RequireFit(rows, logits, nameof(rows));
        Logits(rows, logits, firstRow: 0);
    }

    /// <inheritdoc cref="Logits(ReadOnlySpan{double}, Span{double})"/>
    /// <remarks>Each float is converted to double exactly: the results are those of the same values as doubles.</remarks>
    public void Logits(ReadOnlySpan<float> rows, Span<double> logits)
    {
        RequireFit(rows, logits, nameof(rows));
        Logits(rows, logits, firstRow: 0);
    }

    /// <summary>Scores one applicant as <see cref="Score(ReadOnlySpan{double})"/> does, or says that it would refuse it: an exception for each bad row of a batch is slow.</summary>
    internal bool TryScore(ReadOnlySpan<double> values, out CreditScore score)
    {
        double logit = _linear is { } linear ? linear.Logit(values) : _terms.Logit(values);
        bool isSound = !double.IsNaN(logit);
        score = isSound ? ToScore(logit) : default;
        return isSound;
    }

    private ArgumentException Refusal(ReadOnlySpan<double> values) =>
        _linear is { } linear ? linear.Refusal(values, ValueRefusal.NoRow) : _terms.Refusal(values, ValueRefusal.NoRow);

    private CreditScore ToScore(double logit) => new(logit, new Probability(DeterministicMath.Sigmoid(logit)), _scaling.ToPoints(logit));

    private void ScoreBatch<T>(ReadOnlySpan<T> rows, Span<double> probabilities)
        where T : unmanaged
    {
        RequireFit(rows, probabilities, nameof(rows));
        for (int start = 0; start < probabilities.Length; start += ChunkRows)
        {
            Span<double> chunk = probabilities.Slice(start, Math.Min(ChunkRows, probabilities.Length - start));
            Logits(rows[(start * _inputCount)..], chunk, start);
            DeterministicMath.SigmoidInPlace(chunk);
        }
    }

    private void Logits<T>(ReadOnlySpan<T> rows, Span<double> logits, int firstRow)
        where T : unmanaged
    {
        if (_linear is { } linear)
        {
            linear.Logits(rows, logits, firstRow);
        }
        else
        {
            _terms.Logits(rows, logits, firstRow);
        }
    }

    private void RequireFit<T>(ReadOnlySpan<T> rows, Span<double> destination, string name)
        where T : unmanaged
    {
        if (rows.Length != (long)destination.Length * _inputCount)
        {
            throw new ArgumentException($"The model has {_inputCount} inputs: {destination.Length} rows need {(long)destination.Length * _inputCount} values; got {rows.Length}.", name);
        }

        if (MemoryMarshal.AsBytes(rows).Overlaps(MemoryMarshal.AsBytes(destination)))
        {
            throw new ArgumentException("Rows and results share memory; give the results their own.", name);
        }
    }
}
