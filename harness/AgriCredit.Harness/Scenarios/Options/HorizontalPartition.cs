using System.ComponentModel;

namespace AgriCredit.Harness.Scenarios;

/// <summary>Same columns, different applicants.</summary>
[Description("Parties hold different rows: those with the same value in a column, or by number.")]
internal sealed record HorizontalPartition : PartitionSection
{
    public const string Kind = "horizontal";
    public const double DefaultAlpha = 0.5;

    [Description("The column whose values name the parties.")]
    public string? By { get; init; }

    [NumberRange(AtLeast = 2, AtMost = GeneratorSection.MaxParties)]
    [Description("In place of 'by': this many parties, named \"0\", \"1\" and so on.")]
    public int? Parties { get; init; }

    [Description("With 'parties': roundRobin (training row k goes to party k % parties), contiguous (equal runs of rows) or dirichlet (unequal and with unequal default rates).")]
    public RowAssignment? Assign { get; init; }

    [NumberRange(Above = 0)]
    [Description("With dirichlet: the smaller, the less alike the parties; 0.5 by default.")]
    public double? Alpha { get; init; }
}
