using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AgriCredit.Tests.Files;

public class ModelFileRefusalTests
{
    private static readonly byte[] Sound = ModelFile.ToBytes(TestModels.Smallholder());
    private static readonly byte[] SoundScorecard = ModelFile.ToBytes(TestModels.Scorecard());

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AnyFlippedBit_IsRefusedOrChangesNothing(bool scorecard)
    {
        byte[] sound = scorecard ? SoundScorecard : Sound;
        int accepted = 0;
        for (int i = 0; i < sound.Length; i++)
        {
            byte[] content = [.. sound];
            content[i] ^= (byte)(1 << (i % 8));
            try
            {
                Assert.Equal(sound, ModelFile.ToBytes(ModelFile.Parse(content)));
                accepted++;
            }
            catch (ModelFileException)
            {
                // The usual case.
            }
        }

        // A bit of white space or of an exponent's letter may pass; a bit in a figure never.
        Assert.InRange(accepted, 0, sound.Length / 20);
    }

    [Fact]
    public void TruncatedFile_IsRefusedAtEveryLength()
    {
        for (int length = 0; length < Sound.Length - 2; length++)
        {
            Assert.Equal(ModelFileFault.Syntax, Fault(Sound.AsMemory(0, length)));
        }
    }

    [Theory]
    [InlineData("$.intercept")]
    [InlineData("$.features[1].transform.mean")]
    [InlineData("$.coefficients.rain")]
    [InlineData("$.standardErrors.rain")]
    [InlineData("$.scorecard.baseOdds")]
    [InlineData("$.goldenVectors[2].pd")]
    public void ChangedFigure_WithoutANewDigest_IsADigestMismatch(string path)
    {
        JsonObject file = Tree();
        Change(file, path, node => node!.GetValue<double>() + 1e-9);
        ModelFileException exception = Assert.Throws<ModelFileException>(() => ModelFile.Parse(Bytes(file)));
        Assert.Equal((ModelFileFault.DigestMismatch, "$.sha256"), (exception.Fault, exception.Position));
    }

    // What would be invalid content of a sound file, and a text that is none: the change is what is reported.
    [Theory]
    [InlineData("$.scorecard.baseOdds", "-1")]
    [InlineData("$.features[1].transform.kind", "\"other\"")]
    [InlineData("$.goldenVectors[0].logit", "null")]
    [InlineData("$.goldenVectors[0].points", "7")]
    public void ContentMadeInvalid_WithoutANewDigest_IsADigestMismatch(string path, string value)
    {
        ModelFileException exception = Refused(file => Change(file, path, _ => JsonNode.Parse(value)), seal: false);
        Assert.Equal((ModelFileFault.DigestMismatch, "$.sha256"), (exception.Fault, exception.Position));
    }

    [Theory]
    [InlineData("logit")]
    [InlineData("pd")]
    [InlineData("points")]
    public void GoldenVectorOneUnitOff_WithANewDigest_IsRefusedByName(string figure)
    {
        ModelFileException exception = Refused(file => Change(file, $"$.goldenVectors[3].{figure}", node => Math.BitIncrement(node!.GetValue<double>())));
        Assert.Equal((ModelFileFault.GoldenVectorMismatch, $"$.goldenVectors[3].{figure}"), (exception.Fault, exception.Position));
    }

    [Fact]
    public void ChangedCoefficient_WithANewDigest_IsRefusedByTheGoldenVectors() => Assert.Equal(
        ModelFileFault.GoldenVectorMismatch, Refused(file => Change(file, "$.coefficients.rain", node => node!.GetValue<double>() + 1e-9)).Fault);

    public static TheoryData<string, string?, string> BrokenContent => new()
    {
        // Where, what is put there as JSON (null: the key is removed), the position reported.
        { "$.intercept", null, "$.intercept" },
        { "$.idColumn", null, "$.idColumn" },
        { "$.sha256", null, "$.sha256" },
        { "$.extra", "1", "$.extra" },
        { "$.reasonCodes", "[]", "$.reasonCodes" },
        { "$.reasons", null, "$.reasons" },
        { "$.reasons.policy", "\"worst\"", "$.reasons.policy" },
        { "$.reasons.policy", "\"approvalCutOff\"", "$.reasons" },
        { "$.reasons.maximum", "0", "$.reasons" },
        { "$.reasons.cutOffPoints", "1e10", "$.reasons" },
        { "$.intercept", "\"-2\"", "$.intercept" },
        { "$.intercept", "null", "$.intercept" },
        { "$.intercept", "true", "$.intercept" },
        { "$.intercept", "1e200", "$.goldenVectors[0].inputs" },
        { "$.features", "{}", "$.features" },
        { "$.features", "[]", "$.features" },
        { "$.features[0]", "7", "$.features[0]" },
        { "$.features[0].name", "\"rain\"", "$.features" },
        { "$.features[0].name", "\"\"", "$.features[0]" },
        { "$.features[0].name", "\"a\\u0007b\"", "$.features[0]" },
        { "$.features[0].source", "\"rain\"", "$.features" },
        { "$.features[0].weight", "1", "$.features[0].weight" },
        { "$.features[0].range", "{\"low\":2,\"high\":1,\"step\":null}", "$.features[0].range" },
        { "$.features[0].range", "{\"low\":2}", "$.features[0].range.high" },
        { "$.features[0].range.step", "0", "$.features[0].range" },
        { "$.features[0].outOfRange", "\"ignore\"", "$.features[0].outOfRange" },
        { "$.features[1].outOfRange", "\"reject\"", "$.features[1]" },
        { "$.features[0].direction", "\"up\"", "$.features[0].direction" },
        { "$.features[0].direction", "\"increasing\"", "$" },
        { "$.features[0].group", "\"\"", "$.features[0]" },
        { "$.features[3].group", "\"rain\"", "$.features[3]" },
        { "$.features[0].reason", "{\"code\":\"a;b\",\"en\":\"x\",\"zh-CN\":\"y\"}", "$.features[0].reason" },
        { "$.features[0].reason", "{\"code\":\"a\",\"en\":\"x\"}", "$.features[0].reason.zh-CN" },
        { "$.features[0].missing", "\"bin\"", "$.features[0]" },
        { "$.features[0].missing", "\"ignore\"", "$.features[0].missing" },
        { "$.features[0].missing", "\"Reject\"", "$.features[0].missing" },
        { "$.features[0].valueWhenMissing", "1", "$.features[0]" },
        { "$.features[1].valueWhenMissing", "null", "$.features[1]" },
        { "$.features[0].transform.kind", "\"root\"", "$.features[0].transform.kind" },
        { "$.features[0].transform.kind", "\"log\"", "$.features[0].transform.offset" },
        { "$.features[0].transform.kind", "\"identity\"", "$.features[0].transform.mean" },
        { "$.features[0].transform", "{}", "$.features[0].transform.kind" },
        { "$.features[0].transform.standardDeviation", "0", "$.features[0].transform" },
        { "$.features[3].transform.mean", "2", "$.features[3].transform" },
        { "$.features[3]", null, "$.features" },
        { "$.coefficients.rain", null, "$.coefficients.rain" },
        { "$.coefficients.wind", "1", "$.coefficients.wind" },
        { "$.standardErrors.(intercept)", null, "$.standardErrors.(intercept)" },
        { "$.standardErrors.rain", "-1", "$" },
        { "$.scorecard.baseOdds", "0", "$.scorecard" },
        { "$.scorecard", "[]", "$.scorecard" },
        { "$.provenance.rounds", "1.5", "$.provenance.rounds" },
        { "$.provenance.rounds", "-1", "$.provenance" },
        { "$.provenance.rounds", "3000000000", "$.provenance.rounds" },
        { "$.provenance.sessionId", "\"XY\"", "$.provenance" },
        { "$.provenance.parties", "[1]", "$.provenance.parties[0]" },
        { "$.provenance.privacy.version", null, "$.provenance.privacy.version" },
        { "$.goldenVectors", "[]", "$.goldenVectors" },
        { "$.goldenVectors[0].inputs", "[1, 2]", "$.goldenVectors[0].inputs" },
        { "$.goldenVectors[0].inputs[1]", "\"1\"", "$.goldenVectors[0].inputs[1]" },
        { "$.goldenVectors[0].inputs[0]", "null", "$.goldenVectors[0].inputs" },
        { "$.goldenVectors[0].reasons", null, "$.goldenVectors[0].reasons" },
        { "$.formatVersion", null, "$" },
        { "$.formatVersion", "\"1\"", "$.formatVersion" },
    };

    [Theory]
    [MemberData(nameof(BrokenContent))]
    public void BrokenContent_WithANewDigest_IsRefusedInItsPlace(string path, string? json, string position)
    {
        ModelFileException exception = Refused(file => Change(file, path, _ => json is null ? null : JsonNode.Parse(json), remove: json is null), seal: path != "$.sha256");
        Assert.Equal((ModelFileFault.InvalidContent, position), (exception.Fault, exception.Position));
        Assert.NotEmpty(exception.Remedy);
        Assert.Contains(position, exception.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, string?, string> BrokenScorecards => new()
    {
        { "$.features[0].transform.bins", "[]", "$.features[0].transform" },
        { "$.features[0].transform.bins[1]", null, "$.features[0].transform" },
        { "$.features[0].transform.bins[3]", null, "$.features[0].transform" },
        { "$.features[0].transform.bins[0].high", "24", "$.features[0].transform" },
        { "$.features[0].transform.bins[0].high", "null", "$.features[0].transform" },
        { "$.features[0].transform.bins[0].low", "30", "$.features[0].transform.bins[0]" },
        { "$.features[0].transform.bins[0].kind", "\"range\"", "$.features[0].transform.bins[0].low" },
        { "$.features[0].transform.bins[0].kind", null, "$.features[0].transform.bins[0].kind" },
        { "$.features[0].transform.bins[3].kind", "\"absent\"", "$.features[0].transform.bins[3].kind" },
        { "$.features[0].transform.bins[0].woe", "null", "$.features[0].transform.bins[0].woe" },
        { "$.features[0].transform.bins[0].woe", "3", "$" },
        { "$.features[0].transform.bins[0].share", "2", "$.features[0].transform.bins[0]" },
        { "$.features[0].transform.bins[0].share", "null", "$.features[0].transform" },
        { "$.features[0].transform.bins[0].points", "3", "$.features[0].transform.bins[0].points" },
        { "$.features[0].transform.informationValue", "-1", "$.features[0].transform" },
        { "$.features[0].transform", "{\"kind\":\"clip\",\"low\":1,\"high\":0,\"then\":{\"kind\":\"identity\"}}", "$.features[0].transform" },
        { "$.features[0].transform", "{\"kind\":\"clip\",\"low\":0,\"high\":1,\"then\":{\"kind\":\"clip\",\"low\":0,\"high\":1,\"then\":{\"kind\":\"identity\"}}}", "$.features[0].transform" },
        { "$.features[0].transform", "{\"kind\":\"log\",\"offset\":0}", "$.features[0].transform.then" },
        { "$.features[1].transform.bins[0].categories", "[\"rice\", \"pepper\"]", "$.features[1].transform" },
        { "$.features[1].transform.bins[0].categories[0]", "7", "$.features[1].transform.bins[0].categories[0]" },
        { "$.features[1].transform.bins[0].categories", "[]", "$.features[1].transform.bins[0]" },
        { "$.goldenVectors[0].reasons", "7", "$.goldenVectors[0].reasons" },
    };

    [Theory]
    [MemberData(nameof(BrokenScorecards))]
    public void BrokenScorecard_WithANewDigest_IsRefusedInItsPlace(string path, string? json, string position)
    {
        ModelFileException exception = Refused(file => Change(file, path, _ => json is null ? null : JsonNode.Parse(json), remove: json is null), sound: SoundScorecard);
        Assert.Equal((ModelFileFault.InvalidContent, position), (exception.Fault, exception.Position));
    }

    [Theory]
    [InlineData("$.goldenVectors[0].reasons", "[\"C1\", \"age\"]", "$.goldenVectors[0].reasons")]
    [InlineData("$.goldenVectors[0].reasons", "[]", "$.goldenVectors[0].reasons")]
    [InlineData("$.features[1].reason.code", "\"C2\"", "$.goldenVectors[0].reasons")]
    [InlineData("$.features[0].transform.bins[1].high", "40", "$.goldenVectors[0].reasons")]
    [InlineData("$.features[0].transform.bins[2].woe", "0.92", "$.goldenVectors[0].logit")]
    public void ChangedScorecard_WithANewDigest_IsRefusedByTheGoldenVectors(string path, string json, string position)
    {
        ModelFileException exception = Refused(
            file =>
            {
                // A vector that the change touches comes first.
                JsonArray vectors = file["goldenVectors"]!.AsArray();
                JsonNode touched = vectors.First(vector => path.EndsWith("woe", StringComparison.Ordinal) ? (double?)vector!["inputs"]![0] >= 40 : vector!["reasons"]!.AsArray().Count == 2)!;
                vectors.Remove(touched);
                vectors.Insert(0, touched);
                Change(file, path, _ => JsonNode.Parse(json));
                if (path.EndsWith("high", StringComparison.Ordinal))
                {
                    // The same bins, and another order of the reasons.
                    file["goldenVectors"]![0]!["reasons"] = new JsonArray("C1", "age");
                }
            },
            sound: SoundScorecard);
        Assert.Equal((ModelFileFault.GoldenVectorMismatch, position), (exception.Fault, exception.Position));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(3)]
    public void OtherVersion_IsRefusedBeforeItsContentIsRead(int version)
    {
        JsonObject file = new() { ["formatVersion"] = version, ["somethingNew"] = true };
        ModelFileException exception = Assert.Throws<ModelFileException>(() => ModelFile.Parse(Bytes(file)));
        Assert.Equal((ModelFileFault.UnknownVersion, "$.formatVersion", "1 to 2", $"{version}"), (exception.Fault, exception.Position, exception.Expected, exception.Actual));
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e999")]
    [InlineData("-1e999")]
    [InlineData("01")]
    [InlineData("0x1")]
    [InlineData("1,")]
    [InlineData("1 /* */")]
    public void NumberThatIsNoFiniteDouble_IsRefused(string number) =>
        Assert.Equal(ModelFileFault.Syntax, Fault(Text("\"intercept\": -2.75", $"\"intercept\": {number}")));

    [Theory]
    [InlineData("\"idColumn\": \"loan_id\",", "\"idColumn\": \"loan_id\", \"idColumn\": \"loan_id\",")]
    [InlineData("\"rain\": -0.6,", "\"rain\": -0.6, \"\\u0072ain\": -0.6,")]
    [InlineData("\"idColumn\": \"loan_id\",", "\"idColumn\": \"\\ud800\",")]
    [InlineData("\"idColumn\": \"loan_id\",", "\"idColumn\": \"loan_id\", \"\\ud800\": 1,")]
    [InlineData("{\n  \"formatVersion\"", "\ufeff{\n  \"formatVersion\"")]
    [InlineData("{\n  \"formatVersion\"", "{} {\n  \"formatVersion\"")]
    public void RepeatedKeysBrokenTextsAndStrayContent_AreRefused(string sound, string broken) => Assert.Equal(ModelFileFault.Syntax, Fault(Text(sound, broken)));

    [Fact]
    public void BytesThatAreNotUtf8_AreRefused()
    {
        byte[] content = [.. Sound];
        content[Sound.AsSpan().IndexOf("loan_id"u8)] = 0xff;
        Assert.Equal(ModelFileFault.Syntax, Fault(content));
    }

    [Fact]
    public void DeepJson_IsRefusedWithoutRecursion()
    {
        const int depth = 100_000;
        Assert.Equal(ModelFileFault.Syntax, Fault(Encoding.UTF8.GetBytes(new string('[', depth) + new string(']', depth))));
        Assert.Equal(ModelFileFault.Syntax, Fault(Text("\"idColumn\": \"loan_id\",", $"\"idColumn\": {string.Concat(Enumerable.Repeat("{\"a\":", depth))}1{new string('}', depth)},")));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("\"model\"")]
    public void OtherJson_IsRefused(string json) => Assert.Equal(ModelFileFault.InvalidContent, Fault(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void LongUnknownKey_IsNotRepeatedInTheMessage()
    {
        ModelFileException exception = Refused(file => file[new string('k', 1 << 20)] = 1);
        Assert.InRange(exception.Message.Length, 1, 500);
    }

    private static ModelFileFault Fault(ReadOnlyMemory<byte> content) => Assert.Throws<ModelFileException>(() => ModelFile.Parse(content)).Fault;

    private static JsonObject Tree() => JsonNode.Parse(Sound)!.AsObject();

    private static byte[] Bytes(JsonObject file) => Encoding.UTF8.GetBytes(file.ToJsonString());

    private static byte[] Text(string sound, string broken)
    {
        string content = Encoding.UTF8.GetString(Sound);
        Assert.Contains(sound, content, StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes(content.Replace(sound, broken));
    }

    // What a forger or another program would write: the digest fits the content.
    private static ModelFileException Refused(Action<JsonObject> change, bool seal = true, byte[]? sound = null)
    {
        JsonObject file = JsonNode.Parse(sound ?? Sound)!.AsObject();
        change(file);
        if (seal)
        {
            file["sha256"] = CanonicalJson.Digest(Bytes(file), default, "sha256");
        }

        return Assert.Throws<ModelFileException>(() => ModelFile.Parse(Bytes(file)));
    }

    private static void Change(JsonObject file, string path, Func<JsonNode?, JsonNode?> change, bool remove = false)
    {
        string[] steps = path[2..].Replace("[", ".[").Split('.');
        JsonNode parent = file;
        foreach (string step in steps[..^1])
        {
            parent = step[0] == '[' ? parent[int.Parse(step[1..^1])]! : parent[step]!;
        }

        string last = steps[^1];
        if (last[0] == '[')
        {
            int index = int.Parse(last[1..^1]);
            if (remove)
            {
                parent.AsArray().RemoveAt(index);
            }
            else
            {
                parent[index] = change(parent[index]);
            }
        }
        else if (remove)
        {
            Assert.True(parent.AsObject().Remove(last));
        }
        else
        {
            parent[last] = change(parent[last]);
        }
    }
}
