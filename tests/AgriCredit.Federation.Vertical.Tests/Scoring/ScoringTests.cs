using AgriCredit.Privacy;
using AgriCredit.Testing;

namespace AgriCredit.Federation.Vertical.Tests.Scoring;

/// <summary>Joint scoring gives the joined model's scores to the bank, and nothing to anybody else.</summary>
public class ScoringTests
{
    [Theory]
    [InlineData(2, 0.7)]
    [InlineData(3, 0.7)]
    [InlineData(4, 0.7)]
    [InlineData(2, 8)]
    public async Task Probabilities_AreTheJoinedModels_AtTheBankAlone(int parties, double slope)
    {
        using var federation = new ScoringFederation(parties, 203, seed: 300, slope);

        ScoringOutcome[] outcomes = await federation.RunAsync();

        Assert.All(outcomes, outcome => Assert.Null(outcome.Failure));
        ScoringResult bank = outcomes[0].Result!;
        Assert.Equal((203, 203, 3), (bank.Requested, bank.Scored, bank.Rounds));
        for (int row = 0; row < 203; row++)
        {
            Assert.Equal(ApplicantOutcome.Scored, bank.Applicants[row].Outcome);
            Assert.Equal(1 / (1 + Math.Exp(-federation.Logit(row))), bank.Applicants[row].Probability!.Value, 6e-5);
        }

        Assert.All(outcomes[1..], outcome => Assert.Empty(outcome.Result!.Applicants));
        Assert.All(outcomes, outcome => Assert.Equal(203, outcome.Result!.Scored));
    }

    [DataFact]
    public async Task HalvesOfARealFit_ScoreRealTestRows_AsTheJoinedModel()
    {
        LoanSides sides = LoanSides.SbaAgri();
        using var federation = new JointFederation(2);
        JointOutcome[] fit = await federation.RunAsync([sides.Bank, sides.Cloud], new JointTerms());
        JointHalf[] halves = [.. fit.Take(2).Select(outcome => new JointHalf(outcome.Result!.Session, outcome.Result.Parties, outcome.Result.Own!))];
        LoanSides test = LoanSides.SbaAgri(test: true);
        JointRows applicants = new([.. test.Bank.Ids.Take(1000)], test.Bank.Features, test.Bank.SelectColumns([.. Enumerable.Range(0, 1000)]), labels: null);
        federation.Connect = new MemoryRelay().Connect;
        await using IMemberChannel bank = federation.Connect(JointFederation.Bank);
        await using IMemberChannel cloud = federation.Connect(JointFederation.Cloud);
        await using IMemberChannel dealer = federation.Connect(JointFederation.Dealer);
        using var store = new MemoryStateStore();
        var ledger = new ScoringLedger(store, new ScoringLimits { ApplicantsPerPeriod = 1000 }, TimeProvider.System);
        Task<ScoringOutcome>[] running =
        [
            new ScoreRequester(federation.Options(JointFederation.Bank), halves[0], new ScoringTerms()).RunAsync(applicants, bank, default),
            new ScoreProvider(federation.Options(JointFederation.Cloud), halves[1], new ScoringTerms(), test.Cloud, ledger).RunAsync(cloud, default),
            new ScoreDealer(federation.Options(JointFederation.Dealer)).RunAsync(dealer, default),
        ];

        ScoringOutcome[] outcomes = await Task.WhenAll(running);

        Assert.All(outcomes, outcome => Assert.Null(outcome.Failure));
        double[] logits = [.. test.Bank.Logits(halves[0], [.. Enumerable.Range(0, 1000)]).Zip(test.Cloud.Logits(halves[1], [.. Enumerable.Range(0, 1000)]), (own, other) => own + other)];
        Assert.All(outcomes[0].Result!.Applicants.Zip(logits), pair => Assert.Equal(1 / (1 + Math.Exp(-pair.Second)), pair.First.Probability!.Value, 1e-4));
        Assert.True(logits.Max() - logits.Min() > 2);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Bands_AreThoseOfTheJoinedModel(int parties)
    {
        double[] edges = [0.05, 0.1, 0.2, 0.5, 0.9];
        using var federation = new ScoringFederation(parties, 101, seed: 301, slope: 2) { Terms = new ScoringTerms { BandEdges = edges } };

        ScoringOutcome[] outcomes = await federation.RunAsync();

        Assert.All(outcomes, outcome => Assert.Null(outcome.Failure));
        var seen = new HashSet<int>();
        for (int row = 0; row < 101; row++)
        {
            ApplicantScore score = outcomes[0].Result!.Applicants[row];
            double logit = federation.Logit(row);
            double grid = parties / Math.ScaleB(2, BandTable.GridBits);
            int low = edges.Count(edge => logit - grid - 1e-3 >= Math.Log(edge / (1 - edge)));
            int high = edges.Count(edge => logit + grid + 1e-3 >= Math.Log(edge / (1 - edge)));
            Assert.Null(score.Probability);
            Assert.InRange(score.Band!.Value, low, high);
            seen.Add(score.Band.Value);
        }

        Assert.Equal(6, seen.Count);
    }

    [Fact]
    public async Task LogitsOfAnySize_StayWhatTheyAre()
    {
        // Parts are clipped before they are added: a sum beyond the series would turn the worst applicant into the best.
        using var federation = new ScoringFederation(2, 40, seed: 302, slope: 1e3);

        ScoringOutcome[] outcomes = await federation.RunAsync();

        foreach ((ApplicantScore score, int row) in outcomes[0].Result!.Applicants.Select((score, row) => (score, row)))
        {
            double clipped = federation.Halves.Select((half, party) => Math.Clamp(half.Logit([.. federation.Rows[party].SelectColumns([row]).Select(column => column[0])]), -24, 24)).Sum();
            Assert.Equal(1 / (1 + Math.Exp(-clipped)), score.Probability!.Value, 6e-5);
        }
    }

    [Fact]
    public async Task UnknownApplicants_AreNamed_WithThePartyThatDoesNotKnowThem()
    {
        using var federation = new ScoringFederation(3, 20, seed: 303);
        JointRows applicants = new([" FARMER-3 ", "nobody", "farmer-4"], federation.Rows[0].Features, federation.Rows[0].SelectColumns([3, 0, 4]), labels: null);
        JointRows known = new([.. federation.Rows[2].Ids.Select((id, row) => row == 4 ? "other" : id)], federation.Rows[2].Features, federation.Rows[2].SelectColumns([.. Enumerable.Range(0, 20)]), labels: null);

        ScoringOutcome[] outcomes = await federation.RunAsync(applicants, member => member == federation.Members.Parties[2] ? channel => federation.Provider(2, rows: known).RunAsync(channel, default) : null);

        IReadOnlyList<ApplicantScore> scores = outcomes[0].Result!.Applicants;
        Assert.Equal([ApplicantOutcome.Scored, ApplicantOutcome.Unknown, ApplicantOutcome.Unknown], scores.Select(score => score.Outcome));
        Assert.Equal([null, federation.Members.Parties[1], federation.Members.Parties[2]], scores.Select(score => score.Party));
        Assert.Equal(1 / (1 + Math.Exp(-federation.Logit(3))), scores[0].Probability!.Value, 6e-5);
        Assert.All(scores.Skip(1), score => Assert.Null(score.Probability));
        Assert.All(outcomes, outcome => Assert.Equal(1, outcome.Result!.Scored));
    }

    [Fact]
    public async Task NobodyKnown_EndsWellWithoutScores()
    {
        using var federation = new ScoringFederation(2, 20, seed: 304);
        JointRows applicants = new(["nobody", "no one"], federation.Rows[0].Features, federation.Rows[0].SelectColumns([0, 1]), labels: null);

        ScoringOutcome[] outcomes = await federation.RunAsync(applicants);

        Assert.All(outcomes, outcome => Assert.Equal(0, outcome.Result!.Scored));
        Assert.All(outcomes[0].Result!.Applicants, score => Assert.Equal(ApplicantOutcome.Unknown, score.Outcome));
    }
}
