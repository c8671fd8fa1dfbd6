namespace AgriCredit.Harness.Configuration;

/// <summary>The names of a member's files where its configuration does not say otherwise: those of its kit.</summary>
internal static class MemberFiles
{
    public const string DefaultFederation = "federation.json";
    public const string DefaultTerms = "terms.json";
    public const string DefaultKey = "member.key";
    public const string DefaultState = "state.db";
    public const string DefaultOutput = "models";
    public const string Party = "party.json";
    public const string Coordinator = "coordinator.json";
    public const string Dealer = "dealer.json";
}
