namespace AgriCredit.AspNetCore;

/// <summary>The words under which answers and metrics state reasons of refusal; a closed set.</summary>
internal static class FaultReason
{
    internal const string Syntax = "syntax";
    internal const string TooLarge = "tooLarge";
    internal const string LogitTooLarge = "logitTooLarge";
    internal const string UnsupportedMediaType = "unsupportedMediaType";
    internal const string UnknownOption = "unknownOption";
    internal const string NoCutOff = "noCutOff";
    internal const string NoModel = "noModel";
    internal const string BrokenOff = "brokenOff";
    internal const string Unexpected = "unexpected";

    /// <summary>All of them, for the description of the interface.</summary>
    internal static readonly string[] All =
        [.. Enum.GetValues<ApplicantFaultReason>().Select(Of), Syntax, TooLarge, LogitTooLarge, UnsupportedMediaType, UnknownOption, NoCutOff, NoModel, BrokenOff, Unexpected];

    internal static string Of(ApplicantFaultReason reason) => reason switch
    {
        ApplicantFaultReason.UnknownInput => "unknownInput",
        ApplicantFaultReason.GivenTwice => "givenTwice",
        ApplicantFaultReason.WrongType => "wrongType",
        ApplicantFaultReason.WrongUnit => "wrongUnit",
        ApplicantFaultReason.Missing => "missing",
        ApplicantFaultReason.UnknownCategory => "unknownCategory",
        ApplicantFaultReason.OutOfRange => "outOfRange",
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };
}
