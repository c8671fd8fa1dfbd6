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

    /// <summary>
    /// Compares a plan with what the party agreed to, and names each difference; a plan with one is refused (<see cref="SessionFailureReason.PlanRefused"/>).
    /// Members, features, bounds, waivers and minimums are checked in any case. Null: any other terms will do.
    /// </summary>
    public Func<SessionPlan, IReadOnlyList<string>>? Review { get; init; }

    /// <summary>Is asked, once a plan has passed every check and before anything of it is agreed to. Null: the checks suffice.</summary>
    public Func<SessionPlan, CancellationToken, Task<bool>>? Approve { get; init; }

    /// <summary>
    /// What the party remembers, within a session and over sessions; the caller keeps owning it. By default it is memory that is gone with these options:
    /// a party that is to survive a restart, or to notice that its rows are regrouped, needs a durable one.
    /// </summary>
    public IStateStore Store { get; init; } = new MemoryStateStore();
}
