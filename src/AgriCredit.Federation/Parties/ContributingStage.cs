using AgriCredit.Privacy;
using Google.Protobuf;

namespace AgriCredit.Federation;

/// <summary>InputSent: the party's masked input of a round is out. In static mode the sum comes back, in resilient mode first who is to be in it.</summary>
internal sealed class ContributingStage : RoundStage
{
    private ContributingStage(PartyContext context, Envelope outgoing, PartyRound round)
        : base(context, outgoing, round)
    {
    }

    public override PartyStageKind Kind => PartyStageKind.Contributing;

    /// <summary>AwaitPlan: checks a round plan against what follows from the sums so far, and masks the party's own values.</summary>
    public static PartyStage Begin(PartyStage stage, PartyContext context, Envelope roundPlan, ulong round)
    {
        if (roundPlan.Kind == MessageKind.Abort)
        {
            return stage.Accept([roundPlan]);
        }

        if (context.Check(roundPlan, MessageKind.RoundPlan, round) is { } failure)
        {
            return stage.Refuse(failure);
        }

        if (ReadParticipants(context, roundPlan) is not { } participants || !roundPlan.Payload.Span.SequenceEqual(RoundPlans.Write(context.Fit, participants).Span))
        {
            return stage.Refuse(new SessionFailure(
                SessionFailureReason.ModelMismatch,
                $"Round {round}, party {context.Id}: the coordinator proposed another model, layout or set of parties than follows from the published sums.",
                "",
                context.Options.Roster.Coordinator));
        }

        // In static mode the input is all that a sum takes; in resilient mode the unmasking is, of whoever is left then.
        if (!context.IsResilient)
        {
            if (context.CheckGroup(participants) is { } regroup)
            {
                return stage.Refuse(regroup);
            }

            context.Journal.NoteSum(context.Rows.Hash(), context.Fit.SubjectHash, participants);
        }

        context.Narrow(participants);
        PartyRound entered = context.Open(new PartyRound(context, roundPlan, participants));
        VectorLayout layout = context.Fit.Layout!;
        double[] values = new double[layout.Length];
        try
        {
            if (context.Fit.Contribute(context.Rows, values) is { } feature)
            {
                return stage.Refuse(Beyond(context, feature));
            }

            if (Mask(context, entered, values, layout, out int bad) is { } input)
            {
                return new ContributingStage(context, input, entered);
            }

            return stage.Refuse(new SessionFailure(
                SessionFailureReason.TrainingFailed,
                $"Round {round}, party {context.Id}: its {layout.Describe(bad)} is not finite or beyond the plan's bound; the fit diverges. Lower the learning rate.",
                layout.Describe(bad),
                context.Id));
        }
        finally
        {
            // The plain sums of a single party are what masking protects.
            Array.Clear(values);
        }
    }

    public static ContributingStage Restore(PartyContext context, Envelope outgoing, PartyRound round) => new(context, outgoing, round);

    private protected override PartyStage AcceptStep(Envelope envelope) =>
        Context.IsResilient ? AcceptSurvivors(envelope) : Refuse(Context.Check(envelope, MessageKind.Publish, Round.Number)!);

    private static Envelope? Mask(PartyContext context, PartyRound round, double[] values, VectorLayout layout, out int bad)
    {
        int place = PartyOrder.PlaceOf(round.Participants, context.Id);
        PairSecret[] before = [.. round.Participants.Take(place).Select(context.Keys.Masks)];
        PairSecret[] after = [.. round.Participants.Skip(place + 1).Select(context.Keys.Masks)];
        using SelfMask? selfMask = context.IsResilient ? SelfMask.Draw() : null;
        if (MaskedVector.Create(values, layout, round.Context, context.Keys.GroupKey!, before, after, selfMask, out bad) is not { } masked)
        {
            return null;
        }

        var input = new Wire.MaskedInput { Words = UnsafeByteOperations.UnsafeWrap(masked.Words), Tag = masked.Tag };
        if (selfMask is not null)
        {
            BoxShares(context, round, place, selfMask, input);
        }

        Envelope envelope = context.Sign(input, MessageKind.MaskedInput, round.Number);
        round.InputHash = envelope.PayloadHash;
        return envelope;
    }

    /// <summary>Boxes a share of the self mask to each other participant, and keeps the party's own.</summary>
    private static void BoxShares(PartyContext context, PartyRound round, int place, SelfMask selfMask, Wire.MaskedInput input)
    {
        SecretBytes[] shares = selfMask.Split(context.Plan.Quorum, round.Participants.Count);
        for (int holder = 0; holder < shares.Length; holder++)
        {
            if (holder == place)
            {
                round.Keep(context.Id, shares[holder]);
                continue;
            }

            using SecretBytes share = shares[holder];
            PartyId receiver = round.Participants[holder];
            input.Shares.Add(UnsafeByteOperations.UnsafeWrap(
                context.Keys.Box(receiver).Seal(ShareBoxes.Address(context.Id, receiver, context.Session, round.Number), share)));
        }
    }

    /// <summary>Who a round plan wants in the round: all who are still in the session; in resilient mode less those the coordinator lost, of whom there must be a quorum left.</summary>
    private static IReadOnlyList<PartyId>? ReadParticipants(PartyContext context, Envelope roundPlan)
    {
        if (WireReader.Parse(Wire.RoundPlan.Parser, roundPlan.Payload) is not { } plan || WireReader.ReadParties(plan.Participants) is not { } participants)
        {
            return null;
        }

        // Nobody is lost before the first input: P_1 is all.
        int fewest = roundPlan.Round == 1 ? context.Plan.Parties.Count : context.Plan.Quorum;
        return participants.Count >= fewest && participants.Contains(context.Id) && PartyOrder.IsWithin(participants, context.Participants) ? participants : null;
    }

    private static SessionFailure Beyond(PartyContext context, string feature) => new(
        SessionFailureReason.ValueOutOfRange,
        $"Party {context.Id}: a value of feature '{feature}' lies beyond the plan's value bound of {context.Plan.ValueBound}"
        + $"{(context.Plan.Standardise ? " standard deviations" : "")}. Raise the bound, or transform the feature.",
        feature,
        context.Id);
}
