using AgriCredit.Export.Wire;
using Google.Protobuf;

namespace AgriCredit.Export;

/// <summary>Writes a model as an ONNX graph in double precision: opset 17, IR version 8.</summary>
/// <remarks>
/// <para>One input, <c>values</c>, a double tensor [rows, inputs] in the order of <see cref="CreditScorer.Inputs"/>: NaN where missing, categories as <see cref="CreditScorer.CategoryCode"/> says. Outputs
/// <c>pd</c>, <c>points</c> and <c>logit</c>, doubles [rows]. A value that <see cref="CreditScorer"/> refuses makes all three of its row NaN: an engine has no way to say why.</para>
/// <para>The metadata hold the inputs' names, a line each, and the categories of an input in the order of their codes. The engine's exponential and logarithm are its own, so scores agree to rounding, not in every bit.</para>
/// </remarks>
public static class OnnxExport
{
    /// <summary>The operator set that the graph needs.</summary>
    public const int OperatorSet = 17;

    private const int IntermediateVersion = 8;

    /// <summary>Writes a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="destination">Receives the file's bytes.</param>
    public static void Write(CreditModel model, Stream destination)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(destination);
        var graph = new OnnxGraph(model.Inputs.Count);
        ExportedTerm[] terms = [.. model.Terms.Terms.Select(term => new ExportedTerm(term))];
        string[] parts = [.. terms.Select((term, index) => OnnxTerm.Append(graph, term, index)), graph.Number(model.Terms.Intercept)];
        string logit = graph.Output("logit", "Sum", parts);
        graph.Output("pd", "Sigmoid", logit);
        graph.Output("points", "Sub", graph.Number(model.Scaling.Offset), graph.Node("Mul", graph.Number(model.Scaling.Factor), logit));

        var file = new Model { IrVersion = IntermediateVersion, ProducerName = "AgriCredit", Domain = "agricredit", ModelVersion = 1, Graph = graph.Build("credit_model") };
        file.OpsetImport.Add(new OperatorSet { Version = OperatorSet });
        file.MetadataProps.Add(new Entry { Key = "inputs", Value = string.Join('\n', model.Inputs) });
        foreach (ExportedTerm term in terms.Where(term => term.Categories.Count > 0))
        {
            file.MetadataProps.Add(new Entry { Key = $"categories:{term.Input}", Value = string.Join('\n', term.Categories) });
        }

        file.WriteTo(destination);
    }
}
