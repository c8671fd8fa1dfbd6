namespace AgriCredit.Federation.Vertical;

/// <summary>Who a member of a joint fit is, with whom it fits, and on what terms.</summary>
public sealed class JointMemberOptions
{
    /// <summary>Parties that a fit takes at most.</summary>
    public const int LargestParties = 4;

    /// <summary>The default of <see cref="Patience"/>.</summary>
    public static readonly TimeSpan DefaultPatience = TimeSpan.FromMinutes(2);

    /// <summary>The default of <see cref="AlignmentPatience"/>: a million identifiers on both sides take some minutes.</summary>
    public static readonly TimeSpan DefaultAlignmentPatience = TimeSpan.FromHours(1);

    /// <summary>The default of <see cref="JoinPatience"/>.</summary>
    public static readonly TimeSpan DefaultJoinPatience = TimeSpan.FromMinutes(10);

    /// <summary>The member.</summary>
    public required SigningIdentity Identity { get; init; }

    /// <summary>All members: the parties and the dealer; the coordinator is the relay.</summary>
    public required Roster Roster { get; init; }

    /// <summary>The party that holds the labels and leads.</summary>
    public required PartyId LabelHolder { get; init; }

    /// <summary>The member that deals randomness and has no rows.</summary>
    public required PartyId Dealer { get; init; }

    /// <summary>What is agreed.</summary>
    public required JointTerms Terms { get; init; }

    /// <summary>How long a message may be awaited; fits of many rows over slow lines need more.</summary>
    public TimeSpan Patience { get; init; } = DefaultPatience;

    /// <summary>How long the others may take to align their rows, for a member that has nothing to do meanwhile: the dealer, and a party while the label holder aligns with another.</summary>
    public TimeSpan AlignmentPatience { get; init; } = DefaultAlignmentPatience;

    /// <summary>How long the others may take to be there.</summary>
    public TimeSpan JoinPatience { get; init; } = DefaultJoinPatience;

    /// <summary>Measures time.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Is told of each pass, on the thread that runs it; nobody learns an objective or a step there.</summary>
    public Action<JointPass>? PassFinished { get; init; }

    /// <summary>The parties: the label holder first, the others as in the roster.</summary>
    internal IReadOnlyList<PartyId> Parties => [LabelHolder, .. Roster.Parties.Where(member => member != LabelHolder && member != Dealer)];

    /// <summary>Whether the dealer takes part; not where the randomness was dealt ahead.</summary>
    internal bool HasDealer { get; private set; } = true;

    /// <summary>All members of a session, in the plan's order.</summary>
    internal IReadOnlyList<PartyId> Members => HasDealer ? [.. Parties, Dealer] : Parties;

    /// <summary>The same without the dealer.</summary>
    internal JointMemberOptions WithoutDealer()
    {
        var options = (JointMemberOptions)MemberwiseClone();
        options.HasDealer = false;
        return options;
    }

    /// <summary>What does not fit together; null when all does.</summary>
    internal string? Fault()
    {
        if (LabelHolder == Dealer || !Roster.Parties.Contains(LabelHolder) || !Roster.Parties.Contains(Dealer) || !Roster.Parties.Contains(Identity.Id))
        {
            return $"The label holder '{LabelHolder}', the dealer '{Dealer}' and this member '{Identity.Id}' must be members of the roster, the first two different.";
        }

        return Parties.Count is < 2 or > LargestParties
            ? $"A joint fit takes 2 to {LargestParties} parties beside the dealer; the roster has {Parties.Count}."
            : Terms.Fault();
    }
}
