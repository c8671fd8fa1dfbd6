using AgriCredit.Harness.CommandLine;

namespace AgriCredit.Harness.Tests.CommandLine;

public sealed class CliTests
{
    [Fact]
    public async Task Help_GoesToResults_AndNamesTheVerbs()
    {
        CliRun run = await CliRun.RunAsync("--help");
        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Messages));
        Assert.Contains("generate", run.Results, StringComparison.Ordinal);
        Assert.Contains("agricredit [command] [options]", run.Results, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoVerb_IsAMistake()
    {
        CliRun run = await CliRun.RunAsync();
        Assert.Equal((ExitCode.Usage, ""), (run.ExitCode, run.Results));
        Assert.StartsWith("Name a verb: ", run.Messages, StringComparison.Ordinal);
        Assert.Contains("'agricredit --help' shows what there is.", run.Messages, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Unknown verb 'generat' (did you mean 'generate'?).\n'agricredit --help' shows what there is.", "generat", "--output", "x.csv")]
    [InlineData("Unknown option '--row' (did you mean '--rows'?).\n'agricredit generate --help' shows what there is.", "generate", "--row", "5", "--output", "x.csv")]
    [InlineData("Unknown option '--verbos' (did you mean '--verbose'?).\n'agricredit generate --help' shows what there is.", "generate", "--output", "x.csv", "--verbos")]
    [InlineData("Unknown argument 'x.csv'.\nOption '--output' is required.\n'agricredit generate --help' shows what there is.", "generate", "x.csv")]
    [InlineData("--rows: expected a whole number from 1 to 10000000, got 0.\n'agricredit generate --help' shows what there is.", "generate", "--rows", "0", "--output", "x.csv")]
    [InlineData("Cannot parse argument 'abc' for option '--seed' as a whole number.\n'agricredit generate --help' shows what there is.", "generate", "--seed", "abc", "--output", "x.csv")]
    [InlineData("--bands goes with --prepare; give both, or leave it out.\n'agricredit dealer --help' shows what there is.", "dealer", "dealer.json", "--bands")]
    [InlineData("--serve-scores and --prepare ask for different work; give one of them.\n'agricredit dealer --help' shows what there is.", "dealer", "dealer.json", "--serve-scores", "--prepare", "8")]
    [InlineData("--serve-scores and --prepare ask for different work; give one of them.\n'agricredit party --help' shows what there is.", "party", "party.json", "--prepare", "8", "--serve-scores")]
    [InlineData("--ask has no effect with --prepare-fit; leave one of them out.\n'agricredit party --help' shows what there is.", "party", "party.json", "--prepare-fit", "8", "--ask")]
    [InlineData("--json has no effect with --serve-scores; leave one of them out.\n'agricredit dealer --help' shows what there is.", "dealer", "dealer.json", "--serve-scores", "--json")]
    public async Task Mistake_IsOneMessageWithAHint(string expected, params string[] args)
    {
        CliRun run = await CliRun.RunAsync(args);
        Assert.Equal((ExitCode.Usage, ""), (run.ExitCode, run.Results));
        Assert.Equal(expected, run.Messages.TrimEnd().ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task Version_IsPrinted() => Assert.Matches(@"^\d+\.\d+\.\d+", (await CliRun.RunAsync("--version")).Results);

    [Fact]
    public async Task StackTrace_OnlyWithVerbose()
    {
        string[] args = ["generate", "--output", "/no/such/folder/x.csv"];
        CliRun quiet = await CliRun.RunAsync(args), verbose = await CliRun.RunAsync([.. args, "--verbose"]);

        Assert.Equal("Cannot write '/no/such/folder/x.csv': the folder '/no/such/folder' does not exist.", quiet.Messages.TrimEnd());
        Assert.Contains("   at AgriCredit.Harness", verbose.Messages, StringComparison.Ordinal);
        Assert.Equal((ExitCode.Usage, ExitCode.Usage), (quiet.ExitCode, verbose.ExitCode));
    }

    [Fact]
    public async Task Cancelled_EndsWith130_AndLeavesNothing()
    {
        using var folder = new TemporaryFolder();
        using var source = new CancellationTokenSource();
        source.Cancel();
        CliRun run = await CliRun.RunAsync(source.Token, "generate", "--output", folder.PathOf("loans.csv"));
        Assert.Equal((ExitCode.Cancelled, ""), (run.ExitCode, run.Results));
        Assert.EndsWith("Stopped.", run.Messages.TrimEnd(), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }
}
