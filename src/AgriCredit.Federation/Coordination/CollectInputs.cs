using System.Runtime.InteropServices;
using AgriCredit.Privacy;
using Google.Protobuf;

namespace AgriCredit.Federation;

/// <summary>Adds up the masked inputs of a round as they arrive, publishes the sum and plans the next round from it.</summary>
internal sealed class CollectInputs : CollectStage
{
    private readonly Envelope _roundPlan;
    private readonly MaskedSum _sum;

    private CollectInputs(CoordinatorContext context, ulong round, Envelope roundPlan)
        : base(context, MessageKind.MaskedInput, round, context.Request.Session)
    {
        _roundPlan = roundPlan;
        _sum = new MaskedSum(context.Fit!.Layout!.Length);
        Summed = context.Fit.Kind;
    }

    /// <summary>What this round sums.</summary>
    public RoundKind Summed { get; }

    /// <summary>Begins a round; its plan goes out with the answer to the stage before.</summary>
    public static CollectInputs Begin(CoordinatorContext context, ulong round, out Envelope roundPlan)
    {
        roundPlan = context.Sign(RoundPlans.Write(context.Plan!, context.Fit!), MessageKind.RoundPlan, round);
        return new CollectInputs(context, round, roundPlan);
    }

    public override StageAnswer Answer()
    {
        Envelope publish = Context.Sign(Write(), MessageKind.Publish, Round);
        Context.Transcript = Federation.Transcript.Next(Context.Transcript.Span, _roundPlan, publish);
        FederatedFit fit = Context.Fit!;

        // A sum out of range means that a party sent nonsense; the parties refuse it by the same check.
        if (FixedPointEncoding.FirstOutOfRange(_sum.Sum, fit.Layout!) >= 0)
        {
            return StageAnswer.FailedInSight(
                new SessionFailure(SessionFailureReason.BadTag, $"Round {Round}: the sum is out of the plan's range; a party did not follow the protocol."),
                publish);
        }

        fit.Advance(_sum.Sum);
        if (fit.Failure is { } failure)
        {
            return StageAnswer.FailedInSight(failure, publish);
        }

        if (fit.IsFinished)
        {
            return StageAnswer.Same(new CollectCompletions(Context, Round + 1), publish);
        }

        CollectInputs next = Begin(Context, Round + 1, out Envelope roundPlan);
        return StageAnswer.Same(next, publish, roundPlan);
    }

    private protected override bool TryRead(PartyId party, Envelope envelope) =>
        WireReader.TryReadMaskedInput(envelope.Payload, out ReadOnlyMemory<byte> words, out ulong tag) && _sum.TryAdd(words.Span, tag);

    private Wire.Publish Write()
    {
        byte[] words = MemoryMarshal.AsBytes(_sum.Sum).ToArray();
        if (!BitConverter.IsLittleEndian)
        {
            Span<ulong> elements = MemoryMarshal.Cast<byte, ulong>(words.AsSpan());
            System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(elements, elements);
        }

        var publish = new Wire.Publish { Sum = UnsafeByteOperations.UnsafeWrap(words), Tag = _sum.Tag };
        publish.Inputs.AddRange(Context.Roster.Parties.Select(party => new Wire.Publish.Types.Input
        {
            Party = party.Value,
            PayloadHash = UnsafeByteOperations.UnsafeWrap(Received[party].PayloadHash),
        }));
        return publish;
    }
}
