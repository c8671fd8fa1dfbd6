namespace AgriCredit;

/// <summary>An applicant's values, checked against one model and put in its order; made by <see cref="ApplicantBuilder"/>.</summary>
/// <remarks>Not a record, and its text has no value: an applicant is not to be printed by accident. Immutable.</remarks>
public sealed class Applicant
{
    private readonly double[] _values;

    internal Applicant(CreditModel model, double[] values)
    {
        Model = model;
        _values = values;
    }

    /// <summary>The model whose inputs the values are.</summary>
    public CreditModel Model { get; }

    /// <summary>The values in the order of <see cref="CreditModel.Inputs"/>; NaN where missing.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>How many values there are; none of them.</summary>
    public override string ToString() => $"Applicant of {_values.Length} values";
}
