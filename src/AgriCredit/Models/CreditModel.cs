namespace AgriCredit;

/// <summary>A linear model of the logit of PD: intercept plus coefficients times transformed features, with what it takes to read, show, explain and check it.</summary>
/// <remarks>Immutable, and so safe from any thread. <see cref="CreditScorer"/> scores with it; <see cref="ModelFile"/> stores it.</remarks>
public sealed class CreditModel
{
    /// <summary>The name that stands for the intercept among the standard errors; no feature may have it.</summary>
    public const string InterceptName = "(intercept)";

    /// <summary>The most features a model may have.</summary>
    public const int MaximumFeatures = 4096;

    /// <summary>Makes a model.</summary>
    /// <param name="features">1 to <see cref="MaximumFeatures"/> features with unique names. A source has one feature that carries its value and, exactly where its policy is
    /// <see cref="MissingPolicy.Indicator"/>, one missing indicator.</param>
    /// <param name="intercept">The intercept, finite.</param>
    /// <param name="coefficients">One for each feature, finite, on the scale of the transformed features.</param>
    /// <param name="scaling">The scorecard's scale.</param>
    /// <param name="provenance">Where the model comes from.</param>
    /// <param name="standardErrors">Standard errors, intercept first, then one for each feature; finite and not negative. Null if none were computed.</param>
    /// <param name="idColumn">The column that identifies an applicant in files of applicants; null if there is none.</param>
    /// <param name="reasons">How reasons are found; the defaults of <see cref="ReasonRules"/> if null.</param>
    /// <exception cref="ArgumentException">An argument is not as described, weights on the scale of the raw values are not finite, a coefficient or bin moves PD against its feature's direction,
    /// two groups share a reason code, a range or substitute is refused by its own transform, or a golden vector has a logit beyond ±10^100.</exception>
    /// <remarks>Golden vectors are chosen here: the centre of all features, each feature at both ends of its range (or three standard deviations out), all at once, missing values where allowed,
    /// and every bin at both its bounds.</remarks>
    public CreditModel(
        IReadOnlyList<ModelFeature> features,
        double intercept,
        IReadOnlyList<double> coefficients,
        ScorecardScaling scaling,
        ModelProvenance provenance,
        IReadOnlyList<double>? standardErrors = null,
        string? idColumn = null,
        ReasonRules? reasons = null)
        : this(features, intercept, coefficients, scaling, provenance, standardErrors, idColumn, reasons, goldenVectors: null)
    {
    }

    internal CreditModel(
        IReadOnlyList<ModelFeature> features,
        double intercept,
        IReadOnlyList<double> coefficients,
        ScorecardScaling scaling,
        ModelProvenance provenance,
        IReadOnlyList<double>? standardErrors,
        string? idColumn,
        ReasonRules? reasons,
        Func<CreditModel, IReadOnlyList<GoldenVector>>? goldenVectors)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(coefficients);
        ArgumentNullException.ThrowIfNull(scaling);
        ArgumentNullException.ThrowIfNull(provenance);
        FeatureRules.Check(features);
        RequireCount(coefficients.Count, features.Count, nameof(coefficients));
        Features = Array.AsReadOnly([.. features]);
        Intercept = Require.Finite(intercept, nameof(intercept));
        Coefficients = Array.AsReadOnly(Require.Finite(coefficients, nameof(coefficients)));
        StandardErrors = standardErrors is null ? null : Array.AsReadOnly(Errors(standardErrors, features.Count + 1));
        Scaling = scaling;
        Provenance = provenance;
        IdColumn = idColumn is null ? null : Require.Text(idColumn, nameof(idColumn));
        Reasons = reasons ?? new ReasonRules();
        InputList = ModelInput.Of(Features);
        Inputs = Array.AsReadOnly([.. InputList.Select(input => input.Name)]);
        InputFeatures = Array.AsReadOnly([.. InputList.Select(input => input.Feature)]);
        Terms = new PiecewisePredictor(InputList, Intercept, Coefficients);
        Linear = LinearPredictor.Fits(Features) ? new LinearPredictor(Features, Intercept, Coefficients) : null;
        MonotoneRules.Check(Terms);
        Ranking = new ReasonRanking(Terms, Scaling, Reasons);
        GoldenVectors = (goldenVectors ?? (model => GoldenVectorChoice.Choose(new CreditScorer(model))))(this);
    }

    /// <summary>The features, in the order of the coefficients.</summary>
    public IReadOnlyList<ModelFeature> Features { get; }

    /// <summary>The raw values an applicant brings, by name: the distinct sources in the features' order.</summary>
    public IReadOnlyList<string> Inputs { get; }

    /// <summary>For each of <see cref="Inputs"/> the feature that carries its value, with unit, range, policies and bins.</summary>
    public IReadOnlyList<ModelFeature> InputFeatures { get; }

    /// <summary>The intercept.</summary>
    public double Intercept { get; }

    /// <summary>The coefficients, one for each feature.</summary>
    public IReadOnlyList<double> Coefficients { get; }

    /// <summary>The standard errors, intercept first; null if none were computed.</summary>
    public IReadOnlyList<double>? StandardErrors { get; }

    /// <summary>The scorecard's scale.</summary>
    public ScorecardScaling Scaling { get; }

    /// <summary>Where the model comes from.</summary>
    public ModelProvenance Provenance { get; }

    /// <summary>The column that identifies an applicant in files of applicants, or null.</summary>
    public string? IdColumn { get; }

    /// <summary>How reasons are found.</summary>
    public ReasonRules Reasons { get; }

    /// <summary>Applicants with the scores this model gives them, at least one.</summary>
    public IReadOnlyList<GoldenVector> GoldenVectors { get; }

    internal ModelInput[] InputList { get; }

    /// <summary>Scores a model that is linear in raw values; null for any other.</summary>
    internal LinearPredictor? Linear { get; }

    /// <summary>Scores any other model, and splits the scores of all.</summary>
    internal PiecewisePredictor Terms { get; }

    internal ReasonRanking Ranking { get; }

    private static double[] Errors(IReadOnlyList<double> standardErrors, int expected)
    {
        RequireCount(standardErrors.Count, expected, nameof(standardErrors));
        double[] errors = Require.Finite(standardErrors, nameof(standardErrors));
        int negative = Array.FindIndex(errors, error => error < 0);
        return negative < 0 ? errors : throw new ArgumentException($"{nameof(standardErrors)}[{negative}] is negative.", nameof(standardErrors));
    }

    private static void RequireCount(int actual, int expected, string name)
    {
        if (actual != expected)
        {
            throw new ArgumentException($"{name} has {actual} numbers; the model's features need {expected}.", name);
        }
    }
}
