using System.Text.Encodings.Web;
using System.Text.Json;
using AgriCredit.Benchmarks.Inputs;

namespace AgriCredit.Benchmarks.Budgets;

/// <summary><c>budgets [--json] [--only NAME]</c>: measures every budget that exists so far, ours and the limit or rival in the same process; those that take minutes only when named.</summary>
internal static class BudgetsVerb
{
    public const string Name = "budgets";
    private const int Usage = 2;

    /// <summary>The relaxed encoder leaves &gt;= in a target as it is; nothing here goes into a page.</summary>
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Measures and prints.</summary>
    /// <param name="arguments">What follows the verb.</param>
    /// <param name="results">Takes the table or the JSON, and nothing else.</param>
    /// <param name="notes">Takes progress, notes and usage errors.</param>
    /// <returns>0 whether or not the budgets hold; 2 when the arguments are wrong.</returns>
    public static int Run(ReadOnlySpan<string> arguments, TextWriter results, TextWriter notes)
    {
        Budget[] budgets = [.. All().Where(budget => !budget.IsLong)];
        bool json = false;
        for (int i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] == "--json")
            {
                json = true;
            }
            else if (arguments[i] == "--only" && i + 1 < arguments.Length)
            {
                string only = arguments[++i];
                budgets = [.. All().Where(budget => budget.Name == only)];
                if (budgets.Length == 0)
                {
                    notes.WriteLine($"There is no budget '{only}'. Budgets: {string.Join(", ", All().Select(budget => budget.Name))}.");
                    return Usage;
                }
            }
            else
            {
                notes.WriteLine($"Cannot read '{arguments[i]}'. Usage: {Name} [--json] [--only NAME]");
                return Usage;
            }
        }

        IReadOnlyList<BudgetRow> rows = Measure(budgets, notes);
        if (json)
        {
            results.WriteLine(JsonSerializer.Serialize(rows, Json));
        }
        else
        {
            BudgetTable.Write(rows, results);
        }

        return 0;
    }

    private static List<BudgetRow> Measure(Budget[] budgets, TextWriter notes)
    {
        var rows = new List<BudgetRow>();
        foreach (Budget budget in budgets)
        {
            notes.WriteLine($"Measuring {budget.Name} ...");

            // What the budget before left behind is not collected at the cost of this one.
            GC.Collect();
            GC.WaitForPendingFinalizers();
            if (budget.Measure(notes) is { } row)
            {
                rows.Add(row);
            }
        }

        return rows;
    }

    private static Budget[] All()
    {
        FittedLoans small = FittedLoans.Small();
        FittedLoans large = FittedLoans.Large(warmUp: small);
        var resilient = new ResilientTimes();
        return
        [
            new MaskExpansionBudget(),
            new CoordinatorSumBudget(),
            new ResilientCoordinatorBudget(),
            new ResilientRoundBudget("resilient-coordinator-24", milliseconds: 60, () => resilient.Coordinator),
            new ResilientRoundBudget("resilient-party-24", milliseconds: 15, () => resilient.Party),
            new SessionSetupBudget(resilient),
            new FederatedNewtonSmallBudget(small),
            new PooledFitBudget("pooled-fit-30k", small, targetMilliseconds: 10),
            new FederatedNewtonLargeBudget(large),
            new PooledFitBudget("pooled-fit-1m", large, targetMilliseconds: 500),
            new FederatedAccuracyBudget(small),
            new VerticalFitBudget("vertical-fit-27k", rows: 27_000, bankFeatures: 11, cloudFeatures: 12, sessions: 3, targetSeconds: 1),
            new VerticalFitBudget("vertical-fit-1m", rows: 1_000_000, bankFeatures: 25, cloudFeatures: 25, sessions: 1, targetSeconds: 60),
            new JointScoreBudget(),
            new ScoreOneBudget(),
            new ScoreReasonsBudget(),
            new ScoreBatchBudget(),
            new ModelLoadBudget(),
            new ServedOneBudget(),
            new ServedBatchBudget(),
            new AlignmentBudget(),
            new SimulateColdBudget(),
        ];
    }
}
