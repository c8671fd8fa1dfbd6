using System.Xml.Linq;
using static AgriCredit.Export.PmmlXml;

namespace AgriCredit.Export;

/// <summary>A model whose inputs all have bins: a characteristic for each, an attribute for each bin, partial scores in points.</summary>
/// <remarks>The first attribute that takes a value gives its points, so special codes stand before intervals, and the other bin behind all categories.</remarks>
internal static class PmmlScorecard
{
    private const char Quote = '"', Escape = '\\';

    public static XElement Create(CreditModel model, ExportedTerm[] terms, PmmlNames names, PmmlReasons? reasons)
    {
        ScorecardScaling scaling = model.Scaling;
        XElement logit = Apply("/", Apply("-", Constant(scaling.Offset), Field(names.Points)), Constant(scaling.Factor));
        XElement probability = Apply("/", Constant(1), Apply("+", Constant(1), Apply("exp", Apply("*", Constant(-1), Field(names.Logit)))));
        return Element(
            "Scorecard",
            Attribute("modelName", model.Provenance.Scenario),
            Attribute("functionName", "regression"),
            Attribute("initialScore", scaling.Offset - (scaling.Factor * model.Terms.Intercept)),
            Attribute("useReasonCodes", reasons is null ? "false" : "true"),
            reasons is null ? null : new[] { Attribute("reasonCodeAlgorithm", "pointsBelow"), Attribute("baselineMethod", reasons.BaselineMethod) },
            PmmlFields.Schema(terms, names),
            Element("Output", Predicted(names.Points), Computed(names.Logit, logit), Computed(names.ProbabilityOfDefault, probability), reasons?.Outputs(names)),
            Element("Characteristics", terms.Select((term, input) => Characteristic(term, input, scaling.Factor, reasons)), reasons?.End()),
            PmmlVerification.Create(model, terms, names));
    }

    private static XElement Characteristic(ExportedTerm term, int input, double factor, PmmlReasons? reasons)
    {
        XElement Part(XElement predicate, double contribution, WoeBin? bin) => Element(
            "Attribute",
            reasons is null ? null : Attribute("reasonCode", reasons.Code(input, bin)),
            Attribute("partialScore", -(factor * contribution)),
            predicate);

        return Element(
            "Characteristic",
            Attribute("name", term.Input),
            reasons is null ? null : Attribute("baselineScore", reasons.Baseline(input)),
            term.WhenMissing is { } missing ? Part(Simple(term, "isMissing"), missing, term.Bins(WoeBinKind.Missing).FirstOrDefault().Bin) : null,
            term.Bins(WoeBinKind.Special).Select(part => Part(Set(term, "real", part.Bin.Codes.Select(Number)), part.Contribution, part.Bin)),
            term.Bins(WoeBinKind.Interval).Select(part => Part(Within(term, part.Bin), part.Contribution, part.Bin)),
            term.Bins(WoeBinKind.Categories).Select(part => Part(OneOf(term, part.Bin.Categories), part.Contribution, part.Bin)),
            term.Bins(WoeBinKind.Other).Select(part => Part(Simple(term, "isNotMissing"), part.Contribution, part.Bin)));
    }

    private static XElement Within(ExportedTerm term, WoeBin bin)
    {
        XElement? fromLow = double.IsInfinity(bin.Low) ? null : Simple(term, "greaterOrEqual", Number(bin.Low));
        XElement? belowHigh = double.IsInfinity(bin.High) ? null : Simple(term, "lessThan", Number(bin.High));
        return fromLow is null ? belowHigh ?? Simple(term, "isNotMissing") : belowHigh is null ? fromLow : Compound("and", [fromLow, belowHigh]);
    }

    // An array's strings stand in quotes, and quotes in them behind a backslash. The standard does not say how one writes a backslash itself, so categories with one are compared one by one.
    private static XElement OneOf(ExportedTerm term, IReadOnlyList<string> categories)
    {
        string[] plain = [.. categories.Where(category => !category.Contains(Escape)).Select(category => $"{Quote}{category.Replace($"{Quote}", $"{Escape}{Quote}", StringComparison.Ordinal)}{Quote}")];
        XElement[] predicates =
        [
            .. plain.Length > 0 ? [Set(term, "string", plain)] : Array.Empty<XElement>(),
            .. categories.Where(category => category.Contains(Escape)).Select(category => Simple(term, "equal", category)),
        ];
        return predicates.Length == 1 ? predicates[0] : Compound("or", predicates);
    }

    private static XElement Simple(ExportedTerm term, string comparison, string? value = null) =>
        Element("SimplePredicate", Attribute("field", term.Input), Attribute("operator", comparison), value is null ? null : Attribute("value", value));

    private static XElement Set(ExportedTerm term, string type, IEnumerable<string> values)
    {
        string[] list = [.. values];
        return Element(
            "SimpleSetPredicate",
            Attribute("field", term.Input),
            Attribute("booleanOperator", "isIn"),
            Element("Array", Attribute("type", type), Attribute("n", list.Length), string.Join(' ', list)));
    }

    private static XElement Compound(string connective, XElement[] predicates) => Element("CompoundPredicate", Attribute("booleanOperator", connective), predicates);
}
