using AgriCredit.Learning;

namespace AgriCredit.Federation;

/// <summary>Lists what each role learns from a session: what a party should read before it signs, and a report must show.</summary>
/// <remarks>Source: PROTOCOL 2.8, 3.3 and 3.5.</remarks>
public static class Disclosures
{
    /// <summary>What a session over a plan can tell at most: to be read before the plan is approved.</summary>
    /// <param name="plan">The plan.</param>
    public static IReadOnlyList<Disclosure> Of(SessionPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        List<Disclosure> list = List(plan, $"each of up to {plan.Training.MaxRounds} rounds");
        if (plan.Mode == AggregationMode.Resilient)
        {
            list.Add(new("everyone", $"Of up to {plan.Parties.Count - plan.Quorum} parties that drop out, or that the coordinator says have: nearly their own sums, by the difference of two rounds."));
        }

        return list;
    }

    /// <summary>What a finished session told.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="rounds">The rounds that were summed.</param>
    /// <param name="droppedOut">The parties that dropped out on the way.</param>
    public static IReadOnlyList<Disclosure> Of(SessionPlan plan, IReadOnlyList<RoundRecord> rounds, IReadOnlyList<PartyId> droppedOut)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(rounds);
        ArgumentNullException.ThrowIfNull(droppedOut);
        List<Disclosure> list = List(plan, $"each of {rounds.Count(round => round.Parties > 0 && round.Kind is (RoundKind.Training or RoundKind.Evaluation))} rounds");
        list.AddRange(droppedOut.Select(party => new Disclosure(
            "everyone",
            $"'{party}' dropped out: its row count exactly, and its loss, gradient and Hessian as closely as the models of two rounds agree, by difference.")));
        return list;
    }

    private static List<Disclosure> List(SessionPlan plan, string rounds)
    {
        int parties = plan.Parties.Count;
        bool isResilient = plan.Mode == AggregationMode.Resilient;
        string whose = isResilient ? $"Over the parties of a sum together, {plan.Quorum} to {parties} of them" : $"Over all {parties} parties together";
        string sums =
            $"{whose}: rows, defaults, mean and standard deviation of each of the {plan.Features.Count} features, "
            + $"and in {rounds} {Statistics(plan.Training.Optimizer)}; the model that follows.";
        string magnitudes = $"Of each party: who took part, when, how many bytes; its row count and its largest value in each feature up to a factor of two ({Sizes(plan)} at most).";
        string nothing = isResilient
            ? $"Nothing else, with up to {plan.Collusion} parties in its hand: it can unmask one sum in a round, over {plan.Quorum} parties at least."
            : "Nothing else: every vector it receives is uniform by itself and together with any others short of all.";
        var list = new List<Disclosure>
        {
            new("coordinator", sums),
            new("coordinator", magnitudes),
            new("coordinator", nothing),
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
