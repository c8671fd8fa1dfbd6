using AgriCredit.Learning;

namespace AgriCredit.Federation;

/// <summary>Lists what each role learns from a session: what a party should read before it signs, and a report must show.</summary>
/// <remarks>Source: PROTOCOL 2.8, 3.3 and 3.5.</remarks>
public static class Disclosures
{
    /// <summary>What a finished session told.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="rounds">The rounds that were summed.</param>
    public static IReadOnlyList<Disclosure> Of(SessionPlan plan, IReadOnlyList<RoundRecord> rounds)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(rounds);
        int parties = plan.Parties.Count;
        int training = rounds.Count(round => round.Kind is RoundKind.Training or RoundKind.Evaluation);
        string sums =
            $"Over all {parties} parties together: rows, defaults, mean and standard deviation of each of the {plan.Features.Count} features, "
            + $"and in each of {training} rounds {Statistics(plan.Training.Optimizer)}; the model that follows.";
        string magnitudes = $"Of each party: who took part, when, how many bytes; its row count and its largest value in each feature up to a factor of two ({Sizes(plan)} at most).";
        var list = new List<Disclosure>
        {
            new("coordinator", sums),
            new("coordinator", magnitudes),
            new("coordinator", "Nothing else: every vector it receives is uniform by itself and together with any others short of all."),
            new("every party", sums),
            new("every party", "The bounds of the plan: the largest row count and feature magnitudes of any party, as powers of two."),
            parties == 2
                ? new("every party", "With two parties, the sum less its own: the other party's sums exactly.")
                : new("every party", $"The sum less its own: the sums of the other {parties - 1} parties together, of none alone unless {parties - 2} of them collude."),
        };
        list.AddRange(plan.Waivers.Select(waiver => new Disclosure("everyone", WaiverText(waiver))));
        list.Add(new("everyone", "These sums are not differentially private: they can tell of single rows to whoever knows the others."));
        return list;
    }

    private static string Sizes(SessionPlan plan) => $"2^{plan.RowsExponent} rows, values of 2^{plan.Exponents.Max()}";

    private static string Statistics(OptimizerKind optimizer) => optimizer switch
    {
        OptimizerKind.Newton => "the loss, its gradient and Hessian at the public model",
        OptimizerKind.FedSgd => "the loss and its gradient at the public model",
        _ => "the loss and the row-weighted change of the local models",
    };

    private static string WaiverText(string waiver) => waiver switch
    {
        Waivers.RowMinimum => $"Waived by all: {waiver}. A party below the row minimum reveals more through the rounds' sums than a tenth of what it holds.",
        Waivers.RareCategory => $"Waived by all: {waiver}. Where few rows of a party have a 0/1 value, sums that isolate that party would show those rows nearly verbatim.",
        _ => $"Waived by all: {waiver}. Each of two parties sees the other's sums.",
    };
}
