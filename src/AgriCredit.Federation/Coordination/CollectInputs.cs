using AgriCredit.Privacy;
using Google.Protobuf;

namespace AgriCredit.Federation;

/// <summary>Adds up the masked inputs of a round as they arrive. In static mode that is the sum; in resilient mode those who sent theirs agree on it next.</summary>
internal sealed class CollectInputs : CollectStage
{
    private readonly Envelope _roundPlan;
    private readonly MaskedSum _sum;
    private readonly Dictionary<PartyId, IReadOnlyList<ByteString>> _shares = [];

    private CollectInputs(CoordinatorContext context, ulong round, Envelope roundPlan)
        : base(context, MessageKind.MaskedInput, round, context.Request.Session, context.Participants)
    {
        _roundPlan = roundPlan;
        _sum = new MaskedSum(context.Fit!.Layout!.Length);
    }

    /// <summary>Begins a round; its plan goes out with the answer to the stage before.</summary>
    public static CollectInputs Begin(CoordinatorContext context, ulong round, out Envelope roundPlan)
    {
        roundPlan = context.Sign(RoundPlans.Write(context.Fit!, context.Participants), MessageKind.RoundPlan, round);
        return new CollectInputs(context, round, roundPlan);
    }

    /// <summary>Ends the round as it was ended before a restart.</summary>
    /// <param name="payload">The Publish or Void.</param>
    /// <param name="isVoid">Which of both.</param>
    /// <param name="remaining">Who went on.</param>
    public StageAnswer EndAgain(ReadOnlyMemory<byte> payload, bool isVoid, IReadOnlyList<PartyId> remaining) =>
        isVoid ? RoundEnding.Void(Context, Round, payload, remaining) : RoundEnding.Publish(Context, _roundPlan, payload, remaining);

    public override StageAnswer Answer()
    {
        PartyId[] survivors = [.. Expected.Where(Received.ContainsKey)];
        return Context.IsResilient
            ? ResilientRound.Begin(Context, _roundPlan, _sum, survivors, Received, _shares)
            : RoundEnding.Publish(Context, _roundPlan, RoundEnding.WritePublish(_sum, survivors, party => Received[party]), survivors);
    }

    public override StageAnswer AnswerIncomplete()
    {
        if (!Context.IsResilient)
        {
            return base.AnswerIncomplete();
        }

        if (Received.Count >= Context.Quorum)
        {
            return Answer();
        }

        Context.Participants = [.. Expected.Where(Received.ContainsKey)];
        return StageAnswer.Failed(RoundEnding.TooFew(Context, Round));
    }

    private protected override bool TryRead(PartyId party, Envelope envelope)
    {
        if (!WireReader.TryReadMaskedInput(envelope.Payload, out ReadOnlyMemory<byte> words, out ulong tag, out IReadOnlyList<ByteString> shares)
            || shares.Count != (Context.IsResilient ? Expected.Count - 1 : 0)
            || shares.Any(share => share.Length != ShareBoxes.Length)
            || !_sum.TryAdd(words.Span, tag))
        {
            return false;
        }

        _shares.Add(party, shares);
        return true;
    }
}
