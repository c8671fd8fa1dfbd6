using AgriCredit.Federation.Vertical;
using AgriCredit.Harness.Results;

namespace AgriCredit.Harness.Hosting;

/// <summary>What a dealer knows of a joint fit at its end: no row, no opening and no coefficient.</summary>
/// <param name="Session">The session's id in lower-case hexadecimal.</param>
/// <param name="Name">The name of the terms.</param>
/// <param name="Parties">The parties, the label holder first.</param>
/// <param name="Rows">The rows in common.</param>
/// <param name="Passes">Passes over the rows.</param>
/// <param name="Learnt">What each role came to know.</param>
internal sealed record DealtRecord(string Session, string Name, IReadOnlyList<string> Parties, int Rows, int Passes, IReadOnlyList<LearntItem> Learnt)
{
    public static DealtRecord Of(string name, JointResult result) => new(
        Convert.ToHexStringLower(result.Session.Span),
        name,
        [.. result.Parties.Select(party => party.Value)],
        result.Rows,
        result.Passes,
        [.. result.Learnt.Select(item => new LearntItem(item.Who, item.What))]);
}
