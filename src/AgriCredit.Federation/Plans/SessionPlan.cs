using System.Security.Cryptography;
using AgriCredit.Learning;
using Google.Protobuf;

namespace AgriCredit.Federation;

/// <summary>The terms of a session, as every party countersigns them: who sums what, at which scales, for how many rounds, with which waivers.</summary>
public sealed class SessionPlan
{
    internal const string NoMechanism = "none";
    internal const uint Version = 1;
    private const int MaxExponent = 1000;
    private const int MaxRowsExponent = 40;

    private SessionPlan(Wire.SessionPlan wire, TrainingOptions training)
    {
        Session = wire.Session.ToByteArray();
        Mode = AggregationModes.Read(wire.Mode)!.Value;
        Collusion = (int)wire.Collusion;
        Parties = [.. wire.Members.Select(member => new PartyId(member.Party))];
        Features = [.. wire.Features.Select(feature => new PlannedFeature(feature.Name, feature.Imputed))];
        FeatureNames = [.. Features.Select(feature => feature.Name)];
        Exponents = [.. wire.Features.Select(feature => feature.Exponent)];
        CertificateHashes = [.. wire.Members.Select(member => (ReadOnlyMemory<byte>)member.CertificateHash.ToByteArray())];
        RowsExponent = (int)wire.RowsExponent;
        ValueBound = wire.ValueBound;
        FractionalBits = (int)wire.FractionalBits;
        Standardise = wire.Standardise;
        Training = training;
        Trainer = wire.Training.Trainer;
        Waivers = [.. wire.Waivers];
        CollectTimeout = TimeSpan.FromSeconds(wire.CollectSeconds);
        AckTimeout = TimeSpan.FromSeconds(wire.AckSeconds);
        UnmaskTimeout = TimeSpan.FromSeconds(wire.UnmaskSeconds);
    }

    /// <summary>The session id, 32 bytes.</summary>
    public ReadOnlyMemory<byte> Session { get; }

    /// <summary>The parties, in the order that decides the signs of their masks.</summary>
    public IReadOnlyList<PartyId> Parties { get; }

    /// <summary>The feature dictionary.</summary>
    public IReadOnlyList<PlannedFeature> Features { get; }

    /// <summary>Per feature, the e with |x| at most 2^e at every party.</summary>
    public IReadOnlyList<int> Exponents { get; }

    /// <summary>2^this bounds every party's rows.</summary>
    public int RowsExponent { get; }

    /// <summary>B: the largest absolute value of a feature after standardising.</summary>
    public double ValueBound { get; }

    /// <summary>f wanted for gradients and Hessians.</summary>
    public int FractionalBits { get; }

    /// <summary>Whether features are standardised by pooled constants.</summary>
    public bool Standardise { get; }

    /// <summary>The optimiser and its options.</summary>
    public TrainingOptions Training { get; }

    /// <summary>The optimiser's name in a plan: newton, fedsgd or fedavg.</summary>
    public string OptimizerName => TrainingTerms.Name(Training.Optimizer);

    /// <summary>The mode of aggregation.</summary>
    public AggregationMode Mode { get; }

    /// <summary>The mode's name in a plan: static or resilient.</summary>
    public string ModeName => AggregationModes.Name(Mode);

    /// <summary>c: how many parties may collude with the coordinator.</summary>
    public int Collusion { get; }

    /// <summary>q: fewest parties of a sum, and t, the shares that rebuild a self mask. All parties in static mode.</summary>
    public int Quorum => AggregationModes.Quorum(Mode, Parties.Count, Collusion);

    /// <summary>The name of the local trainer that federated averaging asks of every party; empty for the others.</summary>
    public string Trainer { get; }

    /// <summary>The minimums waived.</summary>
    public IReadOnlyList<string> Waivers { get; }

    /// <summary>How long the coordinator waits for a stage.</summary>
    public TimeSpan CollectTimeout { get; }

    /// <summary>How long the coordinator waits for the parties to agree on the survivors of a round (resilient mode).</summary>
    public TimeSpan AckTimeout { get; }

    /// <summary>How long the coordinator waits for shares and mask keys (resilient mode).</summary>
    public TimeSpan UnmaskTimeout { get; }

    internal IReadOnlyList<string> FeatureNames { get; }

    internal IReadOnlyList<ReadOnlyMemory<byte>> CertificateHashes { get; }

    /// <summary>Writes the plan of a request, once the parties have declared the size of their numbers.</summary>
    internal static Wire.SessionPlan Write(SessionRequest request, Roster roster, IReadOnlyList<int> exponents, int rowsExponent)
    {
        var wire = new Wire.SessionPlan
        {
            Version = Version,
            Session = ByteString.CopyFrom(request.Session.Span),
            Mode = AggregationModes.Name(request.Mode),
            Collusion = (uint)request.Collusion,
            RowsExponent = (uint)rowsExponent,
            ValueBound = request.ValueBound,
            FractionalBits = (uint)request.FractionalBits,
            Standardise = request.Standardise,
            Training = TrainingTerms.Write(request.Training, request.Trainer),
            Privacy = new Wire.SessionPlan.Types.Privacy { Mechanism = NoMechanism, Version = 1 },
            CollectSeconds = WholeSeconds(request.CollectTimeout),
            AckSeconds = WholeSeconds(request.AckTimeout),
            UnmaskSeconds = WholeSeconds(request.UnmaskTimeout),
        };
        wire.Members.AddRange(roster.Parties.Select(party => new Wire.SessionPlan.Types.Member
        {
            Party = party.Value,
            CertificateHash = ByteString.CopyFrom(roster.CertificateHash(party).Span),
        }));
        wire.Features.AddRange(request.Features.Select((feature, index) => new Wire.SessionPlan.Types.Feature
        {
            Name = feature.Name,
            Exponent = exponents[index],
            Imputed = feature.Imputed,
        }));
        wire.Waivers.AddRange(request.Waivers);
        return wire;
    }

    /// <summary>Reads a plan; null when it is not a plan of this version, or a term is outside its range.</summary>
    internal static SessionPlan? Read(ReadOnlyMemory<byte> payload)
    {
        Wire.SessionPlan? wire = WireReader.Parse(Wire.SessionPlan.Parser, payload);
        if (wire is null
            || wire.Version != Version
            || wire.Session.Length != SHA256.HashSizeInBytes
            || AggregationModes.Read(wire.Mode) is not { } mode
            || wire.Privacy is not { Mechanism: NoMechanism, Version: 1 }
            || wire.Members.Count < AggregationModes.MinParties(mode)
            || wire.Members.Count > AggregationModes.MaxParties(mode)
            || wire.Collusion < AggregationModes.MinCollusion(mode)
            || wire.Collusion > AggregationModes.MaxCollusion(mode, wire.Members.Count)
            || wire.Members.Any(member => !PartyId.IsValid(member.Party) || member.CertificateHash.Length != SHA256.HashSizeInBytes)
            || wire.Members.Select(member => member.Party).Distinct(StringComparer.Ordinal).Count() != wire.Members.Count
            || wire.Features.Count == 0
            || wire.Features.Any(feature => feature.Name.Length == 0 || Math.Abs((long)feature.Exponent) > MaxExponent)
            || wire.Features.Select(feature => feature.Name).Distinct(StringComparer.Ordinal).Count() != wire.Features.Count
            || (!wire.Standardise && wire.Features.Any(feature => feature.Imputed))
            || wire.RowsExponent > MaxRowsExponent
            || !double.IsFinite(wire.ValueBound)
            || wire.ValueBound < 1
            || wire.FractionalBits is < RoundLayouts.MinFractionalBits or > RoundLayouts.MaxFractionalBits
            || wire.Waivers.Any(waiver => !Federation.Waivers.All.Contains(waiver))
            || !IsWait(wire.CollectSeconds)
            || !IsWait(wire.AckSeconds)
            || !IsWait(wire.UnmaskSeconds))
        {
            return null;
        }

        return TrainingTerms.Read(wire.Training) is { } training ? new SessionPlan(wire, training) : null;
    }

    private static uint WholeSeconds(TimeSpan time) => (uint)Math.Max(1, Math.Ceiling(time.TotalSeconds));

    private static bool IsWait(uint seconds) => seconds is > 0 and <= int.MaxValue / 1000;
}
