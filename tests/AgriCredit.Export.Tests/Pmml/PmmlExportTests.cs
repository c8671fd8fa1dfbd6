using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using System.Xml.Schema;

namespace AgriCredit.Export.Tests.Pmml;

/// <summary>The document in an evaluator of its own against the scorer.</summary>
public sealed class PmmlExportTests
{
    public static TheoryData<string> Names => ExportedModels.Names;

    public static TheoryData<double> LogarithmOffsets => [0, 1, -1, -1e-3, 1e15, 1e-310, 3e-308, -3e-308, 1e300, double.MaxValue];

    [Theory]
    [MemberData(nameof(Names))]
    public void Document_ScoresAsTheScorerDoes_AndRefusesWhatItRefuses(string name)
    {
        CreditModel model = ExportedModels.Get(name);
        var check = new PmmlCheck(model);
        double[][] rows = [.. ExportedModels.Rows(model)];

        int refused = rows.Count(row => !check.Row(row));

        Assert.InRange(refused, 100, rows.Length - 1000);
        Assert.All(model.GoldenVectors, vector => Assert.True(check.Row([.. vector.Inputs])));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Document_TurnsWhereTheScorerDoes_ToTheLastBit(string name)
    {
        CreditModel model = ExportedModels.Get(name);
        var check = new PmmlCheck(model);
        double[] usual = [.. model.GoldenVectors[0].Inputs];
        for (int input = 0; input < usual.Length; input++)
        {
            foreach (double edge in PmmlCheck.Edges(model.InputFeatures[input]))
            {
                double[] row = [.. usual];
                row[input] = edge;
                check.Row(row);
            }
        }
    }

    [Theory]
    [MemberData(nameof(LogarithmOffsets))]
    public void Logarithm_IsRefusedWhereTheScorerRefusesIt(double offset)
    {
        var check = new PmmlCheck(PmmlModels.Of([new ModelFeature("debt", new LogTransform(offset))], [0.01]));
        double[] near = [-offset, 2.2250738585072014e-308 - offset, double.MaxValue - offset, double.MaxValue, 0, double.Epsilon, 2.2250738585072014e-308];
        bool[] scored = [.. near.SelectMany(PmmlCheck.Around).Select(value => check.Row([value]))];

        Assert.Contains(false, scored);
        Assert.Contains(true, scored);
    }

    [Fact]
    public void ClippedLogarithm_IsRefusedOnlyWhereItOverflows()
    {
        var check = new PmmlCheck(PmmlModels.Of([new ModelFeature("debt", new ClipTransform(-1, double.MaxValue, new LogTransform(1e300)), range: new FeatureRange(0, 5))], [0.01]));

        Assert.True(check.Row([-1e308]));
        Assert.True(check.Row([1e308]));
        Assert.False(check.Row([double.MaxValue]));
        Assert.All(PmmlCheck.Around(double.MaxValue - 1e300), value => check.Row([value]));
    }

    [Fact]
    public void Verification_HoldsTheGoldenVectors() => Assert.All(PmmlModels.All(), model =>
    {
        var evaluator = new PmmlEvaluator(PmmlModels.Write(model));
        Dictionary<string, string>[] records = [.. evaluator.Verification()];
        IReadOnlyList<string>?[] categories = ExportedModels.Categories(model);

        Assert.Equal(model.GoldenVectors.Count, records.Length);
        foreach (Dictionary<string, string> record in records)
        {
            var values = model.Inputs.Index().ToDictionary(
                input => input.Item, input => !record.TryGetValue(input.Item, out string? cell) ? null : categories[input.Index] is null ? (object)PmmlExpressions.Number(cell) : cell);
            foreach ((string output, object? value) in evaluator.Evaluate(values)!)
            {
                if (value is double number)
                {
                    Assert.Equal(PmmlExpressions.Number(record[output]), number, 1e-9 * (1 + Math.Abs(number)));
                }
                else
                {
                    Assert.Equal(record.GetValueOrDefault(output), value);
                }
            }
        }
    });

    [Fact]
    public void MissingValues_AreTreatedByTheModelsPolicies()
    {
        CreditModel model = ExportedModels.Get("binned");
        Dictionary<string, string> treatments = PmmlModels.Write(model).Descendants().Where(element => element.Name.LocalName == "MiningField" && element.Text("usageType") is null)
            .ToDictionary(field => field.Text("name")!, field => $"{field.Text("missingValueTreatment")} {field.Text("missingValueReplacement")}".TrimEnd());

        // An indicator has to see that a value is missing, so its substitute is a derived field's.
        Assert.Equal(
            new Dictionary<string, string> { ["age"] = "asIs", ["crop"] = "asIs", ["tenure"] = "returnInvalid", ["term"] = "asIs", ["dues"] = "asMean 3", ["all"] = "asIs" },
            treatments);
    }

    [Fact]
    public void Documents_KeepTheSchemas()
    {
        XDocument[] documents = [.. PmmlModels.All().Select(PmmlModels.Write)];
        foreach ((string name, XmlSchemaSet schema) in PmmlSchemas.All())
        {
            Assert.All(documents, document => Assert.Empty(PmmlSchemas.Faults(schema, document)));

            // A schema that allowed everything would say nothing.
            XDocument wrong = PmmlModels.Write(ExportedModels.Get("scorecard"));
            wrong.Descendants().First(element => element.Name.LocalName == "SimplePredicate").Attribute("operator")!.Value = "isLess";
            Assert.True(PmmlSchemas.Faults(schema, wrong).Count > 0, $"The {name} schema allows any operator.");
        }
    }

    [Fact]
    public void Document_NamesTheModelFile_AndIsTheSameEveryTime()
    {
        CreditModel model = ExportedModels.Get("mixed");
        using var file = JsonDocument.Parse(ModelFile.ToBytes(model));
        byte[] bytes = PmmlModels.Bytes(model);

        Assert.Contains($"SHA-256 of the model file: {file.RootElement.GetProperty("sha256").GetString()}", Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
        Assert.Equal(bytes, PmmlModels.Bytes(ExportedModels.Get("mixed")));
        Assert.DoesNotContain((byte)'\r', bytes);
    }

    [Fact]
    public void PartialScores_AreTheTableOfPoints()
    {
        CreditModel model = PmmlModels.Scorecard(ReasonPolicy.PopulationMean);
        var table = PointsTable.Create(model);
        XElement scorecard = PmmlModels.Write(model).Descendants().Single(element => element.Name.LocalName == "Scorecard");
        XElement[] own = [.. scorecard.Child("Characteristics")!.Elements().SkipLast(1)];

        Assert.Equal(table.ExactBasePoints, scorecard.Number("initialScore"));
        Assert.Equal(model.Inputs, own.Select(characteristic => characteristic.Text("name")));
        foreach (XElement characteristic in own)
        {
            double[] expected = [.. table.Rows.Where(row => row.Feature.Source == characteristic.Text("name")).Select(row => row.Exact)];
            Assert.Equal(expected.Order(), characteristic.Elements().Select(attribute => attribute.Number("partialScore")!.Value).Distinct().Order());
        }
    }

    [Fact]
    public void InputsWithTheNamesOfOutputs_KeepThem()
    {
        string[] inputs = ["pd", "points", "points_", "default", "pd_log"];
        CreditModel model = PmmlModels.Of([.. inputs.Select(input => new ModelFeature(input, new LogTransform(10)))], [.. inputs.Select((_, index) => 0.1 * index)]);

        Dictionary<string, object?> outputs = new PmmlEvaluator(PmmlModels.Write(model)).Evaluate(inputs.ToDictionary(input => input, _ => (object?)1.0))!;

        Assert.Equal(["pd_", "logit", "points__"], outputs.Keys);
        Assert.Equal(new CreditScorer(model).Score([1, 1, 1, 1, 1]).Points.Value, (double)outputs["points__"]!, 1e-9);
    }

    [Theory]
    [InlineData("rain\uFFFF", null, "The name of input 'rain\uFFFF' has the character U+FFFF at position 4")]
    [InlineData("rain", "mm\uFFFE", "The unit of feature 'rain' has the character U+FFFE at position 2")]
    public void CharacterThatXmlDoesNotHave_IsRefused(string name, string? unit, string expected) => Assert.StartsWith(
        expected,
        Assert.Throws<ArgumentException>(() => PmmlModels.Bytes(PmmlModels.Of([new ModelFeature(name, IdentityTransform.Instance, unit: unit)], [0.1]))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void CategoryThatXmlDoesNotHave_IsRefused() => Assert.StartsWith(
        "A category of feature 'crop' has the character U+FFFF at position 0",
        Assert.Throws<ArgumentException>(() => PmmlModels.Bytes(PmmlModels.OfCategories("\uFFFF"))).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData(" rice")]
    [InlineData("rice\u00A0")]
    [InlineData(" ")]
    public void CategoryInWhiteSpace_IsRefusedInATableOnly(string category)
    {
        CreditModel scorecard = PmmlModels.OfCategories(category);
        Assert.True(new PmmlCheck(scorecard).Row([0]));

        CreditModel regression = PmmlModels.Of([.. scorecard.Features, new ModelFeature("rain", IdentityTransform.Instance)], [-0.5, 0.1]);
        string message = Assert.Throws<ArgumentException>(() => PmmlModels.Bytes(regression)).Message;
        Assert.StartsWith($"Category '{category}' of feature 'crop' starts or ends with white space", message, StringComparison.Ordinal);
    }
}
