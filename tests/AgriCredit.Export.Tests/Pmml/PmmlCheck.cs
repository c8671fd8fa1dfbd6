namespace AgriCredit.Export.Tests.Pmml;

/// <summary>A model and its document side by side.</summary>
internal sealed class PmmlCheck
{
    private const double Tolerance = 1e-12;
    private readonly CreditScorer _scorer;
    private readonly PmmlEvaluator[] _evaluators;
    private readonly IReadOnlyList<string>?[] _categories;

    public PmmlCheck(CreditModel model)
    {
        _scorer = new CreditScorer(model);
        _evaluators = [new PmmlEvaluator(PmmlModels.Write(model)), new PmmlEvaluator(PmmlModels.Write(model), leavesOutNegative: true)];
        _categories = ExportedModels.Categories(model);
    }

    /// <summary>Bounds, codes and substitutes of a feature with their neighbours, and what is no number.</summary>
    public static double[] Edges(ModelFeature feature)
    {
        List<double> edges = [feature.ValueWhenMissing ?? 0];
        edges.AddRange(feature.Range is { } range ? [range.Low, range.High] : []);
        edges.AddRange(feature.Transform switch
        {
            WoeTransform woe => woe.Bins.SelectMany(bin => bin.Codes.Append(bin.Low).Append(bin.High)),
            ClipTransform clip => [clip.Low, clip.High],
            LogTransform log => [-log.Offset],
            _ => [],
        });
        return [double.NaN, double.PositiveInfinity, double.NegativeInfinity, .. edges.SelectMany(Around)];
    }

    public static double[] Around(double value) => [value, Math.BitDecrement(value), Math.BitIncrement(value)];

    /// <summary>Scores a row of the scorer's, and fails where the document says otherwise.</summary>
    /// <returns>Whether the row is scored; the document refuses it else.</returns>
    public bool Row(double[] row)
    {
        double[] scored = [.. row.Select((value, input) => ExportedModels.Scored(value, _categories[input]))];
        var values = _scorer.Inputs.Index().ToDictionary(input => input.Item, input => Field(row[input.Index], _categories[input.Index]));
        CreditScore? expected = ExportedModels.Score(_scorer, scored);
        foreach (PmmlEvaluator evaluator in _evaluators)
        {
            Dictionary<string, object?>? outputs = evaluator.Evaluate(values);
            Assert.Equal(expected is null, outputs is null);
            if (expected is { } score)
            {
                Assert.Equal(score.ProbabilityOfDefault.Value, (double)outputs!["pd"]!, Tolerance);
                Assert.Equal(score.Logit, (double)outputs["logit"]!, Tolerance * (1 + Math.Abs(score.Logit)));
                Assert.Equal(score.Points.Value, (double)outputs["points"]!, 1e-9 * (1 + Math.Abs(score.Points.Value)));
                Assert.Equal(Reasons(scored), outputs.Where(output => output.Value is string).Select(output => (string)output.Value!));
            }
        }

        return expected is not null;
    }

    private string[] Reasons(double[] row) => PmmlExport.ReasonFault(_scorer.Model) is null ? [.. _scorer.Explain(row).ReasonCodes.Select(reason => reason.Code)] : [];

    private static object? Field(double value, IReadOnlyList<string>? categories) => categories is not null ? ExportedModels.Category(value, categories) : double.IsNaN(value) ? null : value;
}
