using AgriCredit.Privacy;
using Google.Protobuf;

namespace AgriCredit.Federation;

/// <summary>A stage in a round: it may always be answered by the round's end, a sum or none, and then begins the next.</summary>
internal abstract class RoundStage : PartyStage
{
    private protected RoundStage(PartyContext context, Envelope outgoing, PartyRound round)
        : base(context, outgoing) => Round = round;

    private protected PartyRound Round { get; }

    public override Wire.PartyState Save()
    {
        Wire.PartyState state = base.Save();
        state.Round = Round.Save(Context.Id);
        return state;
    }

    private protected sealed override PartyStage AcceptAnswer(IReadOnlyList<Envelope> answer) => answer[0].Kind switch
    {
        MessageKind.Publish => AcceptPublish(answer),
        MessageKind.Void when Context.IsResilient => AcceptVoid(answer),
        _ => AcceptStep(answer[0]),
    };

    /// <summary>Goes on within the round.</summary>
    private protected abstract PartyStage AcceptStep(Envelope envelope);

    /// <summary>Opens the boxes of those who are to be summed; then signs them, unmasks at once when nobody dropped out, or reports boxes that do not open.</summary>
    private protected PartyStage AcceptSurvivors(Envelope envelope)
    {
        if (Context.Check(envelope, MessageKind.SurvivorSet, Round.Number) is { } failure)
        {
            return Refuse(failure);
        }

        if (WireReader.Parse(Wire.SurvivorSet.Parser, envelope.Payload) is not { } set
            || ReadSurvivors(set.Survivors) is not { } survivors
            || set.Boxes.Count != survivors.Count - 1)
        {
            return Refuse(Context.Violation($"the survivors of round {Round.Number} are not a quorum of its participants that this party belongs to"));
        }

        Round.Survivors = survivors;
        var bad = new Wire.BadShare();
        int own = PartyOrder.PlaceOf(Round.Participants, Context.Id);
        int box = 0;
        foreach (PartyId sender in survivors.Where(party => party != Context.Id))
        {
            ByteString content = set.Boxes[box++];
            if (!Round.Holds(sender) && !TryOpen(sender, own + 1, content))
            {
                bad.Senders.Add(sender.Value);
            }
        }

        return bad.Senders.Count > 0 ? AccusingStage.Begin(Context, Round, bad)
            : Context.CheckGroup(survivors) is { } regroup ? Refuse(regroup)
            : survivors.Count == Round.Participants.Count ? Unmask()
            : AgreeingStage.Begin(Context, Round);
    }

    /// <summary>Unmasks on the signatures of a quorum.</summary>
    private protected PartyStage AcceptRequest(Envelope envelope, IReadOnlyList<PartyId>? signed)
    {
        if (Context.Check(envelope, MessageKind.UnmaskRequest, Round.Number) is { } failure)
        {
            return Refuse(failure);
        }

        if (WireReader.Parse(Wire.UnmaskRequest.Parser, envelope.Payload) is not { } request
            || ReadSurvivors(request.Survivors) is not { } survivors
            || (signed is not null && !survivors.SequenceEqual(signed))
            || !HasQuorum(request, survivors))
        {
            return Refuse(Context.Violation($"the request to unmask round {Round.Number} lacks the signatures of a quorum, or is for other survivors than this party signed"));
        }

        Round.Survivors = survivors;
        return Context.CheckGroup(survivors) is { } regroup ? Refuse(regroup) : Unmask();
    }

    private UnmaskingStage Unmask()
    {
        Context.Journal.NoteSum(Context.Rows.Hash(), Context.Fit.SubjectHash, Round.Survivors);
        return UnmaskingStage.Begin(Context, Round);
    }

    private IReadOnlyList<PartyId>? ReadSurvivors(IReadOnlyCollection<string> names) =>
        WireReader.ReadParties(names) is { } survivors
        && survivors.Contains(Context.Id)
        && survivors.Count >= Context.Plan.Quorum
        && PartyOrder.IsWithin(survivors, Round.Participants)
            ? survivors
            : null;

    private bool TryOpen(PartyId sender, int place, ByteString content)
    {
        SecretBytes? share = Context.Keys.Box(sender).Open(ShareBoxes.Address(sender, Context.Id, Context.Session, Round.Number), content.Span);
        if (share is null || !SelfMask.IsShare(share, place))
        {
            share?.Dispose();
            return false;
        }

        Round.Keep(sender, share);
        return true;
    }

    private bool HasQuorum(Wire.UnmaskRequest request, IReadOnlyList<PartyId> survivors)
    {
        byte[] hash = Transcript.HashSurvivors(Round.Plan.PayloadHash, survivors);
        var signers = new HashSet<string>(StringComparer.Ordinal);
        foreach (Envelope ack in request.Acks.Select(Envelope.FromWire))
        {
            // Cheap checks first: a signature costs a tenth of a millisecond.
            bool counts = ack.Kind == MessageKind.SurvivorAck
                && ack.IsAt(Context.Session.Span, Round.Number, attempt: 0, Context.Transcript.Span)
                && survivors.Any(party => party.Value == ack.Sender)
                && !signers.Contains(ack.Sender)
                && WireReader.Parse(Wire.SurvivorAck.Parser, ack.Payload)?.SurvivorsHash.Span.SequenceEqual(hash) == true
                && ack.Check(Context.Options.Roster, payloadLimit: 1024) is null;
            if (counts && signers.Add(ack.Sender) && signers.Count == Context.Plan.Quorum)
            {
                return true;
            }
        }

        return false;
    }

    private PartyStage AcceptPublish(IReadOnlyList<Envelope> answer)
    {
        Envelope publish = answer[0];
        if (Context.Check(publish, MessageKind.Publish, Round.Number) is { } failure)
        {
            return Refuse(failure);
        }

        if (WireReader.Parse(Wire.Publish.Parser, publish.Payload) is not { } published || ReadSummed(published) is not { } survivors)
        {
            return Refuse(Context.Violation($"the published sum of round {Round.Number} does not list this party's input among those of all that must be in it"));
        }

        ulong[] sum = RingElements.Read(published.Sum.Span);
        bool isWhole = published.Sum.Length == sum.Length * sizeof(ulong);
        if (!isWhole || !MaskedSum.Verify(sum, published.Tag, Context.Fit.Layout!, Round.Context, Context.Keys.GroupKey!, survivors.Count))
        {
            return Refuse(new SessionFailure(
                SessionFailureReason.BadTag,
                $"Round {Round.Number}, party {Context.Id}: the published sum is out of range or does not match its tag. It was altered, or a party was told something else.",
                "",
                Context.Options.Roster.Coordinator));
        }

        Context.Journal.EndRound(Round.Number, new Wire.EndedRound { Publish = publish.Wire.Payload });
        Context.Transcript = Transcript.Next(Context.Transcript.Span, Round.Plan, publish);
        Context.Fit.Advance(sum, survivors);
        return GoOn(answer, survivors);
    }

    private PartyStage AcceptVoid(IReadOnlyList<Envelope> answer)
    {
        Envelope envelope = answer[0];
        if (Context.Check(envelope, MessageKind.Void, Round.Number) is { } failure)
        {
            return Refuse(failure);
        }

        if (WireReader.Parse(Wire.Void.Parser, envelope.Payload) is not { } given
            || WireReader.ReadParties(given.Missing) is not { Count: > 0 } missing
            || missing.Contains(Context.Id)
            || !missing.All(Round.Participants.Contains))
        {
            return Refuse(Context.Violation($"round {Round.Number} was given up without a participant that left, or with one that never was in it"));
        }

        Context.Journal.EndRound(Round.Number, new Wire.EndedRound { Void = envelope.Wire.Payload });
        Context.Transcript = Transcript.NextAfterVoid(Context.Transcript.Span, envelope);
        Context.Fit.Void(missing);
        return GoOn(answer, [.. Round.Participants.Except(missing)]);
    }

    /// <summary>What a round leaves behind is erased, whoever is out of it for good is forgotten, and the next begins.</summary>
    private PartyStage GoOn(IReadOnlyList<Envelope> answer, IReadOnlyList<PartyId> remaining)
    {
        ulong next = Round.Number + 1;
        Round.Dispose();
        Context.Keys.Ratchet();
        Context.Narrow(remaining);
        if (Context.Fit.Failure is { } failed)
        {
            // Every member arrives at the same failure from the same sums.
            return new EndedStage(Context, null, SessionOutcome.Failed(failed));
        }

        if (Context.Fit.IsFinished)
        {
            return CompletingStage.Begin(Context, next);
        }

        return answer.Count > 1 ? ContributingStage.Begin(this, Context, answer[1], next) : Refuse(Context.Violation($"the plan of round {next} is missing"));
    }

    /// <summary>Who is in a sum: all, or in resilient mode those whom this party unmasked, or would have; with this party's own input as it sent it.</summary>
    /// <remarks>The tag counts contributions and knows no names: under as many others a sum without this party's values would pass for one with them.</remarks>
    private IReadOnlyList<PartyId>? ReadSummed(Wire.Publish published)
    {
        if (WireReader.ReadParties([.. published.Inputs.Select(input => input.Party)]) is not { } survivors
            || !survivors.SequenceEqual(Context.IsResilient ? Round.Survivors : Round.Participants))
        {
            return null;
        }

        int place = PartyOrder.PlaceOf(survivors, Context.Id);
        return place >= 0 && published.Inputs[place].PayloadHash.Span.SequenceEqual(Round.InputHash) ? survivors : null;
    }
}
