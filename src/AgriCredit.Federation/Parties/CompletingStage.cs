using Google.Protobuf;

namespace AgriCredit.Federation;

/// <summary>ModelUpdated for the last time: the party tells which model it arrived at; only when all agree is it a result.</summary>
internal sealed class CompletingStage : PartyStage
{
    private readonly ulong _round;

    private CompletingStage(PartyContext context, Envelope outgoing, ulong round)
        : base(context, outgoing) => _round = round;

    public override PartyStageKind Kind => PartyStageKind.Completing;

    public static CompletingStage Begin(PartyContext context, ulong round) => new(context, context.Sign(Write(context), MessageKind.Complete, round), round);

    public static CompletingStage Restore(PartyContext context, Envelope outgoing, Wire.PartyState state) => new(context, outgoing, state.CompleteRound);

    public override Wire.PartyState Save()
    {
        Wire.PartyState state = base.Save();
        state.CompleteRound = _round;
        return state;
    }

    private protected override PartyStage AcceptAnswer(IReadOnlyList<Envelope> answer)
    {
        if (Context.Check(answer[0], MessageKind.Confirm, _round) is { } failure)
        {
            return Refuse(failure);
        }

        bool agrees = WireReader.Parse(Wire.Confirm.Parser, answer[0].Payload) is { } confirm
            && confirm.ModelHash.Span.SequenceEqual(FederatedFit.ModelHash(Context.Fit.Optimizer.Weights));
        return agrees
            ? new EndedStage(Context, null, SessionOutcome.Finished(SessionResult.Create(Context.Plan, Context.Fit)))
            : Refuse(SessionFailureReason.Disagreement, "the coordinator confirmed another model.");
    }

    private static Wire.Complete Write(PartyContext context) =>
        new() { ModelHash = ByteString.CopyFrom(FederatedFit.ModelHash(context.Fit.Optimizer.Weights)) };
}
