using System.Globalization;
using AgriCredit.Benchmarks.Inputs;
using AgriCredit.Benchmarks.Rivals;
using AgriCredit.Privacy;

namespace AgriCredit.Benchmarks.Budgets;

/// <summary>
/// The coordinator's part of a round of 100 parties and 10^6 elements that 30 dropped out of: 70 vectors summed, 70 self masks rebuilt, and these and 2,100 pairwise masks taken
/// out. The limit is OpenSSL's AES-128-CTR over as many bytes as there are masks, on all processors.
/// </summary>
internal sealed class ResilientCoordinatorBudget : Budget
{
    private const int Parties = 100;
    private const int Length = 1_000_000;
    private const int DropOutPercent = 30;
    private const int Rounds = 3;
    private const double TargetSeconds = 2.1;
    private const string Target = "<= 2.1 s";
    private const int ChunkBytes = 16 * 1024;

    public override string Name => "resilient-coordinator-1m";

    public override BudgetRow? Measure(TextWriter notes)
    {
        var round = new ResilientAggregation(Parties, Length, DropOutPercent);
        Comparison seconds = Timing.Compare(() => round.SumAndUnmask(), () => Encrypt(round.Masks), Rounds);

        // Where the time goes, once more and apart.
        MaskedSum? sum = null;
        SelfMask[] masks = [];
        double summing = Timing.Seconds(() => sum = round.Sum());
        double interpolating = Timing.Seconds(() => masks = round.Recover());
        double unmasking = Timing.Seconds(() => round.Unmask(sum!, masks));
        notes.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Name}: sum of {round.Survivors} vectors {summing * 1e3:F1} ms, interpolation {interpolating * 1e3:F1} ms, {round.Masks} masks {unmasking * 1e3:F0} ms."));
        using OpenSslCounterMode? rival = OpenSslCounterMode.TryCreate();
        return rival is null
            ? Row(seconds.Ours, "s", null, Target, seconds.Ours <= TargetSeconds)
            : Row(seconds.Ours, "s", seconds.Rival, Target, seconds.Ours <= TargetSeconds, seconds.Ratio);
    }

    /// <summary>Encrypts as many bytes as the masks have, a chunk at a time, on as many threads as there are processors.</summary>
    private static void Encrypt(int masks)
    {
        int workers = Environment.ProcessorCount;
        long chunks = (long)masks * Length * sizeof(ulong) / ChunkBytes;
        Parallel.For(0, workers, worker =>
        {
            using OpenSslCounterMode? cipher = OpenSslCounterMode.TryCreate();
            byte[] buffer = new byte[ChunkBytes];
            for (long chunk = worker; chunk < chunks && cipher is not null; chunk += workers)
            {
                cipher.Encrypt(buffer);
            }
        });
    }
}
