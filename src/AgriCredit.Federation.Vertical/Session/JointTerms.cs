namespace AgriCredit.Federation.Vertical;

/// <summary>What the members of a joint fit agree on beforehand; every member is given the same.</summary>
public sealed class JointTerms
{
    /// <summary>Sets are padded to a multiple of this by default.</summary>
    public const int DefaultPaddingMultiple = 1000;

    /// <summary>The ridge of the mean objective, at least 0; the intercept is not penalised.</summary>
    public double L2 { get; init; }

    /// <summary>Whether every party standardises its columns over the common rows.</summary>
    public bool Standardise { get; init; } = true;

    /// <summary>What is released.</summary>
    public JointRelease Release { get; init; }

    /// <summary>To a multiple of how many ids a party's set is padded, to blur its size; at least 1.</summary>
    public int PaddingMultiple { get; init; } = DefaultPaddingMultiple;

    /// <summary>Says, term by term, where others differ; empty when they are the same.</summary>
    internal IReadOnlyList<string> DifferencesFrom(JointTerms offered)
    {
        var differences = new List<string>();
        Compare("l2", L2, offered.L2);
        Compare("standardise", Standardise, offered.Standardise);
        Compare("release", Release, offered.Release);
        Compare("padding multiple", PaddingMultiple, offered.PaddingMultiple);
        return differences;

        void Compare<T>(string name, T own, T other)
            where T : notnull
        {
            if (!own.Equals(other))
            {
                differences.Add($"{name}: {other} planned, {own} agreed");
            }
        }
    }

    /// <summary>What is wrong with the terms; null when nothing is.</summary>
    internal string? Fault() =>
        PaddingMultiple < 1 ? $"{nameof(PaddingMultiple)} is {PaddingMultiple}; it must be at least 1."
        : !double.IsFinite(L2) || L2 < 0 ? $"{nameof(L2)} is {L2}; it must be finite and at least 0."
        : null;

    internal Wire.JointPlan.Types.Terms ToWire() => new()
    {
        L2 = L2,
        Standardise = Standardise,
        Release = Release == JointRelease.Joined ? "joined" : "own",
        PaddingMultiple = (uint)PaddingMultiple,
    };

    internal static JointTerms? FromWire(Wire.JointPlan.Types.Terms? wire) =>
        wire is null || wire.Release is not ("own" or "joined") || wire.PaddingMultiple is 0 or > int.MaxValue || !double.IsFinite(wire.L2) || wire.L2 < 0
            ? null
            : new JointTerms
            {
                L2 = wire.L2,
                Standardise = wire.Standardise,
                Release = wire.Release == "joined" ? JointRelease.Joined : JointRelease.Own,
                PaddingMultiple = (int)wire.PaddingMultiple,
            };
}
