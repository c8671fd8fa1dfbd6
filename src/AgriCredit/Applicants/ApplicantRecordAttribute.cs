namespace AgriCredit;

/// <summary>Makes a partial class, struct or record a record of applicants: the source generator implements <see cref="IApplicantRecord{TSelf}"/> for it.</summary>
/// <remarks>Every public property that can be read is an input of the model, unless it has <see cref="NotAnInputAttribute"/>. Its name is the property's in lower case with underscores
/// (<c>TermMonths</c> is <c>term_months</c>), unless <see cref="ApplicantInputAttribute"/> gives another. Types: numbers and <see langword="bool"/>, <see cref="string"/> and enums (categories, by
/// their members' names), and the nullable forms, whose null is a missing value. Any other type is a compile error.</remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class ApplicantRecordAttribute : Attribute
{
}
