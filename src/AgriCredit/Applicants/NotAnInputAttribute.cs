namespace AgriCredit;

/// <summary>Leaves a property of a record of applicants out of the model's inputs: an id, a name.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotAnInputAttribute : Attribute
{
}
