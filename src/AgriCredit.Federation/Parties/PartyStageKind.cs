namespace AgriCredit.Federation;

/// <summary>The states of a party, as its store names them; each is the class of the same name.</summary>
internal enum PartyStageKind : uint
{
    /// <summary>Not stored: nothing was agreed yet.</summary>
    Declaring = 0,

    Advertising = 1,
    OfferingGroupKey = 2,
    Ready = 3,
    Contributing = 4,
    Accusing = 5,
    Agreeing = 6,
    Unmasking = 7,
    Completing = 8,
    Ended = 9,
}
