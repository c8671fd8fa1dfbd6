namespace AgriCredit;

/// <summary>One property of a record of applicants: the input of the model it is.</summary>
public sealed class ApplicantField
{
    /// <summary>Describes a property.</summary>
    /// <param name="input">The model's name for it.</param>
    /// <param name="property">The property's own name, for messages.</param>
    /// <param name="kind">What it brings.</param>
    /// <param name="unit">The unit it is in; null leaves it unchecked.</param>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    public ApplicantField(string input, string property, ApplicantFieldKind kind, string? unit = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(input);
        ArgumentException.ThrowIfNullOrEmpty(property);
        Input = input;
        Property = property;
        Kind = Require.Defined(kind, nameof(kind));
        Unit = unit;
    }

    /// <summary>The model's name for it.</summary>
    public string Input { get; }

    /// <summary>The property's own name.</summary>
    public string Property { get; }

    /// <summary>What it brings.</summary>
    public ApplicantFieldKind Kind { get; }

    /// <summary>The unit it is in, or null.</summary>
    public string? Unit { get; }
}
