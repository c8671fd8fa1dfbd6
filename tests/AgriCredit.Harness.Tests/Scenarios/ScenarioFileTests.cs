using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Generation;
using AgriCredit.Harness.Scenarios;

namespace AgriCredit.Harness.Tests.Scenarios;

public sealed class ScenarioFileTests
{
    public static TheoryData<string> ShippedNames => [.. ShippedScenarios.Names];

    [Fact]
    public void ShippedScenariosAreThoseOfTheDocumentation() =>
        Assert.Equal(
            [
                "default-credit", "default-credit-vertical", "default-credit-vertical-l2", "farm-loans", "farm-loans-vertical",
                "sba-agri", "sba-agri-small-banks", "sba-agri-vertical", "sba-all-sectors", "sba-banks",
            ], ShippedScenarios.Names);

    [Theory]
    [MemberData(nameof(ShippedNames))]
    public void ShippedScenarioLoadsUnderItsOwnName(string name) => Assert.Equal(name, ScenarioFile.Load(name).Scenario.Name);

    [Theory]
    [MemberData(nameof(ShippedNames))]
    public void ResolvedScenarioReadsBackAsItself(string name)
    {
        string resolved = ScenarioJson.Write(ScenarioFile.Load(name, seed: 123).Scenario);

        Assert.Contains("\"seed\": 123", resolved, StringComparison.Ordinal);
        Assert.Equal(resolved, ScenarioJson.Write(Parse.Scenario(resolved)));
    }

    [Fact]
    public void ResolvedScenarioHasTheDefaultsThatDependOnOtherKeys()
    {
        Scenario averaging = Parse.Members(""" "training": { "optimizer": "fedavg" } """);
        Assert.Equal((TrainerName.MLNet, 0.1, 1, null), (averaging.Training.Trainer!.Value, averaging.Training.LearningRate!.Value, averaging.Training.LocalEpochs!.Value, averaging.Training.BatchSize));
        Assert.Equal(64, Parse.Members(""" "training": { "optimizer": "fedavg", "trainer": "mathnet" } """).Training.BatchSize);
        Assert.Equal(0.1, Parse.Members(""" "training": { "optimizer": "fedsgd" } """).Training.LearningRate);

        Scenario generated = Parse.Scenario("""{ "data": { "generator": {}, "test": { "everyNth": 5 } }, "partition": { "kind": "horizontal", "parties": 3, "assign": "dirichlet" } }""");
        Assert.Equal(FarmLoanColumns.Features, generated.Data.Features);
        Assert.Equal("farmer_id", generated.Data.Id);
        Assert.Equal(0, generated.Data.Test!.Offset);
        Assert.Equal(new HorizontalPartition { Parties = 3, Assign = RowAssignment.Dirichlet, Alpha = 0.5 }, generated.Partition);
        Assert.Equal(RowAssignment.RoundRobin, ((HorizontalPartition)Parse.Scenario($$"""{ {{Parse.Query}}, "partition": { "kind": "horizontal", "parties": 3 } }""").Partition).Assign);
    }

    [Fact]
    public void WithoutAName_FarmLoansRuns() => Assert.Equal("farm-loans", ScenarioFile.Load(null).Scenario.Name);

    [Fact]
    public void SeedOfTheCommandLineGoesFirst() => Assert.Equal(5, ScenarioFile.Load("sba-agri", seed: 5).Scenario.Seed);

    [Fact]
    public void ScenarioOfAFileHasItsFolderAndName()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("my-banks.json", $"{{ {Parse.Query}, {Parse.Partition} }}");

        ScenarioFile file = ScenarioFile.Load(path);

        Assert.Equal((folder.Path, "my-banks"), (file.Folder, file.Scenario.Name));
    }

    [Fact]
    public void MissingScenario_SuggestsAShippedOne()
    {
        HarnessException exception = Assert.Throws<HarnessException>(() => ScenarioFile.Load("sba-agro"));

        Assert.Equal(ExitCode.Usage, exception.ExitCode);
        Assert.Contains("did you mean 'sba-agri'?", exception.Message, StringComparison.Ordinal);
        Assert.Contains("farm-loans", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FolderInPlaceOfAScenario_IsOneClearMessage()
    {
        using var folder = new TemporaryFolder();
        HarnessException exception = Assert.Throws<HarnessException>(() => ScenarioFile.Load(folder.Path));
        Assert.Equal(ExitCode.Usage, exception.ExitCode);
        Assert.Contains(folder.Path, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DataFileInPlaceOfAScenario_IsRefusedBySize()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("loans.csv", new string('1', 5_000_000));
        Assert.Contains("too many for a scenario", Assert.Throws<HarnessException>(() => ScenarioFile.Load(path)).Message, StringComparison.Ordinal);
    }
}
