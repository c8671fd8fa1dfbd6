namespace AgriCredit.Adversary.Tests;

/// <summary>Which side of an attack a test shows.</summary>
internal enum Against
{
    /// <summary>The attack succeeds against the mistake.</summary>
    Naive,

    /// <summary>The attack fails against the product.</summary>
    Ours,
}

/// <summary>Says which attack of the <see cref="AttackCatalogue"/> a test shows, and against which side.</summary>
/// <param name="name">The attack.</param>
/// <param name="against">The side.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class AttackAttribute(string name, Against against) : Attribute
{
    public string Name { get; } = name;

    public Against Against { get; } = against;
}
