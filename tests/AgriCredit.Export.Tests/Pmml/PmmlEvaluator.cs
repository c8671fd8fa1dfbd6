using System.Globalization;
using System.Xml.Linq;

namespace AgriCredit.Export.Tests.Pmml;

/// <summary>A small evaluator of PMML 4.4, written from the standard: it reads documents and knows nothing of models. What it does not know, it refuses.</summary>
/// <remarks>A value is a double, a string, a bool, or null where missing. Sections of the standard stand at what follows them.</remarks>
internal sealed class PmmlEvaluator
{
    private readonly XElement _dictionary;
    private readonly XElement _model;
    private readonly bool _leavesOutNegative;

    /// <summary>Reads a document.</summary>
    /// <param name="document">The document.</param>
    /// <param name="leavesOutNegative">Whether reason codes with a negative difference are ranked, as the standard has it, or left out, as some engines do.</param>
    public PmmlEvaluator(XDocument document, bool leavesOutNegative = false)
    {
        _leavesOutNegative = leavesOutNegative;
        XElement root = document.Root!;
        Assert.Equal(XName.Get("PMML", "http://www.dmg.org/PMML-4_4"), root.Name);
        _dictionary = root.Child("DataDictionary")!;
        _model = root.Elements().Single(element => element.Name.LocalName is "Scorecard" or "RegressionModel");
    }

    /// <summary>The model verification's records: inputs and outputs by field; a field without a cell is not there.</summary>
    public IEnumerable<Dictionary<string, string>> Verification()
    {
        XElement verification = _model.Child("ModelVerification")!;
        Dictionary<string, string> columns = verification.Child("VerificationFields")!.Elements().ToDictionary(field => field.Text("column")!, field => field.Text("field")!);
        foreach (XElement row in verification.Child("InlineTable")!.Elements())
        {
            yield return row.Elements().ToDictionary(cell => columns[cell.Name.LocalName], cell => cell.Value);
        }
    }

    /// <summary>The final outputs; null where the result is invalid.</summary>
    public Dictionary<string, object?>? Evaluate(IReadOnlyDictionary<string, object?> values)
    {
        var fields = new Dictionary<string, object?>();
        foreach (XElement mining in _model.Child("MiningSchema")!.Elements().Where(field => field.Text("usageType") is null or "active"))
        {
            string name = mining.Text("name")!;
            if (!Prepare(mining, _dictionary.Elements().Single(field => field.Text("name") == name), values[name], out object? prepared))
            {
                return null;
            }

            fields.Add(name, prepared);
        }

        foreach (XElement derived in _model.Child("LocalTransformations")?.Elements() ?? [])
        {
            fields.Add(derived.Text("name")!, PmmlExpressions.Evaluate(derived.Elements().Single(), fields));
        }

        List<string> reasons = [];
        double? predicted = _model.Name.LocalName == "Scorecard" ? Score(fields, reasons) : Regress(fields);
        return predicted is { } value ? Outputs(fields, value, reasons) : null;
    }

    // Mining Schema, "Missing Value Treatment", "Invalid Value Treatment"; Data Dictionary, "Interval", "Value".
    private static bool Prepare(XElement mining, XElement field, object? value, out object? prepared)
    {
        prepared = value;
        if (value is null)
        {
            if (mining.Text("missingValueReplacement") is { } replacement)
            {
                prepared = field.Text("dataType") == "double" ? PmmlExpressions.Number(replacement) : replacement;
                return true;
            }

            return mining.Text("missingValueTreatment") != "returnInvalid";
        }

        XElement[] listed = [.. field.Elements().Where(element => element.Name.LocalName == "Value" && element.Text("property") is null or "valid")];
        XElement[] intervals = [.. field.Elements().Where(element => element.Name.LocalName == "Interval")];
        bool valid = (field.Text("dataType") == "double") == value is double
            && (listed.Length == 0 || listed.Any(element => element.Text("value") == (string)value))
            && (intervals.Length == 0 || intervals.Any(interval => PmmlExpressions.Contains(interval, (double)value)));
        return valid || (mining.Text("invalidValueTreatment") ?? "returnInvalid") == "asIs";
    }

    // Scorecard, "Scoring Procedure", "Reason Codes": the first attribute that is true gives the partial score.
    private double? Score(Dictionary<string, object?> fields, List<string> reasons)
    {
        double score = _model.Number("initialScore") ?? 0;
        List<(string Code, double Difference)> ranked = [];
        bool usesReasons = _model.Text("useReasonCodes") is null or "true";
        foreach (XElement characteristic in _model.Child("Characteristics")!.Elements())
        {
            XElement? attribute = characteristic.Elements().FirstOrDefault(attribute => PmmlExpressions.IsTrue(attribute.Elements().First(), fields) == true);
            if (attribute is null)
            {
                return null;
            }

            double partial = attribute.Number("partialScore")!.Value;
            score += partial;
            if (usesReasons)
            {
                double baseline = (characteristic.Number("baselineScore") ?? _model.Number("baselineScore"))!.Value;
                double difference = _model.Text("reasonCodeAlgorithm") == "pointsAbove" ? partial - baseline : baseline - partial;
                ranked.Add(((attribute.Text("reasonCode") ?? characteristic.Text("reasonCode"))!, difference));
            }
        }

        reasons.AddRange(ranked.Where(reason => !_leavesOutNegative || reason.Difference >= 0).OrderByDescending(reason => reason.Difference).Select(reason => reason.Code));
        return score;
    }

    // Regression, "Normalization Methods for Regression Models".
    private double? Regress(Dictionary<string, object?> fields)
    {
        Assert.Equal("regression", _model.Text("functionName"));
        Assert.Equal("logit", _model.Text("normalizationMethod"));
        XElement table = _model.Child("RegressionTable")!;
        double sum = table.Number("intercept")!.Value;
        foreach (XElement predictor in table.Elements())
        {
            Assert.Equal("NumericPredictor", predictor.Name.LocalName);
            if (fields[predictor.Text("name")!] is not double value)
            {
                return null;
            }

            sum += predictor.Number("coefficient")!.Value * value;
        }

        return 1 / (1 + Math.Exp(-sum));
    }

    // Output, "Result Features": an output sees those before it.
    private Dictionary<string, object?> Outputs(Dictionary<string, object?> fields, double predicted, List<string> reasons)
    {
        var outputs = new Dictionary<string, object?>();
        foreach (XElement output in _model.Child("Output")!.Elements())
        {
            int rank = int.Parse(output.Text("rank") ?? "1", CultureInfo.InvariantCulture);
            object? value = output.Text("feature") switch
            {
                null or "predictedValue" => predicted,
                "reasonCode" => rank <= reasons.Count ? reasons[rank - 1] : null,
                "transformedValue" => PmmlExpressions.Evaluate(output.Elements().Single(), fields),
                var other => throw new NotSupportedException($"Result feature {other}."),
            };
            fields.Add(output.Text("name")!, value);
            if (output.Text("isFinalResult") != "false")
            {
                outputs.Add(output.Text("name")!, value);
            }
        }

        return outputs;
    }
}
