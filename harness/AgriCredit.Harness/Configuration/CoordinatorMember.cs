using System.ComponentModel;

namespace AgriCredit.Harness.Configuration;

/// <summary>The coordinator as everybody knows it.</summary>
[Description("The coordinator.")]
internal sealed record CoordinatorMember
{
    [Description("Its id; no party has it.")]
    public required string Id { get; init; }

    [Description("Where parties reach it: https://HOST:PORT.")]
    public required string Address { get; init; }

    [Description("Its certificate: PEM, or the name of a file beside this one.")]
    public required string Certificate { get; init; }
}
