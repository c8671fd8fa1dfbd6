using System.Text;
using CsCheck;

namespace AgriCredit.Tests.Files;

public sealed class ModelFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("agricredit-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void SavedModel_LoadsWithEveryFieldAndBit()
    {
        string path = Path.Combine(_folder, "model.json");
        CreditModel saved = TestModels.Smallholder(new ScorecardScaling(500, 0.1, 1.0 / 3));
        ModelFile.Save(saved, path);
        CreditModel loaded = ModelFile.Load(path);
        Assert.Equal(saved.Features.Select(Facts), loaded.Features.Select(Facts));
        Assert.Equal(saved.Intercept, loaded.Intercept);
        Assert.Equal(saved.Coefficients, loaded.Coefficients);
        Assert.Equal(saved.StandardErrors, loaded.StandardErrors);
        Assert.Equal(saved.Scaling.Offset, loaded.Scaling.Offset);
        Assert.Equal(saved.IdColumn, loaded.IdColumn);
        Assert.Equal(Facts(saved.Provenance), Facts(loaded.Provenance));
        Assert.Equal(saved.GoldenVectors.Select(vector => vector.Score), loaded.GoldenVectors.Select(vector => vector.Score));
        Assert.Equal(saved.GoldenVectors.SelectMany(vector => vector.Inputs), loaded.GoldenVectors.SelectMany(vector => vector.Inputs));
        Assert.Equal([path], Directory.GetFiles(_folder));
    }

    [Fact]
    public void AnyModel_WrittenReadAndWritten_GivesTheSameBytes() => Gen.Select(Gen.Int[1, 60], Gen.Int).Sample(
        (inputs, seed) =>
        {
            byte[] content = ModelFile.ToBytes(TestModels.Random(inputs, seed));
            Assert.Equal(content, ModelFile.ToBytes(ModelFile.Parse(content)));
        },
        iter: 200);

    [Fact]
    public void AwkwardDoubles_RoundTrip() => Gen.Double.Where(value => Math.Abs(value) < 1e90).Array[4].Sample(
        numbers =>
        {
            var model = new CreditModel(
                [new ModelFeature("x", new StandardiseTransform(numbers[0] / 1e80, 3), range: new FeatureRange(-1, 1))],
                numbers[1], [numbers[2] / 1e80], new ScorecardScaling(), TestModels.Provenance, [Math.Abs(numbers[3]), 0]);
            CreditModel loaded = ModelFile.Parse(ModelFile.ToBytes(model));
            Assert.Equal(model.Intercept, loaded.Intercept);
            Assert.Equal(model.Coefficients, loaded.Coefficients);
            Assert.Equal(model.StandardErrors, loaded.StandardErrors);
            Assert.Equal(Facts(model.Features[0]), Facts(loaded.Features[0]));
        },
        iter: 2000);

    [Fact]
    public void ModelWithoutOptionalParts_RoundTrips()
    {
        var model = new CreditModel(
            [new ModelFeature("x", IdentityTransform.Instance)], 0, [0], new ScorecardScaling(), new ModelProvenance { Scenario = "s", Parties = [], Rounds = 0, Optimizer = "newton" });
        CreditModel loaded = ModelFile.Parse(ModelFile.ToBytes(model));
        Assert.Null(loaded.StandardErrors);
        Assert.Null(loaded.IdColumn);
        Assert.Null(loaded.Provenance.SessionId);
        Assert.Null(loaded.Provenance.FractionalBits);
        Assert.Equal("none", loaded.Provenance.PrivacyMechanism);
    }

    [Fact]
    public void LargestModel_FitsItsFile()
    {
        var features = Enumerable.Range(0, CreditModel.MaximumFeatures).Select(i => new ModelFeature(
            $"a_column_with_a_name_of_usual_length_{i}", new StandardiseTransform(Math.Sqrt(i), Math.Sqrt(i + 3)), missing: MissingPolicy.Mean, valueWhenMissing: Math.Sqrt(i))).ToList();
        var model = new CreditModel(
            features, -2, [.. features.Select((_, i) => Math.Sin(i))], new ScorecardScaling(), TestModels.Provenance, [.. Enumerable.Range(1, features.Count + 1).Select(i => 1.0 / i)]);
        byte[] content = ModelFile.ToBytes(model);
        Assert.Equal(content, ModelFile.ToBytes(ModelFile.Parse(content)));
    }

    [Fact]
    public void ModelTooLargeForItsFile_IsRefusedBeforeAnythingIsWritten()
    {
        var features = Enumerable.Range(0, CreditModel.MaximumFeatures).Select(i => new ModelFeature(
            $"{i}{new string('名', 250)}", IdentityTransform.Instance, unit: new string('位', 256))).ToList();
        var model = new CreditModel(features, 0, new double[features.Count], new ScorecardScaling(), TestModels.Provenance, new double[features.Count + 1]);
        ModelFileException exception = Assert.Throws<ModelFileException>(() => ModelFile.Save(model, Path.Combine(_folder, "model.json")));
        Assert.Equal(ModelFileFault.TooLarge, exception.Fault);
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    // Written once and kept: whatever this test runs on has to score and write as that machine did. Its digest was checked with Python's json and hashlib.
    [Fact]
    public void FileOnRecord_LoadsAndIsWrittenTheSame()
    {
        string path = Path.Combine(AgriCredit.Testing.TestData.Checkout, "tests", "vectors", "model-v2.json");
        Assert.Equal(File.ReadAllText(path), Encoding.UTF8.GetString(ModelFile.ToBytes(ModelFile.Load(path))));
        Assert.Equal(File.ReadAllText(path), Encoding.UTF8.GetString(ModelFile.ToBytes(TestModels.Smallholder())));
    }

    [Fact]
    public void ScorecardOnRecord_LoadsAndIsWrittenTheSame()
    {
        string path = Path.Combine(AgriCredit.Testing.TestData.Checkout, "tests", "vectors", "model-v2-scorecard.json");
        CreditModel model = ModelFile.Load(path);
        Assert.Equal(File.ReadAllText(path), Encoding.UTF8.GetString(ModelFile.ToBytes(model)));
        Assert.Contains(model.GoldenVectors, vector => vector.ReasonCodes.Count == 2);
        Assert.Contains(model.GoldenVectors, vector => vector.ReasonCodes.Contains("A9"));
    }

    // Of the same model as model-v2.json: every figure is the one that version 1 gave, and the next file is of this version.
    [Fact]
    public void FileOfVersion1_KeepsItsScores()
    {
        string folder = Path.Combine(AgriCredit.Testing.TestData.Checkout, "tests", "vectors");
        CreditModel model = ModelFile.Load(Path.Combine(folder, "model-v1.json"));
        Assert.Equal(File.ReadAllText(Path.Combine(folder, "model-v2.json")), Encoding.UTF8.GetString(ModelFile.ToBytes(model)));
    }

    [Fact]
    public void ModelOfEveryTransform_WrittenReadAndWritten_GivesTheSameBytesScoresAndReasons() => Gen.Select(Gen.Int[1, 40], Gen.Int).Sample(
        (inputs, seed) =>
        {
            CreditModel model = TestModels.Piecewise(inputs, seed, new ReasonRules(ReasonPolicy.PopulationMean, 550, 7));
            byte[] content = ModelFile.ToBytes(model);
            CreditModel loaded = ModelFile.Parse(content);
            Assert.Equal(content, ModelFile.ToBytes(loaded));
            Assert.Equal((ReasonPolicy.PopulationMean, 550, 7), (loaded.Reasons.Policy, loaded.Reasons.CutOffPoints, loaded.Reasons.Maximum));
            double[] row = [.. TestModels.PiecewiseRows(model, 1, seed)];
            Assert.Equal(new CreditScorer(model).Score(row), new CreditScorer(loaded).Score(row));
            if (new CreditScorer(model).CanExplain)
            {
                Assert.Equal(new CreditScorer(model).Explain(row), new CreditScorer(loaded).Explain(row));
            }
        },
        iter: 100);

    [Fact]
    public void WhiteSpaceAndLineEnds_MayChange()
    {
        byte[] content = ModelFile.ToBytes(TestModels.Smallholder());
        string windows = Encoding.UTF8.GetString(content).Replace("\n", "\r\n").Replace("  ", "\t");
        Assert.Equal(content, ModelFile.ToBytes(ModelFile.Parse(Encoding.UTF8.GetBytes(windows))));
    }

    [Fact]
    public void Save_ReplacesAnExistingFile()
    {
        string path = Path.Combine(_folder, "model.json");
        File.WriteAllText(path, "old");
        ModelFile.Save(TestModels.Smallholder(), path);
        Assert.Equal(ModelFile.ToBytes(TestModels.Smallholder()), File.ReadAllBytes(path));
    }

    [Fact]
    public void Save_OverAFolder_FailsAndLeavesNothingBehind()
    {
        string path = Path.Combine(_folder, "model.json");
        Directory.CreateDirectory(path);
        Assert.ThrowsAny<Exception>(() => ModelFile.Save(TestModels.Smallholder(), path));
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void Save_IntoAMissingFolder_FailsAndLeavesNothingBehind()
    {
        Assert.Throws<DirectoryNotFoundException>(() => ModelFile.Save(TestModels.Smallholder(), Path.Combine(_folder, "none", "model.json")));
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void Load_OfAMissingFile_SaysSo() => Assert.Throws<FileNotFoundException>(() => ModelFile.Load(Path.Combine(_folder, "none.json")));

    [Fact]
    public void Load_OfAHugeFile_StopsReadingAtTheLimit()
    {
        string path = Path.Combine(_folder, "huge.json");
        using (FileStream file = File.Create(path))
        {
            file.SetLength(8L << 30);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        ModelFileException exception = Assert.Throws<ModelFileException>(() => ModelFile.Load(path));
        Assert.Equal(ModelFileFault.TooLarge, exception.Fault);
        Assert.Equal(path, exception.FilePath);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8L * ModelFile.MaximumBytes);
    }

    [Fact]
    public void FileOfTheLargestSize_Loads_AndOneByteMoreDoesNot()
    {
        byte[] content = ModelFile.ToBytes(TestModels.Smallholder());
        byte[] padded = new byte[ModelFile.MaximumBytes + 1];
        padded.AsSpan().Fill((byte)' ');
        content.CopyTo(padded, 0);
        Assert.Equal(3, ModelFile.Parse(padded.AsMemory(0, ModelFile.MaximumBytes)).Inputs.Count);
        Assert.Equal(ModelFileFault.TooLarge, Assert.Throws<ModelFileException>(() => ModelFile.Parse(padded)).Fault);
    }

    private static string Facts(ModelFeature feature) =>
        FormattableString.Invariant($"{feature.Name}|{feature.Source}|{feature.Unit}|{feature.Range?.Low:R}..{feature.Range?.High:R}|{feature.Missing}|{feature.ValueWhenMissing:R}|")
        + feature.Transform switch
        {
            StandardiseTransform standardise => $"standardise {standardise.Mean:R} {standardise.StandardDeviation:R}",
            MissingIndicatorTransform indicator => $"indicator {indicator.Mean:R} {indicator.StandardDeviation:R}",
            _ => "identity",
        };

    private static string Facts(ModelProvenance provenance) => string.Join(
        '|',
        [
            provenance.Scenario, provenance.SessionId, .. provenance.Parties, $"{provenance.Rounds}", provenance.Optimizer, provenance.AggregationMode, $"{provenance.FractionalBits}",
            .. provenance.Waivers, provenance.PrivacyMechanism, $"{provenance.PrivacyVersion}",
        ]);
}
