using System.Text;
using System.Xml;
using System.Xml.Linq;
using static AgriCredit.Export.PmmlXml;

namespace AgriCredit.Export;

/// <summary>Writes a model as a PMML 4.4 document: a scorecard where every input has bins, else a regression.</summary>
/// <remarks>
/// <para>Fields have the names of the raw values; categories are strings. Outputs are <c>pd</c>, <c>logit</c> and <c>points</c>, and of a scorecard <c>reason_1</c>, <c>reason_2</c>, ...; where an input has
/// such a name, the output has an underscore behind it. What <see cref="CreditScorer"/> refuses is an invalid value to an engine, which then gives no result; only a logit beyond ±10^100 is not refused. An
/// engine adds in its own order and has its own exponential and logarithm, so scores agree to rounding, not in every bit.</para>
/// <para>Scorecard: partial scores are points, exact as in <see cref="PointsTable"/> before rounding, and so is the predicted value. Regression: standardising is folded into the coefficients, as the scorer does;
/// bounds, logarithms, bins and substitutes of missing values are derived fields; the predicted value is PD.</para>
/// <para>Reasons are those of the scorer, by any <see cref="ReasonPolicy"/>: it gives each characteristic its baseline. The standard ranks also what cost no points, so a characteristic of its own stands where the
/// cost ends, and an output names a reason only if it ranks before. Texts of reasons are not in the document, and a model that PMML cannot give the reasons of (<see cref="ReasonFault"/>) has none in it.</para>
/// <para>The golden vectors are the document's model verification. Annotated is the SHA-256 of the model file; there are no dates, so the same model gives the same bytes.
/// Source: Data Mining Group, PMML 4.4, "Scorecard", "Regression", "Output", "Mining Schema", "Data Dictionary", "Transformations", "Built-in Functions", "Model Verification".</para>
/// </remarks>
public static class PmmlExport
{
    private static readonly XmlWriterSettings Format = new() { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), Indent = true, NewLineChars = "\n", CloseOutput = false };

    /// <summary>Writes a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="destination">Receives the document in UTF-8; left open.</param>
    /// <exception cref="ArgumentException">A name or category has a character that XML 1.0 does not have (the message says where), or a regression has a category that starts or ends with white space,
    /// which readers of a table's cells may trim.</exception>
    public static void Write(CreditModel model, Stream destination)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(destination);
        PmmlText.Require(model);
        ExportedTerm[] terms = [.. model.Terms.Terms.Select(term => new ExportedTerm(term))];
        PmmlReasons? reasons = ReasonFault(model) is null ? new PmmlReasons(model) : null;
        var names = new PmmlNames(model, reasons?.Maximum ?? 0);
        XElement body = PointsTable.Fits(model) ? PmmlScorecard.Create(model, terms, names, reasons) : PmmlRegression.Create(model, terms, names);
        XElement document = Element(
            "PMML",
            Attribute("version", "4.4"),
            Element(
                "Header",
                Attribute("description", $"Probability of default of an applicant, from {model.Inputs.Count} {(model.Inputs.Count == 1 ? "value" : "values")}."),
                Element("Application", Attribute("name", "AgriCredit")),
                Element("Annotation", $"SHA-256 of the model file: {ModelFile.Digest(model)}")),
            PmmlFields.Dictionary(terms, names),
            body);
        using var writer = XmlWriter.Create(destination, Format);
        new XDocument(document).Save(writer);
    }

    /// <summary>Why the model's document names no reasons, and what there is to do about it; null if it names those of the scorer.</summary>
    /// <param name="model">The model.</param>
    /// <returns>That an input has no bins, that features share a group, or <see cref="CreditScorer.ExplainFault"/>.</returns>
    public static string? ReasonFault(CreditModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Ranking.Fault is { } fault)
        {
            return fault;
        }

        if (model.InputFeatures.FirstOrDefault(feature => feature.Transform is not WoeTransform) is { } plain)
        {
            return $"Feature '{plain.Name}' has no bins, and PMML gives reasons to scorecards alone; take the reasons from AgriCredit.";
        }

        return model.InputFeatures.GroupBy(feature => feature.Group, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } shared
            ? $"Features '{shared.First().Name}' and '{shared.ElementAt(1).Name}' are one group, '{shared.Key}', and PMML ranks every characteristic for itself; take the reasons from AgriCredit."
            : null;
    }
}
