using System.Xml.Linq;
using static AgriCredit.Export.PmmlXml;

namespace AgriCredit.Export;

/// <summary>Any other model: a regression of PD with logit normalisation over the raw values, or over fields derived from them.</summary>
/// <remarks>The logit is written out once more as an output: from PD, as the standard's normalisation gives it, it could not be told where PD is close to 1.</remarks>
internal sealed class PmmlRegression
{
    private const string CategoryColumn = "category", WoeColumn = "woe";
    private readonly PmmlNames _names;
    private readonly List<XElement> _derived = [];
    private readonly List<(string Field, double Coefficient)> _predictors = [];

    private PmmlRegression(PmmlNames names) => _names = names;

    public static XElement Create(CreditModel model, ExportedTerm[] terms, PmmlNames names)
    {
        var regression = new PmmlRegression(names);
        foreach (ExportedTerm term in terms)
        {
            regression.Add(term);
        }

        ScorecardScaling scaling = model.Scaling;
        double intercept = model.Terms.Intercept;
        List<(string Field, double Coefficient)> predictors = regression._predictors;
        XElement logit = Apply("sum", [Constant(intercept), .. predictors.Select(predictor => Apply("*", Constant(predictor.Coefficient), Field(predictor.Field)))]);

        // A sum passes over missing summands; a result that an engine does not give stays missing.
        XElement known = Apply("if", Apply("isNotMissing", Field(names.ProbabilityOfDefault)), logit);
        XElement points = Apply("-", Constant(scaling.Offset), Apply("*", Constant(scaling.Factor), Field(names.Logit)));
        return Element(
            "RegressionModel",
            Attribute("modelName", model.Provenance.Scenario),
            Attribute("functionName", "regression"),
            Attribute("algorithmName", "logisticRegression"),
            Attribute("normalizationMethod", "logit"),
            PmmlFields.SchemaWithSubstitutes(terms, names),
            Element("Output", Predicted(names.ProbabilityOfDefault), Computed(names.Logit, known), Computed(names.Points, points)),
            regression._derived.Count > 0 ? Element("LocalTransformations", regression._derived) : null,
            Element(
                "RegressionTable",
                Attribute("intercept", intercept),
                predictors.Select(predictor => Element("NumericPredictor", Attribute("name", predictor.Field), Attribute("coefficient", predictor.Coefficient)))),
            PmmlVerification.Create(model, terms, names));
    }

    private void Add(ExportedTerm term)
    {
        string field = term.Input;
        if (term.IndicatorWeight is { } weight)
        {
            XElement isMissing = Apply("isMissing", Field(field));
            _predictors.Add((Derive($"{term.Input}_missing", Apply("if", isMissing, Constant(1), Constant(0))), weight));
            field = Derive($"{term.Input}_known", Apply("if", new XElement(isMissing), Constant(term.Feature.ValueWhenMissing!.Value), Field(field)));
        }

        if (term.Clip is { } clip)
        {
            XElement below = Apply("lessThan", Field(field), Constant(clip.Low));
            XElement above = Apply("greaterThan", Field(field), Constant(clip.High));
            field = Derive($"{term.Input}_clipped", Apply("if", below, Constant(clip.Low), Apply("if", above, Constant(clip.High), Field(field))));
        }

        if (term.Log is { } log)
        {
            field = Derive($"{term.Input}_log", Apply("ln", Apply("+", Field(field), Constant(log.Offset))));
        }

        if (term.HasBins)
        {
            field = Derive($"{term.Input}_woe", term.Categories.Count > 0 ? ByCategory(term, field) : ByInterval(term, field));
        }

        _predictors.Add((field, term.Weight));
    }

    private string Derive(string wanted, XElement expression)
    {
        string name = _names.New(wanted);
        _derived.Add(Element("DerivedField", Attribute("name", name), Attribute("optype", "continuous"), Attribute("dataType", "double"), expression));
        return name;
    }

    private static XAttribute? WhenMissing(ExportedTerm term) =>
        term.Bins(WoeBinKind.Missing).Select(part => Attribute("mapMissingTo", part.Bin.Woe)).FirstOrDefault();

    private static XElement ByCategory(ExportedTerm term, string field)
    {
        if (term.Categories.FirstOrDefault(category => category.Trim().Length < category.Length) is { } padded)
        {
            throw PmmlText.Refusal($"Category '{padded}' of feature '{term.Feature.Name}' starts or ends with white space, which readers of PMML tables may trim");
        }

        return Element(
            "MapValues",
            WhenMissing(term),
            term.Bins(WoeBinKind.Other).Select(part => Attribute("defaultValue", part.Bin.Woe)),
            Attribute("outputColumn", WoeColumn),
            Attribute("dataType", "double"),
            Element("FieldColumnPair", Attribute("field", field), Attribute("column", CategoryColumn)),
            Element(
                "InlineTable",
                term.Bins(WoeBinKind.Categories).SelectMany(part => part.Bin.Categories.Select(category => Element("row", Element(CategoryColumn, category), Element(WoeColumn, Number(part.Bin.Woe)))))));
    }

    private static XElement ByInterval(ExportedTerm term, string field) => Element(
        "Discretize",
        Attribute("field", field),
        WhenMissing(term),
        Attribute("dataType", "double"),
        term.Bins(WoeBinKind.Special).SelectMany(part => part.Bin.Codes.Select(code => Bin(part.Bin, Interval(code, true, code, true)))),
        term.Bins(WoeBinKind.Interval).SelectMany(part => Pieces(part.Bin, [.. term.Codes.Where(code => code >= part.Bin.Low && code < part.Bin.High).Order()])));

    // The bins of a discretisation do not overlap, so an interval ends before a special code and goes on behind it.
    private static IEnumerable<XElement> Pieces(WoeBin bin, double[] codes)
    {
        // One bound at least is to be stated: no finite number is lower than this one.
        double start = double.IsInfinity(bin.Low) && double.IsInfinity(bin.High) ? -double.MaxValue : bin.Low;
        bool includesStart = double.IsFinite(start);
        foreach (double code in codes)
        {
            if (code > start)
            {
                yield return Bin(bin, Interval(start, includesStart, code, false));
            }

            (start, includesStart) = (code, false);
        }

        yield return Bin(bin, Interval(start, includesStart, bin.High, false));
    }

    private static XElement Bin(WoeBin bin, XElement interval) => Element("DiscretizeBin", Attribute("binValue", bin.Woe), interval);
}
