namespace AgriCredit;

/// <summary>The raw value itself.</summary>
public sealed class IdentityTransform : FeatureTransform
{
    private IdentityTransform()
    {
    }

    /// <summary>The one instance.</summary>
    public static IdentityTransform Instance { get; } = new();
}
