using AgriCredit.Benchmarks.Inputs;

namespace AgriCredit.Benchmarks.Budgets;

/// <summary>A batch of 10^5 applicants of 23 linear features over HTTP on loopback, as lines of JSON, reasons by code. The limit is the same server reading the same body and answering as many bytes without looking at either.</summary>
internal sealed class ServedBatchBudget : Budget
{
    private const int Rows = 100_000;
    private const int Rounds = 9;
    private const int CallsBefore = 60;
    private const double TargetMilliseconds = 100;

    public override string Name => "served-batch";

    public override BudgetRow? Measure(TextWriter notes)
    {
        using var server = new ScoringServer();
        byte[] lines = ScoringServer.Lines(Rows);
        byte[] request = ScoringServer.Request("/score/batch", "application/x-ndjson", lines);
        byte[] nothing = ScoringServer.RequestOfNothing(lines);
        long answered = server.Stream(request);
        server.AnswerNothingWith((int)answered);
        Comparison seconds = Timing.Compare(() => server.Stream(request), () => server.Stream(nothing), Rounds, CallsBefore);
        double milliseconds = seconds.Ours * 1e3;
        notes.WriteLine($"{Name}: {request.Length:N0} bytes in, {answered:N0} out; processor time, client and all, {Processor(server, request):F0} ms, without scoring {Processor(server, nothing):F0} ms.");
        return Row(milliseconds, "ms", seconds.Rival * 1e3, "<= 100 ms", milliseconds <= TargetMilliseconds, seconds.Ratio);
    }

    private static double Processor(ScoringServer server, byte[] request)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        for (int round = 0; round < Rounds; round++)
        {
            server.Stream(request);
        }

        return (Environment.CpuUsage.TotalTime - before).TotalMilliseconds / Rounds;
    }
}
