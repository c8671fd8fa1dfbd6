namespace AgriCredit.Federation;

/// <summary>The kinds of message; each is a message of messages.proto, where who sends it and what its reader checks is said.</summary>
/// <remarks>40 to 49 are reserved for proofs of norm (PROTOCOL, part 7).</remarks>
public enum MessageKind : uint
{
    /// <summary>A party declares the size of its numbers.</summary>
    Declaration = 1,

    /// <summary>The terms of the session.</summary>
    SessionPlan = 2,

    /// <summary>A party's public keys; countersigns the plan.</summary>
    KeyAdvert = 3,

    /// <summary>All public keys.</summary>
    KeyDirectory = 4,

    /// <summary>The key of the integrity tag, boxed to each peer.</summary>
    GroupKeyOffer = 5,

    /// <summary>The box for one party.</summary>
    GroupKeyBox = 6,

    /// <summary>A party commits to the group key.</summary>
    Ready = 7,

    /// <summary>What a round sums.</summary>
    RoundPlan = 8,

    /// <summary>A party's masked sums.</summary>
    MaskedInput = 9,

    /// <summary>The sum over all parties.</summary>
    Publish = 10,

    /// <summary>The model a party arrived at.</summary>
    Complete = 11,

    /// <summary>All arrived at the same model.</summary>
    Confirm = 12,

    /// <summary>A party leaves, and why.</summary>
    Refusal = 13,

    /// <summary>The session is over, and why.</summary>
    Abort = 14,

    /// <summary>Who is to be summed (resilient mode).</summary>
    SurvivorSet = 15,

    /// <summary>A party signs the survivors (resilient mode).</summary>
    SurvivorAck = 16,

    /// <summary>A party could not open shares (resilient mode).</summary>
    BadShare = 17,

    /// <summary>Enough signatures for the survivors (resilient mode).</summary>
    UnmaskRequest = 18,

    /// <summary>A party's shares and mask keys (resilient mode).</summary>
    Unmask = 19,

    /// <summary>A round without a sum (resilient mode).</summary>
    Void = 20,

    /// <summary>A member of a joint fit offers itself, with its key.</summary>
    JointOffer = 50,

    /// <summary>The terms and members of a joint fit.</summary>
    JointPlan = 51,

    /// <summary>A member signs the plan of a joint fit.</summary>
    JointAccept = 52,

    /// <summary>A member leaves a joint fit before there are keys, and why.</summary>
    JointRefusal = 53,
}
