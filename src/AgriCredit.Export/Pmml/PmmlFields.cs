using System.Xml.Linq;
using static AgriCredit.Export.PmmlXml;

namespace AgriCredit.Export;

/// <summary>The raw values of an applicant: which are valid, and what becomes of missing ones.</summary>
internal static class PmmlFields
{
    /// <summary>The data dictionary: the inputs, then the target.</summary>
    public static XElement Dictionary(ExportedTerm[] terms, PmmlNames names) => Element(
        "DataDictionary",
        Attribute("numberOfFields", terms.Length + 1),
        terms.Select(term => Element(
            "DataField",
            Attribute("name", term.Input),
            term.Feature.Unit is { } unit ? Attribute("displayName", $"{term.Input} [{unit}]") : null,
            Attribute("optype", term.Categories.Count > 0 ? "categorical" : "continuous"),
            Attribute("dataType", term.Categories.Count > 0 ? "string" : "double"),
            term.Categories.Count > 0 ? Categories(term) : Numbers(term))),
        Element("DataField", Attribute("name", names.Target), Attribute("optype", "continuous"), Attribute("dataType", "double")));

    /// <summary>The mining schema of a scorecard, whose attributes take missing values.</summary>
    public static XElement Schema(ExportedTerm[] terms, PmmlNames names) => Schema(terms, names, substitutes: false);

    /// <summary>The mining schema of a regression, where a field may have a substitute.</summary>
    public static XElement SchemaWithSubstitutes(ExportedTerm[] terms, PmmlNames names) => Schema(terms, names, substitutes: true);

    private static XElement Schema(ExportedTerm[] terms, PmmlNames names, bool substitutes) => Element(
        "MiningSchema",
        terms.Select(term => Element("MiningField", Attribute("name", term.Input), Missing(term, substitutes), Attribute("invalidValueTreatment", "returnInvalid"))),
        Element("MiningField", Attribute("name", names.Target), Attribute("usageType", "target")));

    private static XAttribute[] Missing(ExportedTerm term, bool substitutes) => term.Feature.Missing switch
    {
        MissingPolicy.Reject => [Attribute("missingValueTreatment", "returnInvalid")],
        MissingPolicy.Mean when substitutes => [Attribute("missingValueReplacement", term.Feature.ValueWhenMissing!.Value), Attribute("missingValueTreatment", "asMean")],
        _ => [Attribute("missingValueTreatment", "asIs")],
    };

    // A list of values makes all others invalid, so there is none where a bin takes all others.
    private static IEnumerable<XElement> Categories(ExportedTerm term) =>
        term.Bins(WoeBinKind.Other).Any() ? [] : term.Categories.Select(category => Element("Value", Attribute("value", category)));

    // Bounds even where all numbers are valid: infinities are not.
    private static IEnumerable<XElement> Numbers(ExportedTerm term)
    {
        (double low, double high) = term.Domain();
        return [Interval(low, true, high, true), .. term.Codes.Where(code => code < low || code > high).Select(code => Interval(code, true, code, true))];
    }
}
