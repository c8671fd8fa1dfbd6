using System.ComponentModel;

namespace AgriCredit.Harness.Scenarios;

/// <summary>How many synthetic loans, over how many banks.</summary>
[Description("Synthetic farm loans.")]
internal sealed record GeneratorSection
{
    public const int DefaultRows = 60_000;
    public const int DefaultParties = 5;
    public const int MaxRows = 10_000_000;
    public const int MaxParties = 1_000;

    [NumberRange(AtLeast = 1, AtMost = MaxRows)]
    [Description("Number of loans.")]
    public int Rows { get; init; } = DefaultRows;

    [NumberRange(AtLeast = 1, AtMost = MaxParties)]
    [Description("Number of banks; their sizes repeat the ratio 8:5:3:2:1.")]
    public int Parties { get; init; } = DefaultParties;
}
