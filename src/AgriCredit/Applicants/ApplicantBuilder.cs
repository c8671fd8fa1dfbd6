using System.Diagnostics.CodeAnalysis;

namespace AgriCredit;

/// <summary>Collects an applicant's values by name, checks them against the model and puts them in its order. One builder makes one applicant, on one thread.</summary>
/// <remarks>All faults are reported together when the applicant is built. A value not given is missing, and goes by the model's own policy: it is refused, or scored as the model says; never as zero.</remarks>
public sealed class ApplicantBuilder
{
    private readonly CreditModel _model;
    private readonly Dictionary<string, int> _places;
    private readonly double[] _values;
    private readonly bool[] _given;
    private readonly List<ApplicantFault> _faults = [];

    internal ApplicantBuilder(CreditModel model, Dictionary<string, int> places)
    {
        _model = model;
        _places = places;
        _values = new double[model.Inputs.Count];
        _given = new bool[_values.Length];
        Array.Fill(_values, double.NaN);
    }

    /// <summary>Gives a number.</summary>
    /// <param name="input">One of <see cref="CreditModel.Inputs"/>.</param>
    /// <param name="value">The number; NaN is a missing value.</param>
    /// <param name="unit">The unit it is in; must then be the model's own, exactly. Null leaves it unchecked.</param>
    /// <returns>This builder.</returns>
    public ApplicantBuilder Set(string input, double value, string? unit = null)
    {
        if (Place(input) is not { } place)
        {
            return this;
        }

        ModelFeature feature = _model.InputFeatures[place];
        if (feature.Transform is WoeTransform { HasCategories: true })
        {
            Add(input, ApplicantFaultReason.WrongType, $"'{input}' is a category; give its text.");
        }
        else if (unit is not null && unit != feature.Unit)
        {
            Add(input, ApplicantFaultReason.WrongUnit, feature.Unit is null ? $"'{input}' has no unit; leave it out." : $"'{input}' is in '{feature.Unit}'; it came in another unit.");
        }
        else
        {
            _values[place] = value;
        }

        return this;
    }

    /// <summary>Gives yes (1) or no (0).</summary>
    /// <param name="input">One of <see cref="CreditModel.Inputs"/>.</param>
    /// <param name="value">True for 1.</param>
    /// <returns>This builder.</returns>
    public ApplicantBuilder Set(string input, bool value) => Set(input, value ? 1.0 : 0.0);

    /// <summary>Gives a category.</summary>
    /// <param name="input">One of <see cref="CreditModel.Inputs"/>.</param>
    /// <param name="category">Its text, compared exactly; null is a missing value.</param>
    /// <returns>This builder.</returns>
    public ApplicantBuilder Set(string input, string? category)
    {
        if (Place(input) is not { } place || category is null)
        {
            return this;
        }

        if (_model.InputFeatures[place].Transform is not WoeTransform { HasCategories: true } woe)
        {
            Add(input, ApplicantFaultReason.WrongType, $"'{input}' is a number; got a text.");
            return this;
        }

        _values[place] = woe.Code(category);
        if (double.IsNaN(_values[place]))
        {
            Add(input, ApplicantFaultReason.UnknownCategory, $"'{input}' is none of the model's {woe.Categories.Count} categories, and the model has no bin for others.");
        }

        return this;
    }

    /// <summary>Says that a value is missing, as leaving it out does.</summary>
    /// <param name="input">One of <see cref="CreditModel.Inputs"/>.</param>
    /// <returns>This builder.</returns>
    public ApplicantBuilder SetMissing(string input)
    {
        Place(input);
        return this;
    }

#pragma warning disable MA0015 // The values came in through other methods' parameters.
    /// <summary>Makes the applicant.</summary>
    /// <exception cref="ArgumentException">A value cannot be scored; the message has all faults, without values.</exception>
    public Applicant Build() => TryBuild(out Applicant? applicant, out IReadOnlyList<ApplicantFault> faults)
        ? applicant
        : throw new ArgumentException($"The applicant cannot be scored: {string.Join(" ", faults.Select(fault => fault.Message))}");
#pragma warning restore MA0015

    /// <summary>Makes the applicant, or says all that is wrong.</summary>
    /// <param name="applicant">The applicant; null if there are faults.</param>
    /// <param name="faults">The faults; empty if there is an applicant.</param>
    /// <returns>Whether there is an applicant.</returns>
    public bool TryBuild([NotNullWhen(true)] out Applicant? applicant, out IReadOnlyList<ApplicantFault> faults)
    {
        List<ApplicantFault> all = [.. _faults];
        for (int i = 0; i < _values.Length; i++)
        {
            string input = _model.Inputs[i];
            Term term = _model.Terms.Terms[i];
            if (!double.IsNaN(term.Evaluate(_values[i])) || all.Exists(fault => fault.Input == input))
            {
                continue;
            }

            ApplicantFaultReason reason = double.IsNaN(_values[i]) ? ApplicantFaultReason.Missing : ApplicantFaultReason.OutOfRange;
            all.Add(new ApplicantFault(input, reason, term.Refusal(_values[i], ValueRefusal.NoRow).Message));
        }

        faults = all.AsReadOnly();
        applicant = all.Count == 0 ? new Applicant(_model, [.. _values]) : null;
        return applicant is not null;
    }

    private int? Place(string input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (!_places.TryGetValue(input, out int place))
        {
            Add(input, ApplicantFaultReason.UnknownInput, $"'{input}' is no input of the model.");
            return null;
        }

        if (_given[place])
        {
            Add(input, ApplicantFaultReason.GivenTwice, $"'{input}' was given twice.");
            return null;
        }

        _given[place] = true;
        return place;
    }

    private void Add(string input, ApplicantFaultReason reason, string message) => _faults.Add(new ApplicantFault(input, reason, message));
}
