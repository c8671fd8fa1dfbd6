using AgriCredit.Benchmarks.Inputs;

namespace AgriCredit.Benchmarks.Budgets;

/// <summary>One applicant of 23 linear features over HTTP on loopback, reasons with texts, one request after the other: the median. The limit is the same server answering as many bytes without scoring.</summary>
internal sealed class ServedOneBudget : Budget
{
    private const int Rounds = 4001;

    // A service that has run for half a second: before, a part of the server's code is not compiled for good yet, and a request takes a quarter longer.
    private const int CallsBefore = 4000;

    private const double TargetMicroseconds = 150;

    public override string Name => "served-one";

    public override BudgetRow? Measure(TextWriter notes)
    {
        using var server = new ScoringServer();
        byte[] applicant = ScoringServer.Lines(1)[..^1];
        byte[] request = ScoringServer.Request("/score", "application/json", applicant);
        byte[] nothing = ScoringServer.RequestOfNothing(applicant);
        int answered = server.Exchange(request);
        server.AnswerNothingWith(answered);
        Comparison seconds = Timing.Compare(() => server.Exchange(request), () => server.Exchange(nothing), Rounds, CallsBefore);
        double microseconds = seconds.Ours * 1e6;
        notes.WriteLine($"{Name}: {request.Length} bytes in, a body of {answered} out.");
        return Row(microseconds, "us", seconds.Rival * 1e6, "<= 150 us", microseconds <= TargetMicroseconds, seconds.Ratio);
    }
}
