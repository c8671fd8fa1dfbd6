namespace AgriCredit.Federation;

/// <summary>Idle: the party declares the size of its numbers and waits for the plan.</summary>
internal sealed class DeclaringStage : PartyStage
{
    public DeclaringStage(PartyContext context)
        : base(context, context.Sign(Declare(context.Rows), MessageKind.Declaration, round: 0))
    {
    }

    public override PartyStageKind Kind => PartyStageKind.Declaring;

    private protected override PartyStage AcceptAnswer(IReadOnlyList<Envelope> answer)
    {
        Envelope envelope = answer[0];
        if (Context.Check(envelope, MessageKind.SessionPlan, round: 0) is { } failure)
        {
            return Refuse(failure);
        }

        SessionPlan? plan = SessionPlan.Read(envelope.Payload);
        if (plan is null || !envelope.Wire.Session.Span.SequenceEqual(plan.Session.Span))
        {
            return Refuse(SessionFailureReason.PlanRefused, "the session plan is not one of this version, or a term is outside its range.");
        }

        return PlanReview.Check(plan, Context) is { } refusal ? Refuse(refusal) : Enter(plan, envelope);
    }

    private PartyStage Enter(SessionPlan plan, Envelope envelope)
    {
        if (Context.Journal.TryEnter(plan, Context.Rows.Hash()) is { } reason)
        {
            return Refuse(
                reason,
                reason == SessionFailureReason.Regroup
                    ? "these rows were summed with another set of parties before; the difference of the two sums would reveal a party's own."
                    : "the session id was seen before.");
        }

        Context.Enter(plan, envelope);
        if (Context.Fit.Failure is { } failure)
        {
            return Refuse(failure);
        }

        // Every message up to the directory countersigns the plan.
        Context.Transcript = envelope.PayloadHash;
        return AdvertisingStage.Begin(Context, envelope);
    }

    private static Wire.Declaration Declare(PartyRows rows)
    {
        var declaration = new Wire.Declaration { Version = SessionPlan.Version, RowsExponent = (uint)rows.RowsExponent() };
        declaration.Features.AddRange(rows.Dataset.FeatureNames);
        declaration.Exponents.AddRange(rows.Exponents());
        return declaration;
    }
}
