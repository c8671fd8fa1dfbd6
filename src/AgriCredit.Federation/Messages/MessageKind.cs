namespace AgriCredit.Federation;

/// <summary>The kinds of message; each is a message of messages.proto. 40 to 49 are reserved for proofs of norm (PROTOCOL, part 7).</summary>
internal enum MessageKind : uint
{
    Declaration = 1,
    SessionPlan = 2,
    KeyAdvert = 3,
    KeyDirectory = 4,
    GroupKeyOffer = 5,
    GroupKeyBox = 6,
    Ready = 7,
    RoundPlan = 8,
    MaskedInput = 9,
    Publish = 10,
    Complete = 11,
    Confirm = 12,
    Refusal = 13,
    Abort = 14,
}
