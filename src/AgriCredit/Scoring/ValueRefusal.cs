namespace AgriCredit;

/// <summary>The exceptions for applicants' values that cannot be scored. Their messages have names and numbers of places, never a value.</summary>
internal static class ValueRefusal
{
    /// <summary>The row of an applicant scored alone.</summary>
    internal const int NoRow = -1;

    internal static ArgumentException Infinite(string input, int row) => Refuse(input, row, "is infinite; values are finite, or NaN where missing");

    internal static ArgumentException Missing(string input, int row) =>
        Refuse(input, row, $"is missing, and the model's policy for it is {MissingPolicy.Reject}; complete it, or fit the model with another policy");

    internal static ArgumentException TooLarge(string input, int row) =>
        Refuse(input, row, $"is so large that the logit is beyond ±{LinearPredictor.LargestLogit}; check its unit");

    internal static ArgumentException OutOfRange(string input, int row, FeatureRange range) => Refuse(
        input, row, FormattableString.Invariant($"is outside [{range.Low}, {range.High}], and the model's policy for it is {OutOfRangePolicy.Reject}; check it and its unit"));

    internal static ArgumentException NoLogarithm(string input, int row, double offset) =>
        Refuse(input, row, FormattableString.Invariant($"has no logarithm: value + {offset} is not positive; check it and its unit"));

    internal static ArgumentException NoCategory(string input, int row, int categories) =>
        Refuse(input, row, $"is no category of the model: categories go in as 0 to {categories - 1}, their places in {nameof(WoeTransform)}.{nameof(WoeTransform.Categories)}, and there is no bin for others");

#pragma warning disable CA2208, MA0015 // Applicants and clerks read these texts; "(Parameter 'values')" behind them would say nothing to them.
    private static ArgumentException Refuse(string input, int row, string fault) =>
        new(row == NoRow ? $"Feature '{input}' {fault}." : $"Row {row}: feature '{input}' {fault}.");
#pragma warning restore CA2208, MA0015
}
