namespace AgriCredit;

/// <summary>Says which input of the model a property is.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ApplicantInputAttribute : Attribute
{
    /// <summary>Keeps the name that is made of the property's.</summary>
    public ApplicantInputAttribute()
    {
    }

    /// <summary>Gives a name.</summary>
    /// <param name="name">The model's name for it.</param>
    public ApplicantInputAttribute(string name) => Name = name;

    /// <summary>The model's name for it; null for the one made of the property's.</summary>
    public string? Name { get; }

    /// <summary>The unit the property is in; must then be the model's. Null leaves it unchecked.</summary>
    public string? Unit { get; set; }
}
