namespace AgriCredit;

/// <summary>How a feature of the model comes from the applicant's raw value: one of <see cref="IdentityTransform"/>, <see cref="StandardiseTransform"/>,
/// <see cref="LogTransform"/>, <see cref="ClipTransform"/>, <see cref="WoeTransform"/>, <see cref="MissingIndicatorTransform"/>.</summary>
/// <remarks>A closed hierarchy: no other assembly can add to it, so whoever reads a model can name every case.</remarks>
public abstract class FeatureTransform
{
    private protected FeatureTransform()
    {
    }
}
