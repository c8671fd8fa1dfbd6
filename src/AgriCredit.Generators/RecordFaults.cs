using Microsoft.CodeAnalysis;

namespace AgriCredit.Generators;

/// <summary>The compile errors about records of applicants.</summary>
internal static class RecordFaults
{
    internal static readonly DiagnosticDescriptor Shape = Make(
        "AGRI001", "A record of applicants is partial and not generic", "'{0}' must be partial and not generic, so that it can be bound to a model's inputs");

    internal static readonly DiagnosticDescriptor WrongType = Make(
        "AGRI002", "A property's type cannot be an input", "'{0}' has type '{1}'; an input is a number, bool, string or enum, or a nullable one; mark it [NotAnInput] if it is none");

    internal static readonly DiagnosticDescriptor SameInput = Make(
        "AGRI003", "Two properties are the same input", "'{0}' and '{1}' are both the input '{2}'; give one another name with [ApplicantInput]");

    internal static readonly DiagnosticDescriptor NoInput = Make(
        "AGRI004", "A record of applicants has an input", "'{0}' has no public property that can be read; a model has at least one input");

    private static DiagnosticDescriptor Make(string id, string title, string message) =>
        new(id, title, message, "AgriCredit", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
