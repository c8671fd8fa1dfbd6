namespace AgriCredit;

/// <summary>What a property of a record brings to the model.</summary>
public enum ApplicantFieldKind
{
    /// <summary>A number, or yes (1) and no (0).</summary>
    Number,

    /// <summary>A category's text.</summary>
    Category,
}
