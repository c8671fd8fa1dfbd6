namespace AgriCredit;

/// <summary>A type whose objects are applicants. The source generator implements it for partial types that carry <see cref="ApplicantRecordAttribute"/>; nothing is found by reflection.</summary>
/// <typeparam name="TSelf">The type itself.</typeparam>
public interface IApplicantRecord<TSelf>
    where TSelf : IApplicantRecord<TSelf>
{
    /// <summary>The properties, in a fixed order.</summary>
    static abstract IReadOnlyList<ApplicantField> Fields { get; }

    /// <summary>Reads a property of kind <see cref="ApplicantFieldKind.Number"/>.</summary>
    /// <param name="record">The applicant.</param>
    /// <param name="field">Its place in <see cref="Fields"/>.</param>
    /// <returns>The number; NaN where missing.</returns>
    static abstract double ReadNumber(TSelf record, int field);

    /// <summary>Reads a property of kind <see cref="ApplicantFieldKind.Category"/>.</summary>
    /// <param name="record">The applicant.</param>
    /// <param name="field">Its place in <see cref="Fields"/>.</param>
    /// <returns>The text; null where missing.</returns>
    static abstract string? ReadText(TSelf record, int field);
}
