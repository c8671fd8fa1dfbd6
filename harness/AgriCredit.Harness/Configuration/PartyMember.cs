using System.ComponentModel;

namespace AgriCredit.Harness.Configuration;

/// <summary>A party as everybody knows it.</summary>
[Description("A party.")]
internal sealed record PartyMember
{
    [Description("Its id.")]
    public required string Id { get; init; }

    [Description("Its certificate: PEM, or the name of a file beside this one.")]
    public required string Certificate { get; init; }
}
