namespace AgriCredit.Federation.Vertical;

/// <summary>What a member has at the end of a joint fit.</summary>
public sealed class JointResult
{
    /// <summary>The session's id, 32 bytes.</summary>
    public required ReadOnlyMemory<byte> Session { get; init; }

    /// <summary>The parties, label holder first.</summary>
    public required IReadOnlyList<PartyId> Parties { get; init; }

    /// <summary>The rows in common, fitted over.</summary>
    public required int Rows { get; init; }

    /// <summary>This party's own part; null at the dealer.</summary>
    public JointPart? Own { get; init; }

    /// <summary>Every party's part, when the terms release the joined model; else empty.</summary>
    public IReadOnlyList<JointPart> Joined { get; init; } = [];

    /// <summary>Which of this party's rows are in common, in the common order; empty at the dealer.</summary>
    public IReadOnlyList<int> AlignedRows { get; init; } = [];

    /// <summary>Directions of this party's columns that the rows do not determine, such as of a column that is the sum of others: left out of the fit, so that their coefficients are only one choice of many.</summary>
    public int DroppedDirections { get; init; }

    /// <summary>The range monitor's sum, which all parties see.</summary>
    public double Monitor { get; init; }

    /// <summary>Length of the last step in standard errors (the Newton decrement), which all parties see.</summary>
    public double LastStep { get; init; }

    /// <summary>Passes over the rows.</summary>
    public int Passes { get; init; }

    /// <summary>The passes as this member saw them; empty where nothing but a preparation was made.</summary>
    public IReadOnlyList<JointPass> Course { get; init; } = [];

    /// <summary>How often the parties waited for each other in the fit.</summary>
    public int Rounds { get; init; }

    /// <summary>How long the fit took, without set-up and alignment.</summary>
    public TimeSpan FitTime { get; init; }

    /// <summary>How long the alignment took.</summary>
    public TimeSpan AlignmentTime { get; init; }

    /// <summary>Messages and bytes of this member, before TLS.</summary>
    public required Traffic Traffic { get; init; }

    /// <summary>What each role learns.</summary>
    public required IReadOnlyList<Disclosure> Learnt { get; init; }
}
