using System.ComponentModel;

namespace AgriCredit.Harness.Scenarios;

/// <summary>Same applicants, different columns.</summary>
[Description("Parties hold different columns of the same applicants.")]
internal sealed record VerticalPartition : PartitionSection
{
    public const string Kind = "vertical";
    public const int FewestParties = 2;

    /// <summary>The protocol on shares is written for up to this many.</summary>
    public const int MostParties = 4;

    /// <summary>The role that deals correlated randomness; no party has its name.</summary>
    public const string Dealer = "dealer";

    public required IReadOnlyList<VerticalParty> Parties { get; init; }

    /// <summary>The parties as a joint fit has them: the label holder first, then in the order of the file.</summary>
    public IEnumerable<VerticalParty> InOrder() => Parties.OrderBy(party => party.Label ? 0 : 1);
}
