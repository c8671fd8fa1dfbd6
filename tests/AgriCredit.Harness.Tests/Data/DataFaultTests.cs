using AgriCredit.Harness.CommandLine;

namespace AgriCredit.Harness.Tests.Data;

public sealed class DataFaultTests
{
    [Fact]
    public void MissingFile_SaysWhereItWasLookedUp()
    {
        string message = Load.Failure(Load.Csv, """ "query": "from 'lones.csv'" """).Message;
        Assert.StartsWith("data.query: no file 'lones.csv' in '/", message, StringComparison.Ordinal);
        Assert.Contains("--data DIR", message, StringComparison.Ordinal);
    }

    [Fact]
    public void MissingColumns_AreListedTogetherWithTheColumnsThereAre()
    {
        IReadOnlyList<string> faults = Load.Faults(Load.Csv, """ "query": "from 'loans.csv'", "label": "defualt", "id": "loan_id", "features": ["x", "flags"] """, """ { "kind": "horizontal", "by": "branch" } """);
        Assert.Equal(
            [
                "data.query: no column 'flags' (the feature) (did you mean 'flag'?); there are bank, x, flag, default",
                "data.query: no column 'defualt' (the label) (did you mean 'default'?); there are bank, x, flag, default",
                "data.query: no column 'loan_id' (the id); there are bank, x, flag, default",
                "data.query: no column 'branch' (the partition's 'by'); there are bank, x, flag, default",
            ],
            faults);
    }

    [Theory]
    [InlineData("selct 1", "syntax error at or near")]
    [InlineData("select y from 'loans.csv'", "Referenced column \"y\" not found")]
    [InlineData("select ln(x - 1) from 'loans.csv'", "cannot take logarithm of zero")]
    [InlineData("select 1; select 2", "must be one SELECT statement, got 2")]
    [InlineData("", "is empty")]
    [InlineData("-- nothing", "must be one SELECT statement, got 0")]
    [InlineData("copy (select 1) to 'x.csv'", "must be a SELECT statement")]
    [InlineData("install httpfs", "must be a SELECT statement")]
    [InlineData("from 'https://example.org/loans.csv'", "extensions are not loaded here")]
    public void WrongQuery_IsRefusedWithTheReason(string query, string reason)
    {
        HarnessException exception = Load.Failure(Load.Csv, $""" "query": {System.Text.Json.JsonSerializer.Serialize(query)} """);
        Assert.Contains("data.query", exception.Message, StringComparison.Ordinal);
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TextInAFeature_NamesColumnAndRow_AndNotTheText()
    {
        string message = Assert.Single(Load.Faults(Load.Csv.Replace("b,4,", "b,secret,", StringComparison.Ordinal)));
        Assert.Equal("data.query: column 'x' holds text that is not a number in row 3 (rows count from 0)", message);
    }

    [Fact]
    public void TextFarDownInAColumnOfNumbers_NamesColumnAndRow_AndNotTheText()
    {
        string csv = "bank,x,default\n" + string.Concat(Enumerable.Range(0, 250_000).Select(row => $"{row % 2},{(row == 240_000 ? "secret" : row)},{row / 7 % 2}\n"));
        string message = Load.Failure(csv).Message;
        Assert.Contains("column 'x' holds text that is not a number in row 240000", message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
    }

    [Fact]
    public void CastOfText_DoesNotShowTheText()
    {
        string message = Load.Failure(Load.Csv.Replace("b,4,", "b,secret,", StringComparison.Ordinal), """ "query": "select x::double as x, bank, \"default\" from 'loans.csv'" """).Message;
        Assert.Contains("Could not convert a text to", message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
    }

    [Fact]
    public void DateInAFeature_AsksForANumber() =>
        Assert.Equal(
            ["data.query: column 'd' holds DATE values, not numbers; derive a number from it in the query"],
            Load.Faults(Load.Csv, """ "query": "select *, date '2020-01-01' as d from 'loans.csv'" """));

    [Fact]
    public void SeveralFaultsOfValues_AreReportedTogether()
    {
        string csv = "bank,x,y,default\na,1,1,0\na,,2,1\n,3,1e400,2\nb,4,oops,1\n";
        IReadOnlyList<string> faults = Load.Faults(csv, """ "query": "select bank, x, try_cast(x as double) / (x - 4) as z, y, \"default\" from 'loans.csv'" """);

        Assert.Equal(
            [
                "data.query: column 'y' holds text that is not a number in row 3 (rows count from 0)",
                "data.query: feature 'x' has no value in row 1 (rows count from 0); \"missing\": \"mean\" or \"indicator\" would fill it",
                "data.query: feature 'z' is infinite in row 3 (rows count from 0)",
                "data.query: feature 'z' has no value in row 1 (rows count from 0); \"missing\": \"mean\" or \"indicator\" would fill it",
                "data.query: the label 'default' is neither 0 nor 1 in row 2 (rows count from 0)",
                "data.query: the partition's column 'bank' is empty in row 2 (rows count from 0)",
            ],
            faults);
    }

    [Theory]
    [InlineData("nan")]
    [InlineData("NULL")]
    public void NotANumberAndNullAreMissing(string value) =>
        Assert.StartsWith(
            "data.query: feature 'z' has no value in row 2 (rows count from 0) and 3 more;",
            Assert.Single(Load.Faults(Load.Csv, $$""" "query": "select *, case when x < 3 then x else '{{value}}'::varchar::double end as z from 'loans.csv'" """.Replace("'NULL'::varchar", "NULL", StringComparison.Ordinal))),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("bank,x,default\n", "data.query: returns no rows")]
    [InlineData("bank,x,default\na,1,0\nb,2,0\n", "data.query: the label 'default' is 0 in all 2 training rows; a model needs both classes")]
    [InlineData("bank,x,default\na,1,1\nb,2,1\n", "data.query: the label 'default' is 1 in all 2 training rows; a model needs both classes")]
    [InlineData("bank,x,default\na,1,1\nb,1,0\n", "data.query: feature 'x' is constant in the training rows; leave it out of data.features")]
    [InlineData("bank,default\na,1\nb,0\n", "data.query: no column is left to be a feature")]
    [InlineData("bank,x,default\na,1,1\na,2,0\n", "partition: column 'bank' has the same value in every training row; a federation needs two parties or more")]
    [InlineData("bank,x,default\na,1,0\n,2,1\nb,2,1\n", "data.query: the partition's column 'bank' is empty in row 1 (rows count from 0)")]
    public void FaultOfTheWholeTable(string csv, string expected) => Assert.Equal([expected], Load.Faults(csv));

    [Fact]
    public void ColumnThatIsConstantAmongTrainingRowsOnly_IsConstant() =>
        Assert.Equal(
            ["data.query: feature 'flag' is constant in the training rows; leave it out of data.features"],
            Load.Faults("bank,x,flag,default\na,1,0,0\na,2,1,1\nb,3,0,1\nb,4,1,1\n", """ "query": "from 'loans.csv'", "test": { "everyNth": 2, "offset": 1 } """));

    [Fact]
    public void ColumnReturnedTwice() =>
        Assert.Equal(
            ["data.query: returns column 'x' more than once; rename one with 'as'"],
            Load.Faults(Load.Csv, """ "query": "select *, x from 'loans.csv'" """));

    [Fact]
    public void PartyWithTestRowsAlone() =>
        Assert.Equal(
            ["partition: party 'c' has test rows but no training row"],
            Load.Faults(Load.Csv + "c,7,1,0\n", """ "query": "from 'loans.csv'", "test": { "everyNth": 6 } """));

    [Fact]
    public void MorePartiesThanRows() =>
        Assert.StartsWith(
            "partition: party 6 gets none of the 6 training rows; lower partition.parties",
            Assert.Single(Load.Faults(Load.Csv, """ "query": "select x, \"default\" from 'loans.csv'" """, """ { "kind": "horizontal", "parties": 7 } """)),
            StringComparison.Ordinal);

    [Fact]
    public void FaultsOfTheTestQueryNameIt() =>
        Assert.Equal(
            ["data.test.query: no column 'flag' (the feature); there are x, default"],
            Load.Faults(Load.Csv, """ "query": "from 'loans.csv'", "test": { "query": "select x, \"default\" from 'loans.csv'" } """));

    [Fact]
    public void TextColumnOfTheGeneratorIsNoFeature()
    {
        HarnessException exception = Load.Failure(Load.Csv, """ "generator": { "rows": 200 }, "features": ["county", "guarantor"] """);
        Assert.Equal(["column 'county' holds text, not numbers"], exception.Faults);
    }
}
