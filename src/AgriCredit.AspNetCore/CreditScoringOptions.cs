namespace AgriCredit.AspNetCore;

/// <summary>What a scoring service serves, and within which limits.</summary>
public sealed class CreditScoringOptions
{
    /// <summary>How often the model file is looked at unless another interval is given.</summary>
    public static readonly TimeSpan DefaultReloadInterval = TimeSpan.FromSeconds(10);

    /// <summary>The most bytes of one applicant unless another number is given.</summary>
    public const int DefaultMaximumApplicantBytes = 256 * 1024;

    /// <summary>The most bytes of one batch unless another number is given.</summary>
    public const long DefaultMaximumBatchBytes = 256L * 1024 * 1024;

    private const int SmallestApplicantBytes = 1024;
    private const int LargestApplicantBytes = 16 * 1024 * 1024;

    /// <summary>The model file. Where it is not sound, the service answers 503 and looks again at every <see cref="ReloadInterval"/>.</summary>
    public required string ModelPath { get; init; }

    /// <summary>The detached signature that every version of the model must have; null with <see cref="PublicKeyPath"/> for none.</summary>
    public string? SignaturePath { get; init; }

    /// <summary>The author's public key, PEM, on the curve P-256; null with <see cref="SignaturePath"/> for none.</summary>
    public string? PublicKeyPath { get; init; }

    /// <summary>How often the model file is looked at, positive; null for never.</summary>
    public TimeSpan? ReloadInterval { get; init; } = DefaultReloadInterval;

    /// <summary>The points from which an applicant is approved, finite; the model's own <see cref="ReasonRules.CutOffPoints"/> if null. Answers say on which side an applicant is only where one is known.</summary>
    public double? ApprovalCutOffPoints { get; init; }

    /// <summary>The language of reasons where a request names none that there is: <see cref="ReasonText.EnglishLocale"/> or <see cref="ReasonText.ChineseLocale"/>.</summary>
    public string DefaultLocale { get; init; } = ReasonText.EnglishLocale;

    /// <summary>The most bytes of one applicant, alone or as a row of a batch; from 1 KiB to 16 MiB.</summary>
    public int MaximumApplicantBytes { get; init; } = DefaultMaximumApplicantBytes;

    /// <summary>The most bytes of one batch, not below <see cref="MaximumApplicantBytes"/>. A batch is never in memory as a whole.</summary>
    public long MaximumBatchBytes { get; init; } = DefaultMaximumBatchBytes;

    /// <summary>What the model's author adds to the model card; null for nothing.</summary>
    public ModelCardFacts? CardFacts { get; init; }

    /// <summary>The most bytes of a batch's answers that wait for the client to read them, those in work apart.</summary>
    internal long MaximumPendingBytes { get; init; } = 32L * 1024 * 1024;

    /// <summary>How long a client of a batch may read nothing while so many answers wait for it and it sends more rows.</summary>
    internal TimeSpan StallTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Refuses options that do not fit, all faults together.</summary>
    /// <param name="parameter">The name under which the caller gave them.</param>
    internal void Check(string parameter)
    {
        string[] faults = [.. Faults()];
        if (faults.Length > 0)
        {
            throw new ArgumentException($"The options of the scoring service do not fit: {string.Join("; ", faults)}.", parameter);
        }
    }

    private IEnumerable<string> Faults()
    {
        if (string.IsNullOrEmpty(ModelPath))
        {
            yield return $"{nameof(ModelPath)} is empty";
        }

        if (SignaturePath is null != PublicKeyPath is null)
        {
            yield return $"{nameof(SignaturePath)} and {nameof(PublicKeyPath)} go together";
        }

        if (ReloadInterval is { } interval && interval <= TimeSpan.Zero)
        {
            yield return $"{nameof(ReloadInterval)} is not positive";
        }

        if (ApprovalCutOffPoints is { } points && !double.IsFinite(points))
        {
            yield return $"{nameof(ApprovalCutOffPoints)} is not finite";
        }

        if (DefaultLocale is not (ReasonText.EnglishLocale or ReasonText.ChineseLocale))
        {
            yield return $"{nameof(DefaultLocale)} is neither {ReasonText.EnglishLocale} nor {ReasonText.ChineseLocale}";
        }

        if (MaximumApplicantBytes is < SmallestApplicantBytes or > LargestApplicantBytes)
        {
            yield return $"{nameof(MaximumApplicantBytes)} is not from {SmallestApplicantBytes} to {LargestApplicantBytes}";
        }

        if (MaximumBatchBytes < MaximumApplicantBytes)
        {
            yield return $"{nameof(MaximumBatchBytes)} is below {nameof(MaximumApplicantBytes)}";
        }
    }
}
