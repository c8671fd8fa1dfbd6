namespace AgriCredit.Alignment;

/// <summary>The domain-separation labels of this assembly. A label serves one purpose only and carries the protocol version. Source: PROTOCOL, part 1.</summary>
internal static class Labels
{
    /// <summary>Maps applicant ids to group elements; the session follows it.</summary>
    public const string Psi = "agricredit/v1/psi";
}
