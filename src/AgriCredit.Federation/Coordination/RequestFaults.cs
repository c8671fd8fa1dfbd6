using System.Security.Cryptography;
using AgriCredit.Learning;

namespace AgriCredit.Federation;

/// <summary>Finds everything in a request that no plan could be made of.</summary>
internal static class RequestFaults
{
    public static IEnumerable<string> Find(CoordinatorOptions options)
    {
        SessionRequest request = options.Request;
        if (options.Identity.Id != options.Roster.Coordinator)
        {
            yield return $"The identity '{options.Identity.Id}' is not the roster's coordinator '{options.Roster.Coordinator}'.";
        }

        int parties = options.Roster.Parties.Count;
        int fewest = AggregationModes.MinParties(request.Mode);
        int most = AggregationModes.MaxParties(request.Mode);
        if (parties < fewest || parties > most)
        {
            yield return $"The mode '{AggregationModes.Name(request.Mode)}' takes {fewest} to {most} parties; the roster has {parties}.";
        }

        if (request.Session.Length != SHA256.HashSizeInBytes)
        {
            yield return $"{nameof(request.Session)} has {request.Session.Length} bytes; it needs {SHA256.HashSizeInBytes}.";
        }

        if (request.Features.Count == 0)
        {
            yield return "There are no features.";
        }

        foreach (IGrouping<string, PlannedFeature> name in request.Features.GroupBy(feature => feature.Name, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            yield return $"Feature '{name.Key}' occurs {name.Count()} times.";
        }

        if (!request.Standardise && request.Features.Any(feature => feature.Imputed))
        {
            yield return "Missing values take the mean, which is 0 on the standardised scale: imputed features need standardising.";
        }

        foreach (TrainingFault fault in request.Training.Check())
        {
            yield return fault.Message;
        }

        if (request.Trainer.Length > 0 != (request.Training.Optimizer == OptimizerKind.FedAvg))
        {
            yield return $"{nameof(request.Trainer)} belongs to {nameof(OptimizerKind.FedAvg)} and to it alone.";
        }

        int leastCollusion = AggregationModes.MinCollusion(request.Mode);
        int mostCollusion = AggregationModes.MaxCollusion(request.Mode, parties);
        if (request.Collusion < leastCollusion || request.Collusion > mostCollusion)
        {
            yield return $"{nameof(request.Collusion)} is {request.Collusion}; with {parties} parties in the mode '{AggregationModes.Name(request.Mode)}' it must be {leastCollusion} to {mostCollusion}.";
        }

        if (request.FractionalBits is < RoundLayouts.MinFractionalBits or > RoundLayouts.MaxFractionalBits)
        {
            yield return $"{nameof(request.FractionalBits)} is {request.FractionalBits}; it must be {RoundLayouts.MinFractionalBits} to {RoundLayouts.MaxFractionalBits}.";
        }

        if (!double.IsFinite(request.ValueBound) || request.ValueBound < 1)
        {
            yield return $"{nameof(request.ValueBound)} is {request.ValueBound}; it must be finite and at least 1.";
        }

        foreach (string waiver in request.Waivers.Except(Waivers.All, StringComparer.Ordinal))
        {
            yield return $"There is no minimum named '{waiver}' to waive; there are {string.Join(", ", Waivers.All)}.";
        }

        (string Name, TimeSpan Value)[] waits =
        [
            (nameof(request.CollectTimeout), request.CollectTimeout),
            (nameof(request.AckTimeout), request.AckTimeout),
            (nameof(request.UnmaskTimeout), request.UnmaskTimeout),
        ];
        foreach ((string name, TimeSpan value) in waits.Where(wait => wait.Value <= TimeSpan.Zero || wait.Value > TimeSpan.FromDays(1)))
        {
            yield return $"{name} is {value}; it must be positive and at most a day.";
        }
    }
}
