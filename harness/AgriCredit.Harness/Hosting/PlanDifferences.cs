using System.Globalization;
using AgriCredit.Federation;

namespace AgriCredit.Harness.Hosting;

/// <summary>Holds a plan against the terms that a party has agreed to.</summary>
internal static class PlanDifferences
{
    /// <summary>Everything that differs, by the names that the terms file has for it; empty when the plan is what was agreed.</summary>
    /// <param name="plan">The coordinator's plan.</param>
    /// <param name="terms">What the party itself would plan; its session id plays no part.</param>
    public static IReadOnlyList<string> Find(SessionPlan plan, SessionRequest terms)
    {
        var differences = new List<string>();
        Compare("features", Names(plan.Features), Names(terms.Features));
        Compare("training.optimizer", plan.Training.Optimizer, terms.Training.Optimizer);
        Compare("training.standardise", plan.Standardise, terms.Standardise);
        Compare("training.l1", plan.Training.L1, terms.Training.L1);
        Compare("training.l2", plan.Training.L2, terms.Training.L2);
        Compare("training.maxRounds", plan.Training.MaxRounds, terms.Training.MaxRounds);
        Compare("training.tolerance", plan.Training.Tolerance, terms.Training.Tolerance);
        Compare("training.trainer", plan.Trainer, terms.Trainer);
        Compare("training.learningRate", plan.Training.LearningRate, terms.Training.LearningRate);
        Compare("training.localEpochs", plan.Training.LocalEpochs, terms.Training.LocalEpochs);
        Compare("training.batchSize", plan.Training.BatchSize, terms.Training.BatchSize);
        Compare("seed", plan.Training.Seed, terms.Training.Seed);
        Compare("aggregation.mode", plan.Mode, terms.Mode);
        Compare("aggregation.collusion", plan.Collusion, terms.Collusion);
        Compare("aggregation.fractionalBits", plan.FractionalBits, terms.FractionalBits);
        Compare("aggregation.valueBound", plan.ValueBound, terms.ValueBound);
        Compare("privacy.waivers", Sorted(plan.Waivers), Sorted(terms.Waivers));
        Compare("timeouts.collectSeconds", plan.CollectTimeout.TotalSeconds, terms.CollectTimeout.TotalSeconds);
        Compare("timeouts.unmaskSeconds", plan.UnmaskTimeout.TotalSeconds, terms.UnmaskTimeout.TotalSeconds);
        Compare("timeouts.unmaskSeconds", plan.AckTimeout.TotalSeconds, terms.AckTimeout.TotalSeconds);
        return [.. differences.Distinct()];

        void Compare<T>(string name, T planned, T agreed)
        {
            if (!EqualityComparer<T>.Default.Equals(planned, agreed))
            {
                differences.Add(string.Create(CultureInfo.InvariantCulture, $"{name} is {Text(planned)} in the plan and {Text(agreed)} in the terms"));
            }
        }
    }

    private static string Text<T>(T value) => value switch
    {
        "" => "empty",
        bool flag => flag ? "true" : "false",
        Enum => value.ToString()!.ToLowerInvariant(),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Names(IReadOnlyList<PlannedFeature> features) =>
        string.Join(", ", features.Select(feature => feature.Imputed ? $"{feature.Name} (gaps take the mean)" : feature.Name));

    private static string Sorted(IReadOnlyList<string> waivers) => string.Join(", ", waivers.Order(StringComparer.Ordinal));
}
