using AgriCredit.Harness.Results;
using CsCheck;

namespace AgriCredit.Harness.Tests.Results;

public sealed class RoundsCsvTests
{
    [Fact]
    public void ToText_TwoRounds_IsTheDocumentedText() => Assert.Equal(
        "round,parties,objective,maxStep,seconds,bytes\n1,4,0.6931471805599453,2.25,0.00125,3104\n2,3,0.1,1E-09,0.002,3000000000\n",
        RoundsCsv.ToText([new(1, 4, 0.6931471805599453, 2.25, 0.00125, 3104), new(2, 3, 0.1, 1e-9, 0.002, 3_000_000_000)]));

    [Fact]
    public void Parse_WhatWasWritten_GivesTheSameBits() =>
        Gen.Select(Gen.Int[1, 999], Gen.Int[1, 99], Gen.Double, Gen.Double, Gen.Double, Gen.Long)
            .Select((round, parties, objective, step, seconds, bytes) => new RoundRecord(round, parties, objective, step, seconds, bytes))
            .List[0, 5]
            .Sample(rounds => RoundsCsv.Parse(RoundsCsv.ToText(rounds)).SequenceEqual(rounds));

    [Theory]
    [InlineData("", "Line 1")]
    [InlineData("round,parties\n", "Line 1")]
    [InlineData(RoundsCsv.Header + "\n1,4,0.5,1,0.1,10\n2,4,0.5,1,0.1\n", "Line 3")]
    [InlineData(RoundsCsv.Header + "\n1,four,0.5,1,0.1,10\n", "Line 2")]
    public void Parse_AnotherText_NamesTheLine(string text, string expected) =>
        Assert.StartsWith(expected, Assert.Throws<FormatException>(() => RoundsCsv.Parse(text)).Message, StringComparison.Ordinal);
}
