namespace AgriCredit;

public sealed partial class CreditScorer
{
    /// <summary>The smallest change of one reason's characteristic, all else as it is, that brings the applicant to the cut-off.</summary>
    /// <param name="values">As for <see cref="Score(ReadOnlySpan{double})"/>.</param>
    /// <param name="reason">A reason of this scorer; the change is of its <see cref="ReasonCode.Input"/>.</param>
    /// <param name="cutOffPoints">The points to reach, finite; the model's <see cref="ReasonRules.CutOffPoints"/> if null.</param>
    /// <returns>The change, or that none does it: no value of the feature's range (any value, where it has no range), no interval, no category. Missing values, special codes and the other bin are nothing
    /// to change to.</returns>
    /// <exception cref="ArgumentException">As for <see cref="Score(ReadOnlySpan{double})"/>; or the reason is not of this model, or no cut-off is known.</exception>
    /// <remarks>The proposed value is scored by the same path as any applicant, so it does cross. It is the nearest value that does: in steps of <see cref="FeatureRange.Step"/> where there is one, else
    /// to the last bit. An applicant for whom the value is missing or a special code gets the value with the fewest points that suffice, since nothing is near it. Allocates a copy of the values.</remarks>
    public WhatIf WhatIf(ReadOnlySpan<double> values, ReasonCode reason, double? cutOffPoints = null)
    {
        int input = Array.FindIndex(Model.InputList, candidate => candidate.Name == reason.Input);
        if (input < 0)
        {
            throw new ArgumentException($"The reason's input '{reason.Input}' is none of this model's.", nameof(reason));
        }

        double cutOff = cutOffPoints ?? Model.Reasons.CutOffPoints ?? throw new ArgumentException($"The model has no cut-off; give {nameof(cutOffPoints)}.", nameof(cutOffPoints));
        if (!double.IsFinite(cutOff))
        {
            throw new ArgumentOutOfRangeException(nameof(cutOffPoints), $"{nameof(cutOffPoints)} is finite.");
        }

        return new ChangeSearch(this, values, input, cutOff).Find(Score(values), _terms.Terms[input]);
    }
}
