using AgriCredit.Learning;

namespace AgriCredit.Federation;

/// <summary>What a party brings to a session, and what it has agreed to beforehand.</summary>
public sealed class PartyOptions
{
    /// <summary>Who the party is.</summary>
    public required SigningIdentity Identity { get; init; }

    /// <summary>The pinned certificates of the federation.</summary>
    public required Roster Roster { get; init; }

    /// <summary>The party's training rows. A missing value (NaN) is allowed only in <see cref="ImputedFeatures"/>.</summary>
    public required Dataset Rows { get; init; }

    /// <summary>Features whose missing values take the pooled mean.</summary>
    public IReadOnlyList<string> ImputedFeatures { get; init; } = [];

    /// <summary>The minimums that the party agrees to waive; names of <see cref="Waivers"/>. A plan that waives another is refused.</summary>
    public IReadOnlyList<string> AcceptedWaivers { get; init; } = [];

    /// <summary>The trainer for plans with federated averaging; a plan that asks for another name is refused.</summary>
    public ILocalTrainer? Trainer { get; init; }

    /// <summary>What the party remembers over sessions.</summary>
    public PartyRecord Record { get; init; } = new();
}
