using System.ComponentModel;
using System.Text.Json.Serialization;

namespace AgriCredit.Harness.Scenarios;

/// <summary>How the parties hold the rows.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = KindKey)]
[JsonDerivedType(typeof(HorizontalPartition), HorizontalPartition.Kind)]
[JsonDerivedType(typeof(VerticalPartition), VerticalPartition.Kind)]
[Description("How the parties hold the rows.")]
internal abstract record PartitionSection
{
    public const string KindKey = "kind";

    private protected PartitionSection()
    {
    }
}
