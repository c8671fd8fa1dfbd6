using AgriCredit.Learning;

namespace AgriCredit.Federation.Tests;

/// <summary>Changes of a request's terms.</summary>
internal static class Terms
{
    public static Func<SessionRequest, SessionRequest> With(
        TrainingOptions? training = null,
        string trainer = "",
        bool standardise = true,
        double valueBound = SessionRequest.DefaultValueBound,
        int fractionalBits = SessionRequest.DefaultFractionalBits,
        IReadOnlyList<string>? waivers = null,
        IReadOnlyList<string>? imputed = null,
        ReadOnlyMemory<byte>? session = null,
        int collusion = 1,
        AggregationMode mode = AggregationMode.Static) =>
        request => new SessionRequest
        {
            Session = session ?? request.Session,
            Features = [.. request.Features.Select(feature => new PlannedFeature(feature.Name, imputed?.Contains(feature.Name) ?? false))],
            Training = training ?? request.Training,
            Trainer = trainer,
            Standardise = standardise,
            ValueBound = valueBound,
            FractionalBits = fractionalBits,
            Waivers = waivers ?? request.Waivers,
            Collusion = collusion,
            Mode = mode,
        };
}
