namespace AgriCredit.Federation;

/// <summary>Collects the size of the parties' numbers and plans the session.</summary>
internal sealed class CollectDeclarations : CollectStage
{
    private readonly Dictionary<PartyId, Wire.Declaration> _declarations = [];

    public CollectDeclarations(CoordinatorContext context)
        : base(context, MessageKind.Declaration, round: 0, Envelope.NoHash, context.Roster.Parties)
    {
    }

    public override StageAnswer Answer()
    {
        string[] names = [.. Context.Request.Features.Select(feature => feature.Name)];
        foreach ((PartyId party, Wire.Declaration declaration) in _declarations)
        {
            if (!declaration.Features.SequenceEqual(names))
            {
                return StageAnswer.Failed(new SessionFailure(
                    SessionFailureReason.PlanRefused,
                    $"Party '{party}' declares other features, or in another order; the session is over {string.Join(", ", names)}.",
                    "",
                    party));
            }
        }

        int[] exponents = [.. names.Select((_, index) => _declarations.Values.Max(declaration => declaration.Exponents[index]))];
        int rowsExponent = _declarations.Values.Max(declaration => (int)declaration.RowsExponent);
        Envelope envelope = Context.Sign(SessionPlan.Write(Context.Request, Context.Roster, exponents, rowsExponent), MessageKind.SessionPlan, round: 0);
        if (SessionPlan.Read(envelope.Payload) is not { } plan)
        {
            return StageAnswer.Failed(new SessionFailure(
                SessionFailureReason.PlanOverflow,
                $"The declared sizes (rows up to 2^{rowsExponent}, values up to 2^{exponents.Max()}) are beyond what a plan can hold."));
        }

        var fit = new FederatedFit(plan, trainer: null);
        if (fit.Failure is { } failure)
        {
            return StageAnswer.Failed(failure);
        }

        Context.Plan = plan;
        Context.Fit = fit;
        Context.Transcript = envelope.PayloadHash;
        return StageAnswer.Same(new CollectAdverts(Context, envelope), envelope);
    }

    private protected override bool TryRead(PartyId party, Envelope envelope)
    {
        if (WireReader.Parse(Wire.Declaration.Parser, envelope.Payload) is not { Version: SessionPlan.Version } declaration
            || declaration.Exponents.Count != declaration.Features.Count
            || declaration.RowsExponent > int.MaxValue)
        {
            return false;
        }

        _declarations.Add(party, declaration);
        return true;
    }
}
