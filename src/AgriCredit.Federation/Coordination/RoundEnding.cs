using AgriCredit.Privacy;
using Google.Protobuf;

namespace AgriCredit.Federation;

/// <summary>Ends a round, from its sum or without one, and begins what follows. Live sessions and resumed ones come through here alike.</summary>
internal static class RoundEnding
{
    /// <summary>Publishes a sum.</summary>
    /// <param name="context">The session.</param>
    /// <param name="roundPlan">The round's plan as sent.</param>
    /// <param name="payload">The Publish.</param>
    /// <param name="remaining">Who goes on: survivors less those lost since.</param>
    public static StageAnswer Publish(CoordinatorContext context, Envelope roundPlan, ReadOnlyMemory<byte> payload, IReadOnlyList<PartyId> remaining)
    {
        var published = Wire.Publish.Parser.ParseFrom(payload.Span);
        PartyId[] survivors = [.. published.Inputs.Select(input => new PartyId(input.Party))];
        ulong[] sum = RingElements.Read(published.Sum.Span);
        ulong round = roundPlan.Round;
        Envelope publish = context.Sign(payload, MessageKind.Publish, round);
        context.Transcript = Transcript.Next(context.Transcript.Span, roundPlan, publish);
        context.Participants = remaining;
        FederatedFit fit = context.Fit!;
        var end = new RoundEnd(round, fit.Kind, survivors, publish);

        // A sum out of range means that a party sent nonsense; the parties refuse it by the same check.
        if (FixedPointEncoding.FirstOutOfRange(sum, fit.Layout!) >= 0)
        {
            return StageAnswer.FailedInSight(
                new SessionFailure(SessionFailureReason.BadTag, $"Round {round}: the sum is out of the plan's range; a party did not follow the protocol."),
                publish);
        }

        fit.Advance(sum, survivors);
        return GoOn(context, end);
    }

    /// <summary>Gives a round up.</summary>
    /// <param name="context">The session.</param>
    /// <param name="round">The round.</param>
    /// <param name="payload">The Void.</param>
    /// <param name="remaining">Who goes on.</param>
    public static StageAnswer Void(CoordinatorContext context, ulong round, ReadOnlyMemory<byte> payload, IReadOnlyList<PartyId> remaining)
    {
        var given = Wire.Void.Parser.ParseFrom(payload.Span);
        Envelope envelope = context.Sign(payload, MessageKind.Void, round);
        context.Transcript = Transcript.NextAfterVoid(context.Transcript.Span, envelope);
        context.Participants = remaining;
        var end = new RoundEnd(round, context.Fit!.Kind, [], envelope);
        context.Fit.Void(WireReader.ReadParties(given.Missing)!);
        return GoOn(context, end);
    }

    /// <summary>The Publish of a sum.</summary>
    public static ReadOnlyMemory<byte> WritePublish(MaskedSum sum, IReadOnlyList<PartyId> survivors, Func<PartyId, Envelope> input)
    {
        var publish = new Wire.Publish { Sum = UnsafeByteOperations.UnsafeWrap(RingElements.Write(sum.Sum)), Tag = sum.Tag };
        publish.Inputs.AddRange(survivors.Select(party => new Wire.Publish.Types.Input
        {
            Party = party.Value,
            PayloadHash = UnsafeByteOperations.UnsafeWrap(input(party).PayloadHash),
        }));
        return publish.ToByteArray();
    }

    private static StageAnswer GoOn(CoordinatorContext context, RoundEnd end)
    {
        FederatedFit fit = context.Fit!;
        if (fit.Failure is { } failure)
        {
            return StageAnswer.FailedInSight(failure, end.Message);
        }

        if (fit.IsFinished)
        {
            return StageAnswer.Same(new CollectCompletions(context, end.Round + 1), end.Message).Ending(end);
        }

        if (context.Participants.Count < context.Quorum)
        {
            return StageAnswer.Failed(TooFew(context, end.Round));
        }

        CollectInputs next = CollectInputs.Begin(context, end.Round + 1, out Envelope roundPlan);
        return StageAnswer.Same(next, end.Message, roundPlan).Ending(end);
    }

    /// <summary>Fewer are left than a sum needs.</summary>
    public static SessionFailure TooFew(CoordinatorContext context, ulong round)
    {
        PartyId[] gone = [.. context.Roster.Parties.Except(context.Participants)];
        return new SessionFailure(
            SessionFailureReason.TooFewSurvivors,
            $"Round {round}: {string.Join(", ", gone.Select(party => $"'{party}'"))} dropped out; {context.Participants.Count} parties are left and {context.Quorum} are needed.",
            "",
            gone);
    }
}
