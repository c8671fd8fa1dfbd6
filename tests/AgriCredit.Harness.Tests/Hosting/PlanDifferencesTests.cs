using System.Text;
using AgriCredit.Federation;
using AgriCredit.Harness.Configuration;
using AgriCredit.Harness.Hosting;
using AgriCredit.Learning;

namespace AgriCredit.Harness.Tests.Hosting;

/// <summary>A plan is what the party has agreed to, or every difference is named.</summary>
public sealed class PlanDifferencesTests
{
    private const string Plain = """{ "name": "n", "features": ["x"], "privacy": { "waivers": ["rowMinimum", "rareCategory"] } }""";

    [Fact]
    public async Task PlanOfTheTerms_DiffersInNothing() => Assert.Empty(PlanDifferences.Find(await PlanAsync(Plain), Request(Plain)));

    [Theory]
    [InlineData("\"features\": [\"x\"]", "\"features\": [\"x\"], \"seed\": 2", "seed is 1 in the plan and 2 in the terms")]
    [InlineData("\"features\": [\"x\"]", "\"features\": [\"x\", \"y\"]", "features is x in the plan and x, y in the terms")]
    [InlineData("\"features\": [\"x\"]", "\"features\": [\"x\"], \"missing\": \"mean\"", "features is x in the plan and x (gaps take the mean) in the terms")]
    [InlineData("\"name\"", "\"training\": { \"l2\": 0.5 }, \"name\"", "training.l2 is 0 in the plan and 0.5 in the terms")]
    [InlineData("\"name\"", "\"training\": { \"l1\": 0.5 }, \"name\"", "training.l1 is 0 in the plan and 0.5 in the terms")]
    [InlineData("\"name\"", "\"training\": { \"maxRounds\": 3 }, \"name\"", "training.maxRounds is 25 in the plan and 3 in the terms")]
    [InlineData("\"name\"", "\"training\": { \"tolerance\": 0 }, \"name\"", "training.tolerance is 1E-08 in the plan and 0 in the terms")]
    [InlineData("\"name\"", "\"training\": { \"standardise\": false }, \"name\"", "training.standardise is true in the plan and false in the terms")]
    [InlineData("\"name\"", "\"training\": { \"optimizer\": \"fedsgd\", \"learningRate\": 0.1 }, \"name\"", "training.optimizer is newton in the plan and fedsgd in the terms")]
    [InlineData("\"name\"", "\"aggregation\": { \"collusion\": 0 }, \"name\"", "aggregation.collusion is 1 in the plan and 0 in the terms")]
    [InlineData("\"name\"", "\"aggregation\": { \"mode\": \"resilient\" }, \"name\"", "aggregation.mode is static in the plan and resilient in the terms")]
    [InlineData("\"name\"", "\"aggregation\": { \"fractionalBits\": 20 }, \"name\"", "aggregation.fractionalBits is 24 in the plan and 20 in the terms")]
    [InlineData("\"name\"", "\"aggregation\": { \"valueBound\": 64 }, \"name\"", "aggregation.valueBound is 128 in the plan and 64 in the terms")]
    [InlineData("\"rowMinimum\", ", "", "privacy.waivers is rareCategory, rowMinimum in the plan and rareCategory in the terms")]
    [InlineData("\"name\"", "\"timeouts\": { \"collectSeconds\": 5 }, \"name\"", "timeouts.collectSeconds is 300 in the plan and 5 in the terms")]
    [InlineData("\"name\"", "\"timeouts\": { \"unmaskSeconds\": 5 }, \"name\"", "timeouts.unmaskSeconds is 60 in the plan and 5 in the terms")]
    public async Task Difference_IsNamed(string part, string changed, string expected) =>
        Assert.Equal([expected], PlanDifferences.Find(await PlanAsync(Plain), Request(Plain.Replace(part, changed, StringComparison.Ordinal))));

    private static SessionRequest Request(string terms) => AgreedTerms.Parse(Encoding.UTF8.GetBytes(terms), "terms.json").ToRequest(new byte[32]);

    /// <summary>A plan comes of a session only: a small one in memory.</summary>
    private static async Task<SessionPlan> PlanAsync(string terms)
    {
        PartyId[] parties = [new("a"), new("b"), new("c")];
        using var credentials = new EphemeralCredentials(new PartyId("hub"), parties, TimeProvider.System);
        using var coordinator = new Coordinator(new CoordinatorOptions { Identity = credentials.Identity(new PartyId("hub")), Roster = credentials.Roster, Request = Request(terms) });
        double[] column = [.. Enumerable.Range(0, 60).Select(row => row * 37 % 60 / 10.0)];
        byte[] labels = [.. Enumerable.Range(0, 60).Select(row => (byte)(row % 3 == 0 ? 1 : 0))];
        await Task.WhenAll(parties.Select(party => new Party(new PartyOptions
        {
            Identity = credentials.Identity(party),
            Roster = credentials.Roster,
            Rows = new Dataset(["x"], [column], labels),
            AcceptedWaivers = [Waivers.RowMinimum, Waivers.RareCategory],
        }).RunAsync(coordinator, CancellationToken.None)));
        SessionOutcome outcome = await coordinator.Completion;
        Assert.True(outcome.IsFinished, outcome.Failure?.ToString());
        return outcome.Result.Plan;
    }
}
