namespace AgriCredit.Benchmarks.Inputs;

/// <summary>Processor times of a resilient session of 100 parties and 24 elements, measured once for all budgets that need them.</summary>
internal sealed class ResilientTimes
{
    private const int Parties = 100;
    private const int Elements = 24;
    private const int Runs = 9;

    // A coordinator is warm after a session or two. After 4 rounds it took 52 to 70 ms, after 16 it takes 44 to 46.
    private const int WarmUpRuns = 16;
    private readonly Lazy<(double Whole, double Fewer)> _coordinator;
    private readonly Lazy<(double Whole, double Fewer)> _party;
    private readonly Lazy<double> _setUp;
    private readonly Lazy<RecordedRound> _whole = new(() => new RecordedRound(Parties, Elements, dropOutPercent: 0));
    private readonly Lazy<RecordedRound> _fewer = new(() => new RecordedRound(Parties, Elements, dropOutPercent: 30));

    public ResilientTimes()
    {
        _coordinator = new(() => (MeasureCoordinator(_whole.Value), MeasureCoordinator(_fewer.Value)));
        _party = new(() => (MeasureParty(_whole.Value.RestoreParty), MeasureParty(_fewer.Value.RestoreParty)));
        _setUp = new(() => MeasureParty(_whole.Value.RestorePartyAtSetUp));
    }

    /// <summary>Of the coordinator in a round, with none and with 30 of 100 dropped out, in seconds.</summary>
    public (double Whole, double Fewer) Coordinator => _coordinator.Value;

    /// <summary>Of a party in a round.</summary>
    public (double Whole, double Fewer) Party => _party.Value;

    /// <summary>Of a party from its public keys to its first input.</summary>
    public double SetUp => _setUp.Value;

    private static double MeasureCoordinator(RecordedRound round) => Median(() =>
    {
        using RestoredCoordinator coordinator = round.RestoreCoordinator();
        return ProcessorTime.Seconds(() => round.Play(coordinator));
    });

    private static double MeasureParty(Func<RestoredParty> restore) => Median(() =>
    {
        using RestoredParty party = restore();
        return ProcessorTime.Seconds(() => party.Play());
    });

    private static double Median(Func<double> measure)
    {
        for (int run = 0; run < WarmUpRuns; run++)
        {
            measure();
        }

        return Timing.Median([.. Enumerable.Range(0, Runs).Select(_ => measure())]);
    }
}
