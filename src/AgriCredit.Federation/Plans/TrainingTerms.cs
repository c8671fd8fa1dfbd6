using AgriCredit.Learning;

namespace AgriCredit.Federation;

/// <summary>The training part of a plan, in the words of the scenario file.</summary>
internal static class TrainingTerms
{
    private static readonly Dictionary<OptimizerKind, string> Names = new()
    {
        [OptimizerKind.Newton] = "newton",
        [OptimizerKind.FedSgd] = "fedsgd",
        [OptimizerKind.FedAvg] = "fedavg",
    };

    public static string Name(OptimizerKind optimizer) => Names[optimizer];

    public static Wire.SessionPlan.Types.Training Write(TrainingOptions options, string trainer) => new()
    {
        Optimizer = Names[options.Optimizer],
        L1 = options.L1,
        L2 = options.L2,
        MaxRounds = (uint)options.MaxRounds,
        Tolerance = options.Tolerance,
        LearningRate = options.LearningRate,
        LocalEpochs = (uint)options.LocalEpochs,
        BatchSize = (uint)options.BatchSize,
        Trainer = trainer,
        Seed = options.Seed,
    };

    /// <summary>Reads the terms; null when the optimiser is unknown, a number is outside its range, or a trainer is named where none is used.</summary>
    public static TrainingOptions? Read(Wire.SessionPlan.Types.Training? terms)
    {
        if (terms is null
            || !Names.ContainsValue(terms.Optimizer)
            || terms.MaxRounds > int.MaxValue
            || terms.LocalEpochs > int.MaxValue
            || terms.BatchSize > int.MaxValue)
        {
            return null;
        }

        var options = new TrainingOptions
        {
            Optimizer = Names.Single(name => name.Value == terms.Optimizer).Key,
            L1 = terms.L1,
            L2 = terms.L2,
            MaxRounds = (int)terms.MaxRounds,
            Tolerance = terms.Tolerance,
            LearningRate = terms.LearningRate,
            LocalEpochs = (int)terms.LocalEpochs,
            BatchSize = (int)terms.BatchSize,
            Seed = terms.Seed,
        };
        bool wantsTrainer = options.Optimizer == OptimizerKind.FedAvg;
        return options.Check().Count == 0 && wantsTrainer == terms.Trainer.Length > 0 ? options : null;
    }
}
