using System.Text.Json;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Hosting;
using AgriCredit.Harness.Scoring;
using AgriCredit.Harness.Tests.CommandLine;

namespace AgriCredit.Harness.Tests.Hosting;

/// <summary>A party's part of a joint model is read as it was written, or not at all.</summary>
public sealed class JointPartFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Written_IsReadBack_AndScores()
    {
        JointPartFile read = JointPartFile.Read(Write(Text(Part())));
        var columns = new HalfColumns(read, ["income", "term"]);

        double[][] filled = columns.Fill([[1, double.NaN], [2, 4]]);

        Assert.Equal([[1, 7.5], [2, 4], [0, 1]], filled);
        Assert.Equal([true, false], columns.MayBeMissing);
        Assert.Equal(-1 + (0.5 * (7.5 - 1) / 2) + (0.25 * 4), read.ToHalf("part.json").Logit([7.5, 4, 0]), 1e-12);
    }

    [Theory]
    [InlineData("\"income\"", "\"outcome\"", "SHA-256")]
    [InlineData("0.25", "0.26", "SHA-256")]
    [InlineData("\"name\"", "\"names\"", "names")]
    [InlineData("\"name\"", "\"session\"", "session")]
    [InlineData("\"part\": {", "\"part\": [", "not a part")]
    [InlineData("\"fillValues\"", "\"other\": 1,\n  \"fillValues\"", "other")]
    public void Changed_IsRefused(string was, string now, string expected)
    {
        string text = Text(Part());
        Assert.Contains(was, text, StringComparison.Ordinal);

        HarnessException refused = Assert.Throws<HarnessException>(() => JointPartFile.Read(Write(text.Replace(was, now, StringComparison.Ordinal))));

        Assert.Equal(ExitCode.Usage, refused.ExitCode);
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CutShort_Empty_OrNotThere_IsRefused()
    {
        string text = Text(Part());
        Assert.All((string[])[text[..^30], "", "null", "[]"], content => Assert.Throws<HarnessException>(() => JointPartFile.Read(Write(content))));
        Assert.Throws<HarnessException>(() => JointPartFile.Read(Path.Combine(_folder.Path, "none.json")));
    }

    [Fact]
    public void NumbersThatDoNotFitTogether_AreRefused()
    {
        JointPartFile part = Part();
        foreach (JointPartFile wrong in (JointPartFile[])
            [
                part with { FillValues = [1, 2] },
                part with { Session = "00" },
                part with { Parties = ["cloud", "other"] },
                part with { Part = part.Part with { Coefficients = [1, 2] } },
                part with { Part = part.Part with { ScaleDeviations = [1, 0, 1] } },
                part with { Part = part.Part with { Intercept = null } },
            ])
        {
            JointPartFile read = JointPartFile.Read(Write(Text(wrong)));
            HarnessException refused = Assert.Throws<HarnessException>(() => read.ToHalf("part.json"));
            Assert.Equal(ExitCode.Usage, refused.ExitCode);
            Assert.StartsWith("part.json: the part of a joint model does not fit together: ", refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("(Parameter", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void OtherColumnsThanTheTerms_AreRefused()
    {
        Assert.Throws<HarnessException>(() => new HalfColumns(Part(), ["income"]));
        Assert.Throws<HarnessException>(() => new HalfColumns(Part(), ["income", "term", "more"]));
    }

    private static JointPartFile Part() => new(
        new string('a', 64),
        "terms",
        ["bank", "cloud"],
        new JointPartRecord
        {
            Party = "bank",
            Features = ["income", "term", "income_missing"],
            Intercept = -1,
            InterceptStandardError = 0.1,
            Coefficients = [0.5, 0.25, 3],
            StandardErrors = [0.1, 0.1, 0.1],
            ScaleMeans = [1, 0, 0],
            ScaleDeviations = [2, 1, 1],
        },
        [7.5, null, null]);

    private static string Text(JointPartFile part) => JsonSerializer.Serialize(part.Sealed(), HostingJson.ForPeople.JointPartFile);

    private string Write(string text) => _folder.Write("part.json", text);
}
