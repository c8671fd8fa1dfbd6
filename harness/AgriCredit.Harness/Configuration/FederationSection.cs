using System.ComponentModel;

namespace AgriCredit.Harness.Configuration;

/// <summary>The roster of a federation: the root of <c>federation.json</c>, the same file at every institution. It holds nothing secret.</summary>
[Description("Who takes part in a federation, pinned by certificate.")]
internal sealed record FederationSection
{
    public required CoordinatorMember Coordinator { get; init; }

    [Description("The parties, in the order of the session plan.")]
    public required IReadOnlyList<PartyMember> Parties { get; init; }

    [Description("The authorities that vouch for the members: PEM, or names of files beside this one.")]
    public required IReadOnlyList<string> Authorities { get; init; }
}
