namespace AgriCredit.Federation;

/// <summary>What a party checks in a plan before it countersigns: the members, the features, the bounds, the minimums.</summary>
internal static class PlanReview
{
    public static SessionFailure? Check(SessionPlan plan, PartyContext context) =>
        CheckMembers(plan, context) ?? CheckFeatures(plan, context) ?? CheckBounds(plan, context) ?? CheckTerms(plan, context) ?? CheckMinimums(plan, context) ?? CheckAgreement(plan, context);

    private static SessionFailure? CheckMembers(SessionPlan plan, PartyContext context)
    {
        Roster roster = context.Options.Roster;
        bool same = plan.Parties.SequenceEqual(roster.Parties)
            && plan.Parties.Contains(context.Id)
            && plan.Parties.Select((party, index) => plan.CertificateHashes[index].Span.SequenceEqual(roster.CertificateHash(party).Span)).All(equal => equal);
        return same ? null : Refusal(context, "the plan's members or certificates are not those of the roster");
    }

    private static SessionFailure? CheckFeatures(SessionPlan plan, PartyContext context)
    {
        if (!plan.FeatureNames.SequenceEqual(context.Options.Rows.FeatureNames))
        {
            return Refusal(context, "the plan's features are not the party's columns, in its order");
        }

        IEnumerable<string> imputed = plan.Features.Where(feature => feature.Imputed).Select(feature => feature.Name);
        return imputed.ToHashSet().SetEquals(context.Options.ImputedFeatures)
            ? null
            : Refusal(context, "the plan imputes missing values in other features than the party agreed to");
    }

    private static SessionFailure? CheckBounds(SessionPlan plan, PartyContext context)
    {
        int[] exponents = context.Rows.Exponents();
        for (int feature = 0; feature < exponents.Length; feature++)
        {
            if (exponents[feature] > plan.Exponents[feature])
            {
                return Refusal(context, "the plan's bound of a feature does not cover the party's values", plan.FeatureNames[feature]);
            }
        }

        return context.Rows.RowsExponent() > plan.RowsExponent ? Refusal(context, "the plan's bound on rows does not cover the party's") : null;
    }

    private static SessionFailure? CheckTerms(SessionPlan plan, PartyContext context)
    {
        if (plan.Waivers.Except(context.Options.AcceptedWaivers, StringComparer.Ordinal).FirstOrDefault() is { } waiver)
        {
            return Refusal(context, "the plan waives a minimum that the party did not agree to waive", waiver);
        }

        return plan.Trainer.Length > 0 && plan.Trainer != context.Options.Trainer?.Name
            ? Refusal(context, "the plan asks for a local trainer that the party does not bring", plan.Trainer)
            : null;
    }

    private static SessionFailure? CheckMinimums(SessionPlan plan, PartyContext context)
    {
        BrokenMinimum? broken = PlanMinimums.CheckParties(plan.Parties.Count)
            .Concat(PlanMinimums.Check(context.Id, context.Options.Rows, plan.Training.MaxRounds))
            .FirstOrDefault(minimum => !plan.Waivers.Contains(minimum.Rule));
        return broken is null
            ? null
            : new SessionFailure(broken.Reason, $"{broken}. Waive '{broken.Rule}' in the plan, or change it.", broken.Feature ?? "", context.Id);
    }

    private static SessionFailure? CheckAgreement(SessionPlan plan, PartyContext context) =>
        context.Options.Review?.Invoke(plan) is { Count: > 0 } differences
            ? Refusal(context, $"it differs from the terms that the party agreed to: {string.Join("; ", differences)}")
            : null;

    private static SessionFailure Refusal(PartyContext context, string what, string subject = "") =>
        new(
            SessionFailureReason.PlanRefused,
            $"Party {context.Id} does not sign the plan: {what}{(subject.Length == 0 ? "" : $" ('{subject}')")}.",
            subject,
            context.Id);
}
