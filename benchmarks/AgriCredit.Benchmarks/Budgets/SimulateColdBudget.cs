using System.Diagnostics;
using AgriCredit.Benchmarks.Inputs;

namespace AgriCredit.Benchmarks.Budgets;

/// <summary><c>agricredit simulate sba-agri</c> as a process of its own, from start to report; the faster of two runs.</summary>
internal sealed class SimulateColdBudget : Budget
{
    private const double TargetSeconds = 3;
    private const int Runs = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public override string Name => "simulate-cold";

    public override BudgetRow? Measure(TextWriter notes)
    {
        if (Checkout.HarnessProgram() is not { } program)
        {
            notes.WriteLine($"{Name}: left out, the harness is not built (dotnet build harness/AgriCredit.Harness -c Release).");
            return null;
        }

        string data = Path.Combine(Checkout.DataFolder(), "sba_agri");
        if (!Directory.Exists(data))
        {
            notes.WriteLine($"{Name}: left out, there is no data folder {data}; {Checkout.DataVariable} names its parent.");
            return null;
        }

        string folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            double best = double.PositiveInfinity;
            for (int run = 0; run < Runs; run++)
            {
                string? failure = null;
                best = Math.Min(best, Timing.Seconds(() => failure = Simulate(program, data, folder)));
                if (failure is not null)
                {
                    notes.WriteLine($"{Name}: left out, the run failed: {failure}");
                    return null;
                }
            }

            return Row(best, "s", null, "<= 3 s", best <= TargetSeconds);
        }
        finally
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    /// <summary>Runs the simulation once.</summary>
    /// <returns>Why it failed, or null.</returns>
    private static string? Simulate(string program, string data, string folder)
    {
        var start = new ProcessStartInfo(program, ["simulate", "sba-agri", "--data", data, "--out", folder])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        Task<string> results = process.StandardOutput.ReadToEndAsync();
        Task<string> messages = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            return $"not finished within {Patience.TotalSeconds} s";
        }

        Task.WaitAll(results, messages);
        return process.ExitCode == 0 ? null : $"exit code {process.ExitCode}, {messages.Result.Trim()}";
    }
}
