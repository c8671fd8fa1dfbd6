namespace AgriCredit;

/// <summary>A scorer that takes objects of one type, bound to the model's inputs once; made by <see cref="CreditScorer.Bind{T}"/>.</summary>
/// <typeparam name="T">The type of applicants.</typeparam>
/// <remarks>Immutable and safe from any thread. Puts the values in the model's order and goes the same way as every other score: the same bits, the same refusals.</remarks>
public sealed class BoundScorer<T>
    where T : IApplicantRecord<T>
{
    private readonly int[] _fields;
    private readonly WoeTransform?[] _categories;

    internal BoundScorer(CreditScorer scorer)
    {
        Scorer = scorer;
        IReadOnlyList<ApplicantField> fields = T.Fields;
        _fields = RecordBinding.Bind(scorer.Model, fields, typeof(T).Name);
        _categories = [.. scorer.Model.InputFeatures.Select(feature => feature.Transform is WoeTransform { HasCategories: true } woe ? woe : null)];
    }

    /// <summary>The scorer bound to.</summary>
    public CreditScorer Scorer { get; }

    /// <summary>Scores one applicant, without reasons. Allocates nothing.</summary>
    /// <param name="applicant">The applicant.</param>
    /// <exception cref="ArgumentException">As for <see cref="CreditScorer.Score(ReadOnlySpan{double})"/>; or a category is none of the model's and there is no bin for others.</exception>
    public CreditScore Score(T applicant)
    {
        Span<double> values = stackalloc double[_fields.Length];
        Read(applicant, values, ValueRefusal.NoRow);
        return Scorer.Score(values);
    }

    /// <summary>Scores one applicant, with reasons.</summary>
    /// <param name="applicant">The applicant.</param>
    /// <exception cref="ArgumentException">As for <see cref="Score"/>.</exception>
    /// <exception cref="InvalidOperationException">The model cannot give reasons.</exception>
    public CreditScore Explain(T applicant)
    {
        Span<double> values = stackalloc double[_fields.Length];
        Read(applicant, values, ValueRefusal.NoRow);
        return Scorer.Explain(values);
    }

    /// <summary>Scores one applicant and writes the reasons, as <see cref="CreditScorer.Explain(ReadOnlySpan{double}, Span{ReasonCode}, out int)"/> does. Allocates nothing.</summary>
    /// <param name="applicant">The applicant.</param>
    /// <param name="reasons">Receives the reasons.</param>
    /// <param name="count">How many were written.</param>
    /// <exception cref="ArgumentException">As for <see cref="Score"/>.</exception>
    /// <exception cref="InvalidOperationException">The model cannot give reasons.</exception>
    public CreditScore Explain(T applicant, Span<ReasonCode> reasons, out int count)
    {
        Span<double> values = stackalloc double[_fields.Length];
        Read(applicant, values, ValueRefusal.NoRow);
        return Scorer.Explain(values, reasons, out count);
    }

    /// <summary>Computes the probabilities of default of many applicants. Allocates nothing.</summary>
    /// <param name="applicants">The applicants.</param>
    /// <param name="probabilities">Receives PD in [0, 1]; as long as <paramref name="applicants"/>.</param>
    /// <exception cref="ArgumentException">As for <see cref="Score"/> (the message names the row, from 0), or the lengths differ.</exception>
    public void ScoreBatch(ReadOnlySpan<T> applicants, Span<double> probabilities)
    {
        if (applicants.Length != probabilities.Length)
        {
            throw new ArgumentException($"{applicants.Length} applicants need as many probabilities; got room for {probabilities.Length}.", nameof(probabilities));
        }

        Span<double> values = stackalloc double[_fields.Length];
        for (int row = 0; row < applicants.Length; row++)
        {
            Read(applicants[row], values, row);
            probabilities[row] = Scorer.Probability(values, row);
        }
    }

    private void Read(T applicant, Span<double> values, int row)
    {
        ArgumentNullException.ThrowIfNull(applicant);
        for (int input = 0; input < values.Length; input++)
        {
            values[input] = _categories[input] is { } woe ? Code(woe, T.ReadText(applicant, _fields[input]), input, row) : T.ReadNumber(applicant, _fields[input]);
        }
    }

    private double Code(WoeTransform woe, string? category, int input, int row)
    {
        if (category is null)
        {
            return double.NaN;
        }

        double code = woe.Code(category);
        return double.IsNaN(code) ? throw ValueRefusal.NoCategory(Scorer.Inputs[input], row, woe.Categories.Count) : code;
    }
}
