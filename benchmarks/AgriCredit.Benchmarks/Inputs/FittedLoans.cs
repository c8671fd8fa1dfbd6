using AgriCredit.Learning;

namespace AgriCredit.Benchmarks.Inputs;

/// <summary>Three parties' loans with the pooled and the federated fit of them, measured in turn; each is made when it is first asked for.</summary>
internal sealed class FittedLoans
{
    private const int Parties = 3;
    private readonly Lazy<Pool> _pool;
    private readonly Lazy<FitTimes> _times;

    private FittedLoans(int rows, int features, int rounds, FittedLoans? warmUp)
    {
        _pool = new Lazy<Pool>(() => Pool.Create(SyntheticLoans.Create(rows, features, Parties)));
        _times = new Lazy<FitTimes>(() =>
        {
            _ = warmUp?.Times;
            return FitTimes.Measure(_pool.Value, rounds, isWarm: warmUp is not null);
        });
    }

    /// <summary>The pooled rows in the form that training reads.</summary>
    public DesignMatrix Design => _pool.Value.Design;

    /// <summary>Both fits and their times.</summary>
    public FitTimes Times => _times.Value;

    /// <summary>30,000 loans of 23 features.</summary>
    public static FittedLoans Small() => new(30_000, 23, rounds: 9, warmUp: null);

    /// <summary>1,000,000 loans of 50 features.</summary>
    /// <param name="warmUp">Measured before, so that all code is compiled.</param>
    public static FittedLoans Large(FittedLoans warmUp) => new(1_000_000, 50, rounds: 3, warmUp);
}

/// <summary>The same rows at their parties and in one place.</summary>
/// <param name="Parties">The parties' rows.</param>
/// <param name="Design">All rows, standardised.</param>
/// <param name="LayoutSeconds">What it took to standardise all rows and lay them out.</param>
internal sealed record Pool(IReadOnlyList<Dataset> Parties, DesignMatrix Design, double LayoutSeconds)
{
    /// <summary>Brings the parties' rows together.</summary>
    public static Pool Create(IReadOnlyList<Dataset> parties)
    {
        var rows = Dataset.Concatenate(parties);
        var scale = Standardisation.FromRows(rows);
        DesignMatrix? design = null;
        double seconds = Timing.Seconds(() => design = DesignMatrix.Create(rows, scale));
        return new Pool(parties, design!, seconds);
    }
}

/// <summary>The pooled and the federated fit of the same rows.</summary>
/// <param name="Pooled">The pooled fit.</param>
/// <param name="Federated">A federated session.</param>
/// <param name="LayoutSeconds">What it took to lay the pooled rows out, which is not in the pooled time.</param>
/// <param name="Seconds">Median times: training in a session, and the pooled fit.</param>
internal sealed record FitTimes(LogisticFit Pooled, FinishedSession Federated, double LayoutSeconds, Comparison Seconds)
{
    private const int WarmUpRounds = 2;

    /// <summary>Runs both in turn.</summary>
    /// <param name="pool">The rows.</param>
    /// <param name="rounds">How often each is timed.</param>
    /// <param name="isWarm">Whether all code has run before; if not, the first two runs of each are not counted.</param>
    public static FitTimes Measure(Pool pool, int rounds, bool isWarm)
    {
        using var members = new FederatedMembers(pool.Parties);
        var training = new TrainingOptions();
        FinishedSession? session = null;
        LogisticFit? fit = null;
        var federated = new List<double>();
        var pooled = new List<double>();
        for (int round = isWarm ? 0 : -WarmUpRounds; round < rounds; round++)
        {
            session = members.RunOverGrpcAsync(training).GetAwaiter().GetResult();
            double seconds = Timing.Seconds(() => fit = LogisticRegression.Fit(pool.Design, training));
            if (round >= 0)
            {
                federated.Add(session.TrainingSeconds);
                pooled.Add(seconds);
            }
        }

        return new FitTimes(fit!, session!, pool.LayoutSeconds, Comparison.Of(federated, pooled));
    }
}
