namespace AgriCredit;

public sealed partial class CreditScorer
{
    private readonly Lazy<Dictionary<string, int>> _places;

    /// <summary>Starts an applicant whose values are given by name.</summary>
    public ApplicantBuilder NewApplicant() => new(Model, _places.Value);

    /// <summary>Scores one applicant, with reasons where the model can give them (<see cref="CanExplain"/>).</summary>
    /// <param name="applicant">An applicant built by this scorer, or another of the same model object.</param>
    /// <returns>The same figures, bit for bit, as its values would get in a span.</returns>
    /// <exception cref="ArgumentException">The applicant was built for another model, whose inputs may mean something else; or the logit is beyond ±10^100.</exception>
    public CreditScore Score(Applicant applicant)
    {
        ArgumentNullException.ThrowIfNull(applicant);
        if (applicant.Model != Model)
        {
            throw new ArgumentException("The applicant was built for another model; build it with the scorer that scores it.", nameof(applicant));
        }

        return CanExplain ? Explain(applicant.Values) : Score(applicant.Values);
    }

    /// <summary>Binds the model's inputs to the properties of a type, once, so that its objects can be scored.</summary>
    /// <typeparam name="T">A type with <see cref="ApplicantRecordAttribute"/>, or one that implements the interface by hand.</typeparam>
    /// <exception cref="ArgumentException">The type does not fit the model: an input has no property, a property is no input, or type or unit differ (the message has all faults).</exception>
    public BoundScorer<T> Bind<T>()
        where T : IApplicantRecord<T> => new(this);

    /// <summary>The number under which a category goes into a span of values.</summary>
    /// <param name="input">One of <see cref="Inputs"/> that has categories.</param>
    /// <param name="category">The category's text, compared exactly; null is a missing value.</param>
    /// <returns>Its index in <see cref="WoeTransform.Categories"/>, their count for a category that no bin lists where there is a bin for others, NaN for a missing value.</returns>
    /// <exception cref="ArgumentException">There is no such input, it has no categories, or the category is none of them and there is no bin for others.</exception>
    public double CategoryCode(string input, string? category)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (!_places.Value.TryGetValue(input, out int place) || Model.InputFeatures[place].Transform is not WoeTransform { HasCategories: true } woe)
        {
            throw new ArgumentException($"The model has no input '{input}' with categories.", nameof(input));
        }

        double code = category is null ? double.NaN : woe.Code(category);
        return category is not null && double.IsNaN(code) ? throw ValueRefusal.NoCategory(input, ValueRefusal.NoRow, woe.Categories.Count) : code;
    }

    /// <summary>The places of <see cref="Inputs"/>, by name.</summary>
    internal Dictionary<string, int> Places => _places.Value;

    /// <summary>The probability of one row of a batch.</summary>
    internal double Probability(ReadOnlySpan<double> values, int row)
    {
        Span<double> one = stackalloc double[1];
        Logits(values, one, row);
        return DeterministicMath.Sigmoid(one[0]);
    }
}
