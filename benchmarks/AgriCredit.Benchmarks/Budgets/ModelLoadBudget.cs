using System.Text.Json;
using AgriCredit.Benchmarks.Inputs;

namespace AgriCredit.Benchmarks.Budgets;

/// <summary>Loading a scorecard of 50 features from its bytes: parsed, its digest taken, every golden vector scored. The limit is parsing the same bytes as JSON.</summary>
internal sealed class ModelLoadBudget : Budget
{
    private const int Features = 50;
    private const int Rounds = 101;

    // Tiered compilation instruments what is called often before it optimises it: after 200 calls a part of the code was not there yet.
    private const int CallsBefore = 600;

    private const double TargetMilliseconds = 2;

    public override string Name => "model-load";

    public override BudgetRow? Measure(TextWriter notes)
    {
        byte[] content = ModelFile.ToBytes(SyntheticModel.Scorecard(Features));
        int sink = 0;
        Comparison seconds = Timing.Compare(() => sink += ModelFile.Parse(content).Features.Count, Parse, Rounds, CallsBefore);
        notes.WriteLine($"{Name}: the file has {content.Length} bytes.");
        return Row(seconds.Ours * 1e3, "ms", seconds.Rival * 1e3, "<= 2 ms", seconds.Ours * 1e3 <= TargetMilliseconds && sink > 0, seconds.Ratio);

        void Parse()
        {
            using JsonDocument document = JsonDocument.Parse(content);
            sink += document.RootElement.GetPropertyCount();
        }
    }
}
