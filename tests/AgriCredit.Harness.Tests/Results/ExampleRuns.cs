using AgriCredit.Harness.Results;

namespace AgriCredit.Harness.Tests.Results;

/// <summary>Runs to show and to write; the figures of the larger ones are made up but of the right size.</summary>
internal static class ExampleRuns
{
    private static readonly string[] Features = ["term_months", "ln_gr_appv", "guarantee_share", "new_business", "rev_line_cr", "low_doc"];

    /// <summary>Two parties, two features; one party has a single class.</summary>
    public static RunMetrics Small { get; } = new()
    {
        Scenario = "two-banks",
        Kind = "horizontal",
        Model = new ModelFigures
        {
            Intercept = -2.7128650507607905,
            Coefficients = FeatureMap.Create(["term", "农地面积"], [-1.0752955493168626, 0.1]),
            StandardErrors = FeatureMap.Create([ModelFigures.InterceptKey, "term", "农地面积"], [0.05948602249090749, 0.06618528276198526, 0.2]),
            Mean = FeatureMap.Create(["term", "农地面积"], [119.67977803166313, 1e-7]),
            StandardDeviation = FeatureMap.Create(["term", "农地面积"], [65.83588872527399, 1.5]),
        },
        Train = new TrainFigures(100, 9, -30.5),
        Test = new TestFigures(25, 2, 0.74, 0.45, 0.48, 0.07, 0.26),
        Pooled = new PooledFigures { Test = new TestFigures(25, 2, 0.74, 0.45, 0.48, 0.07, 0.26), Seconds = 0.01, MaxCoefficientDifference = 1e-10 },
        Parties =
        [
            new PartyFigures
            {
                Id = "0", Rows = 60, Defaults = 9, Local = LocalFit.Fitted(new TestFigures(25, 2, 0.7, null, null, 0.08, 0.3)),
                OwnTest = new OwnTestFigures(new TestFigures(15, 2, 0.6, 0.3, 0.2, 0.09, 0.31), new TestFigures(15, 2, 0.65, 0.3, 0.3, 0.09, 0.3)),
                BytesSent = 5000, BytesReceived = 4000, MessagesSent = 12,
            },
            new PartyFigures { Id = "1", Rows = 40, Defaults = 0, Local = LocalFit.Impossible("one class only"), OwnTest = null, BytesSent = 5001, BytesReceived = 4000, MessagesSent = 12 },
        ],
        Rounds = 8,
        Converged = true,
        Bytes = 18001,
        Seconds = new PhaseSeconds(0.25, 0.5, 0.03125, 0.01, 0.8),
        Aggregation = new AggregationFigures("static", 24, []),
        Learnt = [new LearntItem("coordinator", "sums over both parties")],
    };

    /// <summary>The four blocks of real farm loans, as an independent fit has them.</summary>
    public static RunMetrics FourBlocks { get; } = Federation("sba-agri", ["0", "1", "2", "3"], ownTest: true);

    /// <summary>Twenty small banks, two of them without a model of their own, rows assigned by number.</summary>
    public static RunMetrics TwentyBanks { get; } = Federation("sba-agri-small-banks", [.. Enumerable.Range(0, 20).Select(i => $"bank-{i}")], ownTest: false);

    /// <summary>The rounds of <see cref="FourBlocks"/>.</summary>
    public static IReadOnlyList<RoundRecord> EightRounds { get; } =
        [.. Enumerable.Range(1, 8).Select(i => new RoundRecord(i, 4, 0.2637858308 + Math.Pow(10, -i), Math.Pow(10, -i * 1.25), 0.0012 + i * 1e-5, 3104))];

    /// <summary>A run without test rows, pooled fit, standard errors or standardisation, and with a party that left.</summary>
    public static RunMetrics NothingComputed { get; } = FourBlocks with
    {
        Model = FourBlocks.Model with { StandardErrors = null, Mean = null, StandardDeviation = null },
        Train = FourBlocks.Train with { LogLikelihood = null },
        Test = null,
        Pooled = null,
        Parties = [.. FourBlocks.Parties.Select(party => party with { Local = LocalFit.Fitted(null), OwnTest = null })],
        Converged = false,
        Aggregation = new AggregationFigures("resilient", 24, ["2"]),
        Learnt = [],
    };

    /// <summary>A whole run around its figures.</summary>
    public static Run AsRun(RunMetrics metrics, string scenario = "{\n  \"name\": \"example\"\n}\n") => new(metrics, EightRounds, scenario, Model);

    /// <summary>A model of the size of the larger runs.</summary>
    public static CreditModel Model { get; } = new(
        [.. Features.Select(name => new ModelFeature(name, new StandardiseTransform(mean: 1, standardDeviation: 2)))],
        intercept: -2.7,
        coefficients: [-1.1, 0.7, -0.4, 0.2, -0.04, -0.1],
        new ScorecardScaling(),
        new ModelProvenance
        {
            Scenario = "sba-agri",
            SessionId = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            Parties = ["0", "1", "2", "3"],
            Rounds = 8,
            Optimizer = "newton",
            AggregationMode = "static",
            FractionalBits = 24,
            Waivers = ["rareCategory"],
        },
        idColumn: "loan_id");

    private static RunMetrics Federation(string scenario, string[] parties, bool ownTest)
    {
        double[] errors = [0.059486022490907495, 0.06618528276198526, 0.05761684945831273, 0.052520382981238366, 0.04909847588962288, 0.04541055596715267, 0.06527750686832279];
        double[] differences = [3.1e-11, -1.2e-10, 8.8e-11, 0, -4.5e-11, 2.2e-12, 1.9e-11];
        string[] withIntercept = [ModelFigures.InterceptKey, .. Features];
        var test = new TestFigures(1532, 132, 0.7468235930735931, 0.4527272727272727, 0.4936471861471862, 0.07543996857326037, 0.26886683787381177);
        return Small with
        {
            Scenario = scenario,
            Model = new ModelFigures
            {
                Intercept = -2.7128650507607905,
                Coefficients = FeatureMap.Create(Features, [-1.0752955493168626, 0.6520968108384307, -0.4059657081861754, 0.19341765565206212, -0.04447670677809905, -0.11116678914478072]),
                StandardErrors = FeatureMap.Create(withIntercept, errors),
                Mean = FeatureMap.Create(Features, [119.67977803166313, 11.897337199070202, 0.7682413463324734, 0.32838256895707524, 0.10070181165333769, 0.061204504651542355]),
                StandardDeviation = FeatureMap.Create(Features, [65.83588872527399, 1.2791020958944699, 0.13714202010934523, 0.46962480488385616, 0.3009334756770606, 0.2397050547274675]),
            },
            Train = new TrainFigures(6127, 538, -1616.2157861733565),
            Test = test,
            Pooled = new PooledFigures { Test = test, Seconds = 0.0123, MaxCoefficientDifference = 1.2e-10, CoefficientDifferences = FeatureMap.Create(withIntercept, differences) },
            Parties = [.. parties.Select((id, i) => Party(id, i, 6127 / parties.Length, test, ownTest))],
            Bytes = parties.Length * 28_500L,
            Seconds = new PhaseSeconds(0.312, 0.4081, 0.0318, 0.0477, 0.8002),
            Learnt =
            [
                new LearntItem("coordinator", "The sums over all parties of loss, gradient and curvature in every round, and the model; no party's own sums."),
                new LearntItem("coordinator", "Who took part, when, and how many bytes."),
                .. parties.Take(2).Select(id => new LearntItem(id, "The same published sums and the model.")),
                new LearntItem("everyone", "Waived by all parties: rareCategory (low_doc has 1 and 7 loans in two blocks)."),
            ],
        };
    }

    private static PartyFigures Party(string id, int i, int rows, TestFigures test, bool ownTest)
    {
        TestFigures alone = test with { Auc = 0.62 + 0.011 * ((i * 7) % 10), Ks = 0.29 + 0.013 * ((i * 3) % 10), Gini = 0.24 + 0.022 * ((i * 7) % 10), Brier = 0.081 - 0.0005 * i % 7, LogLoss = 0.2912 + 0.0071 * (i % 5) };
        return new PartyFigures
        {
            Id = id,
            Rows = rows + i,
            Defaults = 7 + (i * 13) % 40,
            Local = i is 7 or 12 ? LocalFit.Impossible("its rows are separable by rev_line_cr") : LocalFit.Fitted(alone),
            OwnTest = ownTest ? new OwnTestFigures(alone with { Rows = 383, Auc = alone.Auc - 0.02 }, test with { Rows = 383, Auc = 0.7401 - 0.01 * i }) : null,
            BytesSent = 14_311 + i,
            BytesReceived = 14_008,
            MessagesSent = 21,
        };
    }
}
