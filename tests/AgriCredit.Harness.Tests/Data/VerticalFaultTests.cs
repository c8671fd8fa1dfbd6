namespace AgriCredit.Harness.Tests.Data;

public sealed class VerticalFaultTests
{
    private const string Cloud = "partition.parties[0].query";
    private const string Bank = "partition.parties[1].query";

    [Fact]
    public void NoOverlap() =>
        Assert.Equal(
            ["partition: none of the 7 training rows of 'bank' has an id 'id' that is known to 'cloud' (2 rows); the ids must be of the same applicants and written the same way"],
            LoadVertical.Faults(LoadVertical.Scenario(), payments: "id,late\na-1,10\nb-1,20\n"));

    [Fact]
    public void NoOverlapAmongThreeAtOnce()
    {
        const string scenario = """
            { "data": { "id": "id" },
              "partition": { "kind": "vertical", "parties": [
                { "id": "bank", "label": true, "features": ["amount"], "query": "from 'loans.csv'" },
                { "id": "one", "features": ["late"], "query": "from 'payments.csv' where id in ('a', 'b')" },
                { "id": "two", "features": ["later"], "query": "select id, late as later from 'payments.csv' where id in ('c', 'd')" } ] } }
            """;
        Assert.Contains("known to all the others at once", Assert.Single(LoadVertical.Faults(scenario)), StringComparison.Ordinal);
    }

    [Fact]
    public void LabelAtBothSides() =>
        Assert.Equal(
            [$"{Cloud}: returns the label 'default', which 'bank' holds; two parties cannot both hold it, so leave it out here"],
            LoadVertical.Faults(LoadVertical.Scenario(cloudQuery: "select *, 0 as \\\"default\\\" from 'payments.csv'")));

    [Fact]
    public void LabelAtNeither() =>
        Assert.Equal(
            [$"{Bank}: no column 'default' (the label); there are id, amount"],
            LoadVertical.Faults(LoadVertical.Scenario(bankQuery: "select id, amount from 'loans.csv'")));

    [Fact]
    public void IdColumnMissing_AtBothSides_IsReportedTogether() =>
        Assert.Equal(
            [$"{Cloud}: no column 'id' (the id); there are late", $"{Bank}: no column 'id' (the id); there are amount, default"],
            LoadVertical.Faults(LoadVertical.Scenario(bankQuery: "select amount, \\\"default\\\" from 'loans.csv'", cloudQuery: "select late from 'payments.csv'")));

    [Fact]
    public void IdEmpty() =>
        Assert.Equal(
            [$"{Cloud}: the id 'id' is empty in row 1 (rows count from 0) and 1 more"],
            LoadVertical.Faults(LoadVertical.Scenario(), payments: "id,late\na,1\n,2\n\" \",3\n"));

    [Fact]
    public void DuplicateIds_SayHowManyAndWhere() =>
        Assert.Equal(
            [$"{Cloud}: in the id 'id', 2 ids stand on more than one row: row 2 repeats row 0, row 3 repeats row 1, row 4 repeats row 0 (rows count from 0; case, width and white space at the ends do not tell ids apart); alignment needs one row for each applicant"],
            LoadVertical.Faults(LoadVertical.Scenario(), payments: "id,late\na,1\nb,2\nA,3\nb,4\na,5\n"));

    [Fact]
    public void DuplicateIds_OfAQueryForAll_AreReportedOnce() =>
        Assert.StartsWith(
            "data.query: in the id 'id', 1 id stands on more than one row: row 7 repeats row 0",
            Assert.Single(LoadVertical.Faults(
                """
                { "data": { "id": "id", "query": "select *, amount * amount as late from 'loans.csv'" },
                  "partition": { "kind": "vertical", "parties": [ { "id": "bank", "label": true, "features": ["amount"] }, { "id": "cloud", "features": ["late"] } ] } }
                """,
                LoadVertical.Loans + "a,9,1\n")),
            StringComparison.Ordinal);

    [Fact]
    public void MoreThanFiveRepeats_AreCounted() =>
        Assert.Contains(
            "row 5 repeats row 0 and 2 more",
            Assert.Single(LoadVertical.Faults(LoadVertical.Scenario(), payments: "id,late\n" + string.Concat(Enumerable.Range(0, 8).Select(row => $"a,{row}\n")))),
            StringComparison.Ordinal);

    [Fact]
    public void ColumnThatIsConstantAmongTheCommonRows() =>
        Assert.Equal(
            [$"{Cloud}: feature 'late' of 'cloud' is constant in the 6 training rows that all parties know; leave it out of partition.parties[0].features"],
            LoadVertical.Faults(LoadVertical.Scenario(cloudQuery: "select id, (id = 'x')::int as late from 'payments.csv'")));

    [Fact]
    public void OneClassAmongTheCommonRows() =>
        Assert.Equal(
            [$"{Bank}: the label 'default' is 0 in all 3 training rows that all parties know; a model needs both classes"],
            LoadVertical.Faults(LoadVertical.Scenario(), payments: "id,late\na,1\nc,2\ne,3\n"));

    [Fact]
    public void MissingValue_WithReject() =>
        Assert.Equal(
            [$"{Cloud}: feature 'late' has no value in row 1 (rows count from 0); \"missing\": \"mean\" or \"indicator\" would fill it"],
            LoadVertical.Faults(LoadVertical.Scenario(), payments: "id,late\na,1\nb,\nc,3\n"));

    [Fact]
    public void NoValueAtAll_CannotBeFilled() =>
        Assert.Equal(
            [$"{Cloud}: feature 'late' of 'cloud' has no value in any row; leave it out of partition.parties[0].features"],
            LoadVertical.Faults(LoadVertical.Scenario(cloudQuery: "select id, null::double as late from 'payments.csv'", more: "\"missing\": \"mean\"")));

    [Fact]
    public void GapAmongTheLabelHoldersTestRowsAlone() =>
        Assert.StartsWith(
            $"{Bank}: feature 'amount' has no value in test row 0",
            Assert.Single(LoadVertical.Faults(
                LoadVertical.Scenario(data: "\"test\": { \"everyNth\": 7 }", more: "\"missing\": \"mean\""), loans: LoadVertical.Loans.Replace("a,1,", "a,,", StringComparison.Ordinal))),
            StringComparison.Ordinal);

    [Fact]
    public void IndicatorWithTheNameOfAnotherPartysFeature() =>
        Assert.Contains(
            "adds a feature 'amount_missing', but there is one of that name",
            Assert.Single(LoadVertical.Faults(
                LoadVertical.Scenario(cloudQuery: "select id, late as amount_missing from 'payments.csv'", cloud: "\"amount_missing\"", more: "\"missing\": { \"amount\": \"indicator\" }"),
                loans: LoadVertical.Loans.Replace("a,1,", "a,,", StringComparison.Ordinal))),
            StringComparison.Ordinal);

    [Fact]
    public void NoTestRowThatAllKnow() =>
        Assert.Equal(
            ["data.test: none of the 1 test rows of 'bank' is of an applicant that all the others know; take another rule, or leave it out"],
            LoadVertical.Faults(LoadVertical.Scenario(data: "\"test\": { \"everyNth\": 7, \"offset\": 4 }")));
}
