using Google.Protobuf;

namespace AgriCredit.Federation;

/// <summary>ModelUpdated for the last time: the party tells which model it arrived at; only when all agree is it a result.</summary>
internal sealed class CompletingStage : PartyStage
{
    private readonly ulong _round;

    public CompletingStage(PartyContext context, ulong round)
        : base(context, context.Sign(Write(context), MessageKind.Complete, round)) => _round = round;

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
