using System.Runtime.InteropServices;
using AgriCredit.Privacy;
using Google.Protobuf;

namespace AgriCredit.Federation;

/// <summary>InputSent: the party's masked input of a round is out; the sum comes back, is checked, and leads to the next model.</summary>
internal sealed class ContributingStage : PartyStage
{
    private readonly Envelope _roundPlan;
    private readonly RoundContext _round;

    private ContributingStage(PartyContext context, Envelope outgoing, Envelope roundPlan, RoundContext round)
        : base(context, outgoing)
    {
        _roundPlan = roundPlan;
        _round = round;
    }

    /// <summary>AwaitPlan: checks a round plan against what follows from the sums so far, and masks the party's own values.</summary>
    public static PartyStage Begin(PartyStage stage, PartyContext context, Envelope roundPlan, ulong round)
    {
        if (context.Check(roundPlan, MessageKind.RoundPlan, round) is { } failure)
        {
            return stage.Refuse(failure);
        }

        if (!roundPlan.Payload.Span.SequenceEqual(RoundPlans.Write(context.Plan, context.Fit).Span))
        {
            return stage.Refuse(new SessionFailure(
                SessionFailureReason.ModelMismatch,
                $"Round {round}, party {context.Id}: the coordinator proposed another model, layout or set of parties than follows from the published sums.",
                "",
                context.Options.Roster.Coordinator));
        }

        FederatedFit fit = context.Fit;
        VectorLayout layout = fit.Layout!;
        double[] values = new double[layout.Length];
        try
        {
            if (fit.Contribute(context.Rows, values) is { } feature)
            {
                return stage.Refuse(Beyond(context, feature));
            }

            var place = new RoundContext(context.Session, round, attempt: 0, context.Transcript, roundPlan.PayloadHash);
            PartyKeys keys = context.Keys;
            MaskedVector? masked = MaskedVector.Create(values, layout, place, keys.GroupKey!, keys.Before, keys.After, out int bad);
            if (masked is null)
            {
                return stage.Refuse(new SessionFailure(
                    SessionFailureReason.TrainingFailed,
                    $"Round {round}, party {context.Id}: its {layout.Describe(bad)} is not finite or beyond the plan's bound; the fit diverges. Lower the learning rate.",
                    layout.Describe(bad),
                    context.Id));
            }

            var input = new Wire.MaskedInput { Words = UnsafeByteOperations.UnsafeWrap(masked.Words), Tag = masked.Tag };
            return new ContributingStage(context, context.Sign(input, MessageKind.MaskedInput, round), roundPlan, place);
        }
        finally
        {
            // The plain sums of a single party are what masking protects.
            Array.Clear(values);
        }
    }

    private protected override PartyStage AcceptAnswer(IReadOnlyList<Envelope> answer)
    {
        Envelope publish = answer[0];
        if (Context.Check(publish, MessageKind.Publish, _round.Round) is { } failure)
        {
            return Refuse(failure);
        }

        if (WireReader.Parse(Wire.Publish.Parser, publish.Payload) is not { } published || !ListsAllInputs(published))
        {
            return Refuse(Context.Violation($"the published sum of round {_round.Round} does not list this party's input among all members'"));
        }

        ulong[] sum = ReadWords(published.Sum);
        if (!MaskedSum.Verify(sum, published.Tag, Context.Fit.Layout!, _round, Context.Keys.GroupKey!))
        {
            return Refuse(new SessionFailure(
                SessionFailureReason.BadTag,
                $"Round {_round.Round}, party {Context.Id}: the published sum is out of range or does not match its tag. It was altered, or a party was told something else.",
                "",
                Context.Options.Roster.Coordinator));
        }

        Context.Keys.Ratchet();
        Context.Transcript = Transcript.Next(Context.Transcript.Span, _roundPlan, publish);
        Context.Fit.Advance(sum);
        if (Context.Fit.Failure is { } failed)
        {
            // Every member arrives at the same failure from the same sums.
            return new EndedStage(Context, null, SessionOutcome.Failed(failed));
        }

        ulong next = _round.Round + 1;
        if (Context.Fit.IsFinished)
        {
            return new CompletingStage(Context, next);
        }

        return answer.Count > 1 ? Begin(this, Context, answer[1], next) : Refuse(Context.Violation($"the plan of round {next} is missing"));
    }

    private bool ListsAllInputs(Wire.Publish published)
    {
        IReadOnlyList<PartyId> parties = Context.Plan.Parties;
        return published.Inputs.Count == parties.Count
            && published.Inputs.Select(input => input.Party).SequenceEqual(parties.Select(party => party.Value))
            && published.Inputs[Context.Place].PayloadHash.Span.SequenceEqual(Outgoing!.PayloadHash);
    }

    private static ulong[] ReadWords(ByteString bytes)
    {
        ulong[] words = new ulong[bytes.Length / sizeof(ulong)];
        bytes.Span[..(words.Length * sizeof(ulong))].CopyTo(MemoryMarshal.AsBytes(words.AsSpan()));
        if (!BitConverter.IsLittleEndian)
        {
            System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(words, words);
        }

        return words;
    }

    private static SessionFailure Beyond(PartyContext context, string feature) => new(
        SessionFailureReason.ValueOutOfRange,
        $"Party {context.Id}: a value of feature '{feature}' lies beyond the plan's value bound of {context.Plan.ValueBound}"
        + $"{(context.Plan.Standardise ? " standard deviations" : "")}. Raise the bound, or transform the feature.",
        feature,
        context.Id);
}
