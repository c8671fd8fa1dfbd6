using AgriCredit.Benchmarks.Inputs;

namespace AgriCredit.Benchmarks.Budgets;

/// <summary>Processor time of one of 100 parties to set a session up: 198 key agreements, 99 signatures of adverts, the group key, and its first input.</summary>
internal sealed class SessionSetupBudget : Budget
{
    private const double TargetMilliseconds = 80;
    private readonly ResilientTimes _times;

    public SessionSetupBudget(ResilientTimes times) => _times = times;

    public override string Name => "session-setup";

    public override BudgetRow? Measure(TextWriter notes)
    {
        double milliseconds = _times.SetUp * 1e3;
        return Row(milliseconds, "ms", null, "<= 80 ms CPU", milliseconds <= TargetMilliseconds);
    }
}
