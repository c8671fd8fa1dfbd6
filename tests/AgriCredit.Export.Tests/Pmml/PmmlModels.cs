using System.Xml.Linq;

namespace AgriCredit.Export.Tests.Pmml;

/// <summary>Models for what only PMML says, and documents of models.</summary>
internal static class PmmlModels
{
    private static readonly ModelProvenance Provenance = new() { Scenario = "<farm> & \"loans\" 农业", Parties = ["bank"], Rounds = 1, Optimizer = "newton" };

    /// <summary>Every model of the tests.</summary>
    public static IEnumerable<CreditModel> All() =>
    [
        ExportedModels.Get("linear"),
        ExportedModels.Get("scorecard"),
        ExportedModels.Get("mixed"),
        ExportedModels.Get("binned"),
        .. Enum.GetValues<ReasonPolicy>().Select(policy => Scorecard(policy)),
        OfCategories("rice"),
    ];

    public static CreditModel Of(ModelFeature[] features, double[] coefficients, ReasonRules? reasons = null) =>
        new(features, -1.5, coefficients, new ScorecardScaling(), Provenance, reasons: reasons);

    public static CreditModel OfCategories(string category) =>
        Of([new ModelFeature("crop", new WoeTransform([WoeBin.OfCategories([category, "wheat"], 0.5), WoeBin.OfCategories(["a\\", "\\", "\"q\""], 1.5), WoeBin.Other(-0.25)]))], [-0.5]);

    /// <summary>A scorecard with reasons of bins, of features and made of names, with and without missing bins, and a code that the document wants for itself.</summary>
    public static CreditModel Scorecard(ReasonPolicy policy, int maximum = 4, string? group = null) => Of(
        [
            new ModelFeature("age", new WoeTransform(
            [
                WoeBin.Interval(double.NegativeInfinity, 25, -0.8, 0.2, new ReasonText("A1", "too young", "过小")),
                WoeBin.Interval(25, 40, 0.1, 0.4),
                WoeBin.Interval(40, double.PositiveInfinity, 0.9, 0.3),
                WoeBin.Missing(-0.2, 0.1, new ReasonText("A2", "age is not known", "未知")),
            ]), missing: MissingPolicy.Bin, reason: new ReasonText("A", "age", "年龄")),
            new ModelFeature("term <months>", new WoeTransform(
            [
                WoeBin.Interval(double.NegativeInfinity, 12, 0.4, 0.3),
                WoeBin.Interval(12, 36, -0.1, 0.5, new ReasonText("T2", "term", "期限")),
                WoeBin.Interval(36, double.PositiveInfinity, -0.7, 0.1),
                WoeBin.Special([-9], 0.2, 0.1),
            ]), missing: MissingPolicy.Mean, valueWhenMissing: 20, group: group),
            new ModelFeature("none", new WoeTransform([WoeBin.OfCategories(["a b", "it's \"q\""], 0.6, 0.5), WoeBin.OfCategories(["c\\d"], -0.45, 0.25), WoeBin.Other(-0.35, 0.25)]), group: group),
            new ModelFeature("reason_1", new WoeTransform([WoeBin.Interval(double.NegativeInfinity, 0, 0.3, 0.5), WoeBin.Interval(0, double.PositiveInfinity, -0.3, 0.5)])),
            new ModelFeature("weak", new WoeTransform([WoeBin.Interval(double.NegativeInfinity, 0, 1e-9, 0.5), WoeBin.Interval(0, double.PositiveInfinity, -1e-9, 0.5)])),
        ],
        [-1.1, -0.7, -0.9, -0.4, -0.5],
        new ReasonRules(policy, cutOffPoints: 560, maximum));

    public static byte[] Bytes(CreditModel model)
    {
        using var file = new MemoryStream();
        PmmlExport.Write(model, file);
        return file.ToArray();
    }

    public static XDocument Write(CreditModel model)
    {
        using var file = new MemoryStream(Bytes(model));
        return XDocument.Load(file);
    }
}
