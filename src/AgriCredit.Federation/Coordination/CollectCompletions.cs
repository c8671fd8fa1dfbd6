using Google.Protobuf;

namespace AgriCredit.Federation;

/// <summary>Collects the model hashes that the parties arrived at; only when all are the coordinator's own is the model confirmed.</summary>
internal sealed class CollectCompletions : CollectStage
{
    private readonly List<PartyId> _others = [];
    private readonly byte[] _modelHash;

    public CollectCompletions(CoordinatorContext context, ulong round)
        : base(context, MessageKind.Complete, round, context.Request.Session, context.Participants) =>
        _modelHash = FederatedFit.ModelHash(context.Fit!.Optimizer.Weights);

    public override StageAnswer Answer() =>
        _others.Count > 0
            ? StageAnswer.Failed(new SessionFailure(
                SessionFailureReason.Disagreement,
                $"{string.Join(", ", _others.Select(party => $"'{party}'"))} arrived at another model from the same sums; check that all members run the same version.",
                "",
                _others))
            : StageAnswer.Same(null, Context.Sign(new Wire.Confirm { ModelHash = ByteString.CopyFrom(_modelHash) }, MessageKind.Confirm, Round));

    public override StageAnswer AnswerIncomplete()
    {
        if (!Context.IsResilient || Received.Count < Context.Quorum)
        {
            return base.AnswerIncomplete();
        }

        Context.Participants = [.. Expected.Where(Received.ContainsKey)];
        return Answer();
    }

    private protected override string Necessity => Context.IsResilient ? $"A model needs the agreement of {Context.Quorum} parties." : base.Necessity;

    private protected override bool TryRead(PartyId party, Envelope envelope)
    {
        if (WireReader.Parse(Wire.Complete.Parser, envelope.Payload) is not { } complete)
        {
            return false;
        }

        if (!complete.ModelHash.Span.SequenceEqual(_modelHash))
        {
            _others.Add(party);
        }

        return true;
    }
}
