using AgriCredit.Harness.CommandLine;

namespace AgriCredit.Harness.Tests.CommandLine;

public sealed class NearestNameTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("abc", "", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("Seed", "seed", 0)]
    [InlineData("sede", "seed", 1)]
    [InlineData("seed", "seeds", 1)]
    public void DistanceCountsEdits(string left, string right, int expected)
    {
        Assert.Equal(expected, NearestName.Distance(left, right));
        Assert.Equal(expected, NearestName.Distance(right, left));
    }

    [Theory]
    [InlineData("sed", "seed")]
    [InlineData("standardize", "standardise")]
    [InlineData("querry", "query")]
    [InlineData("epsilon", null)]
    [InlineData("x", null)]
    public void FindsWhatWasMeant(string word, string? expected) => Assert.Equal(expected, NearestName.Find(word, ["seed", "query", "standardise", "features"]));
}
