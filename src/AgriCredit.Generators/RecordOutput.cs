using System.Collections.Immutable;

namespace AgriCredit.Generators;

/// <summary>What the generator makes of one type. Equal when its text and faults are, so that nothing is made again without a change.</summary>
internal sealed class RecordOutput(string hintName, string source, ImmutableArray<RecordFault> faults) : IEquatable<RecordOutput>
{
    public string HintName { get; } = hintName;

    /// <summary>The generated text; empty where there are faults.</summary>
    public string Source { get; } = source;

    public ImmutableArray<RecordFault> Faults { get; } = faults;

    public bool Equals(RecordOutput? other) => other is not null && HintName == other.HintName && Source == other.Source && Faults.SequenceEqual(other.Faults);

    public override bool Equals(object? obj) => Equals(obj as RecordOutput);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(HintName) ^ StringComparer.Ordinal.GetHashCode(Source);
}
