using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace AgriCredit.Export.Tests;

/// <summary>The graph in ONNX Runtime against the scorer.</summary>
public sealed class OnnxExportTests
{
    private const double Tolerance = 1e-12;

    public static TheoryData<string> Names => ExportedModels.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Graph_ScoresAsTheScorerDoes_AndRefusesWhatItRefuses(string name)
    {
        CreditModel model = ExportedModels.Get(name);
        double[][] rows = [.. model.GoldenVectors.Select(vector => vector.Inputs.ToArray()), .. ExportedModels.Rows(model)];
        Dictionary<string, double[]> outputs = Run(Write(model), [.. rows.SelectMany(row => row)], model.Inputs.Count);

        var scorer = new CreditScorer(model);
        int refused = 0;
        for (int row = 0; row < rows.Length; row++)
        {
            if (ExportedModels.Score(scorer, rows[row]) is { } score)
            {
                Assert.Equal(score.ProbabilityOfDefault.Value, outputs["pd"][row], Tolerance);
                Assert.Equal(score.Logit, outputs["logit"][row], Tolerance * (1 + Math.Abs(score.Logit)));
                Assert.Equal(score.Points.Value, outputs["points"][row], 1e-9 * (1 + Math.Abs(score.Points.Value)));
            }
            else
            {
                refused++;
                Assert.All(outputs.Values, output => Assert.True(double.IsNaN(output[row]), $"Row {row} is refused by the scorer."));
            }
        }

        Assert.InRange(refused, 100, rows.Length - 1000);
    }

    [Fact]
    public void Graph_NamesInputsAndCategories()
    {
        CreditModel model = ExportedModels.Get("scorecard");
        using var session = new InferenceSession(Write(model));

        Assert.Equal("term\ncrop\ntenure", session.ModelMetadata.CustomMetadataMap["inputs"]);
        Assert.Equal("rice\nit's \"maize\"\n水果", session.ModelMetadata.CustomMetadataMap["categories:crop"]);
        Assert.False(session.ModelMetadata.CustomMetadataMap.ContainsKey("categories:term"));
    }

    [Fact]
    public void Write_Twice_GivesTheSameBytes() => Assert.Equal(Write(ExportedModels.Get("mixed")), Write(ExportedModels.Get("mixed")));

    private static byte[] Write(CreditModel model)
    {
        using var file = new MemoryStream();
        OnnxExport.Write(model, file);
        return file.ToArray();
    }

    private static Dictionary<string, double[]> Run(byte[] file, double[] values, int inputs)
    {
        using var session = new InferenceSession(file);
        var tensor = new DenseTensor<double>(values, [values.Length / inputs, inputs]);
        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results = session.Run([NamedOnnxValue.CreateFromTensor("values", tensor)]);
        return results.ToDictionary(result => result.Name, result => result.AsTensor<double>().ToArray());
    }
}
