using AgriCredit.Learning;
using Google.Protobuf;

namespace AgriCredit.Federation.Tests;

/// <summary>Plans that a party does not countersign, honest or not.</summary>
public class PlanReviewTests
{
    private static readonly Dictionary<string, Action<Wire.SessionPlan>> PlanForgeries = new()
    {
        ["another certificate"] = plan => plan.Members[0].CertificateHash = ByteString.CopyFrom(new byte[32]),
        ["the reader's own certificate"] = plan => plan.Members[1].CertificateHash = plan.Members[0].CertificateHash,
        ["another party"] = plan => plan.Members[2].Party = "mallory",
        ["a party fewer"] = plan => plan.Members.RemoveAt(2),
        ["a party twice"] = plan => plan.Members[2] = plan.Members[0],
        ["another order"] = plan => (plan.Members[0], plan.Members[2]) = (plan.Members[2], plan.Members[0]),
        ["another feature"] = plan => plan.Features[0].Name = "income",
        ["a feature fewer"] = plan => plan.Features.RemoveAt(2),
        ["imputation"] = plan => plan.Features[0].Imputed = true,
        ["a bound that does not cover the values"] = plan => plan.Features[1].Exponent = -3,
        ["a bound that does not cover the rows"] = plan => plan.RowsExponent = 2,
        ["an unknown mode"] = plan => plan.Mode = "none",
        ["an unknown version"] = plan => plan.Version = 2,
        ["an unknown mechanism"] = plan => plan.Privacy.Mechanism = "gauss",
        ["no mechanism"] = plan => plan.Privacy = null,
        ["another session"] = plan => plan.Session = ByteString.CopyFrom(new byte[32]),
        ["a short session id"] = plan => plan.Session = ByteString.CopyFrom(new byte[31]),
        ["an unknown waiver"] = plan => plan.Waivers.Add("everything"),
        ["an unknown optimizer"] = plan => plan.Training.Optimizer = "magic",
        ["no training"] = plan => plan.Training = null,
        ["a trainer that is not brought"] = plan =>
        {
            plan.Training.Optimizer = "fedavg";
            plan.Training.Trainer = "mallory";
        },
        ["a negative penalty"] = plan => plan.Training.L2 = -1,
        ["a penalty that is not a number"] = plan => plan.Training.L2 = double.NaN,
        ["no round"] = plan => plan.Training.MaxRounds = 0,
        ["too many rounds"] = plan => plan.Training.MaxRounds = uint.MaxValue,
        ["an infinite bound"] = plan => plan.ValueBound = double.PositiveInfinity,
        ["a bound that is not a number"] = plan => plan.ValueBound = double.NaN,
        ["too few bits"] = plan => plan.FractionalBits = 1,
        ["too many bits"] = plan => plan.FractionalBits = 63,
        ["no time"] = plan => plan.CollectSeconds = 0,
        ["a huge exponent"] = plan => plan.Features[0].Exponent = int.MinValue,
        ["huge row counts"] = plan => plan.RowsExponent = uint.MaxValue,
    };

    public static TheoryData<string> PlanCases() => [.. PlanForgeries.Keys];

    [Theory]
    [MemberData(nameof(PlanCases))]
    public async Task PlanThatIsNotAsAgreed_IsRefused(string forgery)
    {
        using var federation = new InMemoryFederation(SyntheticRows.Three());
        SessionOutcome[] outcomes = await federation.FailAsync((party, inner) => party.Identity.Id.Value != "bank-1" ? inner : new TamperingChannel(inner, TamperingChannel.Answers(
            MessageKind.SessionPlan, 0, envelope => envelope.Forge(federation.CoordinatorIdentity, Wire.SessionPlan.Parser, PlanForgeries[forgery]))));
        Assert.All(outcomes, outcome => Assert.Equal(SessionFailureReason.PlanRefused, outcome.Failure!.Reason));
        Assert.Equal([new PartyId("bank-1")], outcomes[0].Failure!.Parties);
    }

    [Theory]
    [InlineData(Waivers.RowMinimum)]
    [InlineData(Waivers.RareCategory)]
    [InlineData(Waivers.AggregateDisclosure)]
    public async Task WaiverThatAPartyDidNotAccept_IsRefused(string waiver)
    {
        using var federation = new InMemoryFederation(SyntheticRows.Three(), Terms.With(waivers: [waiver]), accepted: [.. Waivers.All.Except([waiver])]);
        SessionOutcome[] outcomes = await federation.FailAsync();
        Assert.All(outcomes, outcome => Assert.Equal((SessionFailureReason.PlanRefused, waiver), (outcome.Failure!.Reason, outcome.Failure.Subject)));
    }

    [Fact]
    public async Task PlanThatImputesWithoutStandardising_IsRefused()
    {
        using var federation = new InMemoryFederation(SyntheticRows.Split(SyntheticRows.Make(240, 3, 1, missing: 0.1), 3, 1), Terms.With(imputed: ["x0", "x1", "x2"]));
        SessionOutcome[] outcomes = await federation.FailAsync((_, inner) => new TamperingChannel(inner, TamperingChannel.Answers(
            MessageKind.SessionPlan, 0, envelope => envelope.Forge(federation.CoordinatorIdentity, Wire.SessionPlan.Parser, plan => plan.Standardise = false))));
        Assert.All(outcomes, outcome => Assert.Equal(SessionFailureReason.PlanRefused, outcome.Failure!.Reason));
    }

    [Fact]
    public async Task PartyBelowTheRowMinimum_Refuses()
    {
        // 5 * 2 * (3 + 3) = 60 rows.
        Dataset[] rows = [SyntheticRows.Make(60, 3, 1), SyntheticRows.Make(59, 3, 2), SyntheticRows.Make(60, 3, 3)];
        using var federation = new InMemoryFederation(rows, Terms.With(new TrainingOptions { MaxRounds = 2 }, waivers: []));
        SessionOutcome[] outcomes = await federation.FailAsync();
        Assert.All(outcomes, outcome => Assert.Equal(SessionFailureReason.RowMinimum, outcome.Failure!.Reason));
        Assert.Equal([new PartyId("bank-1")], outcomes[0].Failure!.Parties);
    }

    [Theory]
    [InlineData(19, false)]
    [InlineData(20, true)]
    public async Task RareCategory_IsRefusedBelowTheMinimum(int ones, bool accepted)
    {
        Dataset[] rows = [.. Enumerable.Range(1, 3).Select(seed => WithFlag(SyntheticRows.Make(460, 2, seed), seed == 2 ? ones : 100))];
        using var federation = new InMemoryFederation(rows, Terms.With(new TrainingOptions { MaxRounds = 15 }, waivers: []));
        SessionOutcome outcome = accepted ? await federation.RunAsync() : (await federation.FailAsync())[0];
        Assert.Equal(accepted, outcome.IsFinished);
        if (!accepted)
        {
            Assert.Equal((SessionFailureReason.RareCategory, "flag"), (outcome.Failure!.Reason, outcome.Failure.Subject));
        }
    }

    [Fact]
    public async Task TwoParties_NeedTheWaiver()
    {
        Dataset[] rows = [SyntheticRows.Make(600, 2, 1), SyntheticRows.Make(600, 2, 2)];
        using var without = new InMemoryFederation(rows, Terms.With(new TrainingOptions { MaxRounds = 20 }, waivers: []));
        SessionOutcome[] outcomes = await without.FailAsync();
        Assert.All(outcomes, outcome => Assert.Equal(SessionFailureReason.AggregateDisclosure, outcome.Failure!.Reason));
        using var with = new InMemoryFederation(rows, Terms.With(new TrainingOptions { MaxRounds = 20 }, waivers: [Waivers.AggregateDisclosure]));
        Assert.True((await with.RunAsync()).IsFinished);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    public void NumberOfColludersThatCannotBe_IsAFaultOfTheRequest(int collusion)
    {
        using var federation = new InMemoryFederation(SyntheticRows.Three(), Terms.With(collusion: collusion));
        Assert.Contains("Collusion", Assert.Throws<ArgumentException>(() => new Coordinator(federation.Options)).Message, StringComparison.Ordinal);
    }

    private static Dataset WithFlag(Dataset rows, int ones)
    {
        double[] flag = new double[rows.RowCount];
        for (int i = 0; i < ones; i++)
        {
            flag[i * rows.RowCount / ones] = 1;
        }

        return new Dataset([.. rows.FeatureNames, "flag"], [rows.Column(0).ToArray(), rows.Column(1).ToArray(), flag], rows.Labels.ToArray());
    }
}
