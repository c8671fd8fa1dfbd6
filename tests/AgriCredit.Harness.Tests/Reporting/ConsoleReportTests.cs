using AgriCredit.Harness.Reporting;
using AgriCredit.Harness.Results;
using AgriCredit.Harness.Tests.Results;
using Spectre.Console;

namespace AgriCredit.Harness.Tests.Reporting;

public sealed class ConsoleReportTests
{
    private static string Text(RunMetrics run, int width, bool unicode = true)
    {
        using var text = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = width;
        console.Profile.Capabilities.Unicode = unicode;
        ConsoleReport.Write(console, run);
        return text.ToString().ReplaceLineEndings("\n");
    }

    [Fact]
    public void Write_SmallRun_IsTheWholeText() => Assert.Equal(
        """
        two-banks
        Horizontal federation of 2 parties: 100 training rows (9 defaults), 25 test rows (2 defaults).
        AUC on all test rows: alone 0.7000, federated 0.7400, pooled 0.7400.
        8 training rounds, converged, in 0.031 s and 18.0 kB. Largest difference to a pooled coefficient
        1.0e-10.

        Each party alone, the federation, and all rows pooled

                      training          all test rows         AUC on own test
                   ──────────────  ────────────────────────  ─────────────────
        fit        rows  defaults     AUC      KS  log-loss   alone  federated
        ──────────────────────────────────────────────────────────────────────
        0 alone      60         9  0.7000       –    0.3000  0.6000     0.6500
        1 alone      40         0       –       –         –       –          –
        ──────────────────────────────────────────────────────────────────────
        Federated   100         9  0.7400  0.4500    0.2600
        Pooled      100         9  0.7400  0.4500    0.2600

        No model alone for 1: one class only.

        Change of the log-odds of default for one standard deviation more

        feature      estimate  std. error       z       p
        ─────────────────────────────────────────────────
        (intercept)   -2.7129      0.0595  -45.61  <0.001
        term          -1.0753      0.0662  -16.25  <0.001
        农地面积       0.1000      0.2000    0.50   0.617

        Largest difference to a pooled coefficient: 1.0e-10.
        Log-likelihood of the training rows: -30.50.

        Seconds by phase

        seconds    load  setup  training  evaluation  total  pooled fit
        ───────────────────────────────────────────────────────────────
        this run  0.250  0.500     0.031       0.010  0.800       0.010

        Bytes and messages by role

                                  whole run                  a training round
                     ────────────────────────────────────  ────────────────────
        role         bytes sent  bytes received  messages  bytes sent  messages
        ───────────────────────────────────────────────────────────────────────
        0                 5,000           4,000        12         625       1.5
        1                 5,001           4,000        12         625       1.5
        ───────────────────────────────────────────────────────────────────────
        all parties      10,001           8,000        24       1,250       3.0
        coordinator       8,000          10,001         –       1,000         –
        all roles        18,001               –         –       2,250         –

        Payload before TLS. A training round's share counts setup too, spread over the rounds.

        What each role came to know beyond the model

        who          what
        ───────────────────────────────────
        coordinator  sums over both parties

        """, Text(ExampleRuns.Small, 100));

    public static TheoryData<int> Widths => [80, 100, 200];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Write_AnyRun_StaysWithinItsWidth(int width)
    {
        foreach (RunMetrics run in new[] { ExampleRuns.Small, ExampleRuns.FourBlocks, ExampleRuns.TwentyBanks, ExampleRuns.NothingComputed })
            Assert.All(Text(run, width).Split('\n'), line => Assert.InRange(CellText.Width(line), 0, Math.Min(width, 100)));
    }

    [Fact]
    public void Write_LongName_WrapsTheNameAndKeepsTheNumbers()
    {
        string name = new string('x', 70) + " farm bank";
        string text = Text(ExampleRuns.FourBlocks with { Parties = [ExampleRuns.FourBlocks.Parties[1] with { Id = name }] }, 80);
        Assert.All(text.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        Assert.Contains("1,532        20  0.6970  0.3290    0.2983  0.6770     0.7301", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_HostileName_CannotMoveTheCursor()
    {
        string text = Text(ExampleRuns.Small with { Scenario = "a\u001b[2Jb", Parties = [ExampleRuns.Small.Parties[0] with { Id = "\u001b[31m[red]\rbank" }] }, 100);
        Assert.DoesNotContain(text, character => char.IsControl(character) && character != '\n');
        Assert.Contains("\uFFFD[31m[red]\uFFFDbank alone", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_WithoutUnicode_UsesAscii()
    {
        string text = Text(ExampleRuns.TwentyBanks, 80, unicode: false);
        Assert.DoesNotContain(text, character => character > 127);
        Assert.Contains("bank-7 alone     313        18       -       -         -", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_TwentyParties_ShowsTheMedianAndTheTrafficOfThree()
    {
        string text = Text(ExampleRuns.TwentyBanks, 80);
        Assert.Contains("Median alone", text, StringComparison.Ordinal);
        Assert.Contains("Of 20 parties the one that sent least", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_SeveralThingsLearntByOne_NamesItOnce() => Assert.Contains(
        """
        coordinator  The sums over all parties of loss, gradient and curvature in every round, and the
                     model; no party's own sums.
                     Who took part, when, and how many bytes.
        0            The same published sums and the model.
        """, Text(ExampleRuns.FourBlocks, 100), StringComparison.Ordinal);

    [Theory]
    [InlineData("", 4, new[] { "" })]
    [InlineData("ab cd ef", 5, new[] { "ab cd", "ef" })]
    [InlineData("abcdefgh", 3, new[] { "abc", "def", "gh" })]
    [InlineData("农地面积", 5, new[] { "农地", "面积" })]
    public void Wrap_BreaksAtSpacesAndWithinLongWords(string text, int width, string[] expected) => Assert.Equal(expected, CellText.Wrap(text, width));
}
