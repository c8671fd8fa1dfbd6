using AgriCredit.Harness.Generation;
using AgriCredit.Learning;

namespace AgriCredit.Harness.Scenarios;

/// <summary>Fills in the defaults that depend on other keys; the others are in the option types.</summary>
internal static class ScenarioDefaults
{
    public static Scenario Complete(Scenario scenario) => scenario with
    {
        Schema = null,
        Data = Complete(scenario.Data, scenario.Partition),
        Partition = scenario.Partition is HorizontalPartition horizontal ? Complete(horizontal) : scenario.Partition,
        Training = Complete(scenario.Training),
    };

    private static DataSection Complete(DataSection data, PartitionSection partition)
    {
        if (data.Test is { EveryNth: not null } test)
        {
            data = data with { Test = test with { Offset = test.Offset ?? 0 } };
        }

        if (data.Generator is null)
        {
            return data;
        }

        data = data with { Id = data.Id ?? FarmLoanColumns.Id };
        return partition is VerticalPartition ? data : data with { Features = data.Features ?? FarmLoanColumns.Features };
    }

    private static HorizontalPartition Complete(HorizontalPartition partition)
    {
        if (partition.Parties is null)
        {
            return partition;
        }

        RowAssignment assign = partition.Assign ?? RowAssignment.RoundRobin;
        return partition with { Assign = assign, Alpha = assign == RowAssignment.Dirichlet ? partition.Alpha ?? HorizontalPartition.DefaultAlpha : null };
    }

    private static TrainingSection Complete(TrainingSection training)
    {
        switch (training.Optimizer)
        {
            case OptimizerName.FedAvg:
                TrainerName trainer = training.Trainer ?? TrainerName.MLNet;
                return training with
                {
                    Trainer = trainer,
                    LearningRate = training.LearningRate ?? TrainingOptions.DefaultLearningRate,
                    LocalEpochs = training.LocalEpochs ?? TrainingOptions.DefaultLocalEpochs,
                    BatchSize = trainer == TrainerName.MathNet ? training.BatchSize ?? TrainingOptions.DefaultBatchSize : null,
                };
            case OptimizerName.FedSgd:
                return training with { LearningRate = training.LearningRate ?? TrainingOptions.DefaultLearningRate };
            default:
                return training;
        }
    }
}
