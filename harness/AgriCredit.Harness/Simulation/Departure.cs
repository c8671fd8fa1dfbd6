using System.Globalization;
using AgriCredit.Harness.Scenarios;

namespace AgriCredit.Harness.Simulation;

/// <summary>The moment a simulated party leaves.</summary>
/// <param name="TrainingRound">The round of training, from 1; one that is given up counts.</param>
/// <param name="At">When in the round.</param>
internal sealed record Departure(int TrainingRound, DropMoment At)
{
    /// <summary>Reads what <see cref="ToString"/> writes, from a simulation's own command line; null for none.</summary>
    public static Departure? Parse(string? text)
    {
        if (text is null)
        {
            return null;
        }

        int colon = text.IndexOf(':', StringComparison.Ordinal);
        return new Departure(int.Parse(text.AsSpan(0, colon), CultureInfo.InvariantCulture), (DropMoment)EnumNames.Of(typeof(DropMoment))[text[(colon + 1)..]]);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{TrainingRound}:{EnumNames.Of(At)}");
}
