using System.Text;

namespace AgriCredit;

/// <summary>The principal reasons of a decision as text for a notice of adverse action.</summary>
/// <remarks>
/// <para>12 CFR 1002.9(a)(2) and (b)(2) ask a creditor for the specific principal reasons; the Bureau's circulars 2022-03 and 2023-03 say that complexity of a model is no excuse and that a reason
/// must name what in the applicant's record counted, even where a sample form has no such line. The text here is the reasons in the catalogue's words, most costly first. Identity of the creditor,
/// the ECOA notice and whatever else a notice must hold are the creditor's to add; whether a catalogue's texts are specific enough is for its author to judge.</para>
/// </remarks>
public static class KeyFactors
{
    private const string EnglishHeading = "Principal reasons for the decision, the most important first:";
    private const string ChineseHeading = "本次决定的主要原因（按影响由大到小）：";

    /// <summary>Writes a heading and one numbered line for each reason.</summary>
    /// <param name="reasons">The reasons, most costly first; at least one.</param>
    /// <param name="locale">As for <see cref="ReasonText.In"/>.</param>
    /// <returns>Lines ended by a line feed.</returns>
    /// <exception cref="ArgumentException">There is no reason: a notice without one is not to be sent.</exception>
    public static string Write(IReadOnlyList<ReasonCode> reasons, string locale = ReasonText.EnglishLocale)
    {
        ArgumentNullException.ThrowIfNull(reasons);
        ArgumentNullException.ThrowIfNull(locale);
        if (reasons.Count == 0)
        {
            throw new ArgumentException("A notice of adverse action states at least one reason; this applicant has none.", nameof(reasons));
        }

        var text = new StringBuilder(Heading.In(locale)).Append('\n');
        for (int i = 0; i < reasons.Count; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{i + 1}. {reasons[i].TextIn(locale)} ({reasons[i].Code})\n");
        }

        return text.ToString();
    }

    private static readonly ReasonText Heading = new("heading", EnglishHeading, ChineseHeading);
}
