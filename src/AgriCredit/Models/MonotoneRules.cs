namespace AgriCredit;

/// <summary>Checks that what a feature adds to the logit of PD moves in the direction it states.</summary>
internal static class MonotoneRules
{
    internal static void Check(PiecewisePredictor predictor)
    {
        foreach (Term term in predictor.Terms)
        {
            ModelFeature feature = term.Input.Feature;
            int sign = feature.Direction switch
            {
                MonotoneDirection.Increasing => 1,
                MonotoneDirection.Decreasing => -1,
                _ => 0,
            };
            if (sign == 0)
            {
                continue;
            }

            if (term.Bins is not { } bins)
            {
                if (sign * term.Weight < 0)
                {
                    throw Against(feature, $"its coefficient is {(term.Weight > 0 ? "positive" : "negative")}");
                }

                continue;
            }

            for (int bin = 1; bin < bins.IntervalCount; bin++)
            {
                if (sign * (term.Contribution(bin) - term.Contribution(bin - 1)) < 0)
                {
                    throw Against(feature, $"PD moves against it from {bins.Bins[bin - 1]} to {bins.Bins[bin]}");
                }
            }
        }
    }

    private static ArgumentException Against(ModelFeature feature, string how) =>
        new($"Feature '{feature.Name}' states the direction {feature.Direction} of PD, and {how}.", nameof(feature));
}
