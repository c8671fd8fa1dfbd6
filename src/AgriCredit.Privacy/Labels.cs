namespace AgriCredit.Privacy;

/// <summary>
/// The domain-separation labels of every key, hash and signature. A label serves one purpose only and carries the protocol version;
/// a test asserts that no two are equal. Source: PROTOCOL, part 1.
/// </summary>
internal static class Labels
{
    /// <summary>Round key of a pairwise mask, from the pair secret.</summary>
    public const string Mask = "agricredit/v1/mask";

    /// <summary>Key of a party's self mask of one round, from the hash of its three field elements.</summary>
    public const string SelfMask = "agricredit/v1/self";

    /// <summary>Next pair secret from the last one.</summary>
    public const string Ratchet = "agricredit/v1/ratchet";

    /// <summary>Round key of the integrity tag's coefficients, from the group key.</summary>
    public const string Tag = "agricredit/v1/tag";

    /// <summary>Round key of the integrity tag's constant term, from the group key.</summary>
    public const string Offset = "agricredit/v1/offset";

    /// <summary>Key of one boxed message, from the box secret of a pair.</summary>
    public const string Box = "agricredit/v1/box";

    /// <summary>Key of one stream of a party's dealt randomness, from its seed.</summary>
    public const string Dealt = "agricredit/v1/dealt";

    /// <summary>Key of all messages from one member of a pair to the other, from the pair secret.</summary>
    public const string Stream = "agricredit/v1/stream";
}
