using AgriCredit.Privacy;
using Google.Protobuf;

namespace AgriCredit.Federation;

/// <summary>A round of the resilient mode between its inputs and its sum: who is summed, and what the stages that agree and unmask share.</summary>
/// <remarks>Source: PROTOCOL 2.4, mode R, steps 2 to 4.</remarks>
internal sealed class ResilientRound
{
    private readonly IReadOnlyDictionary<PartyId, Envelope> _inputs;
    private readonly IReadOnlyDictionary<PartyId, IReadOnlyList<ByteString>> _shares;
    private readonly Dictionary<PartyId, int> _places;

    private ResilientRound(
        CoordinatorContext context,
        Envelope roundPlan,
        MaskedSum sum,
        IReadOnlyList<PartyId> survivors,
        IReadOnlyDictionary<PartyId, Envelope> inputs,
        IReadOnlyDictionary<PartyId, IReadOnlyList<ByteString>> shares)
    {
        Context = context;
        RoundPlan = roundPlan;
        Sum = sum;
        Participants = context.Participants;
        _places = PartyOrder.Places(Participants);
        Survivors = survivors;
        _inputs = inputs;
        _shares = shares;
    }

    public Envelope RoundPlan { get; }

    public ulong Number => RoundPlan.Round;

    public MaskedSum Sum { get; }

    /// <summary>P_r.</summary>
    public IReadOnlyList<PartyId> Participants { get; }

    /// <summary>U.</summary>
    public IReadOnlyList<PartyId> Survivors { get; private set; }

    /// <summary>P_r less U: whose masks with each survivor have to be taken out.</summary>
    public IReadOnlyList<PartyId> Dropped => [.. Participants.Except(Survivors)];

    public bool IsWhole => Survivors.Count == Participants.Count;

    private CoordinatorContext Context { get; }

    /// <summary>Proposes the survivors; nobody of P_r who is not among them goes on.</summary>
    public static StageAnswer Begin(
        CoordinatorContext context,
        Envelope roundPlan,
        MaskedSum sum,
        IReadOnlyList<PartyId> survivors,
        IReadOnlyDictionary<PartyId, Envelope> inputs,
        IReadOnlyDictionary<PartyId, IReadOnlyList<ByteString>> shares)
    {
        var round = new ResilientRound(context, roundPlan, sum, survivors, inputs, shares);
        context.Participants = survivors;
        return StageAnswer.Each(
            round.IsWhole ? new CollectUnmask(context, round, request: null) : new CollectAcks(context, round),
            party => survivors.Contains(party) ? round.WriteSurvivors(party) : null);
    }

    /// <summary>Proposes the survivors less those whose boxes did not open, when all of them have signed nothing yet; else gives the round up.</summary>
    /// <param name="accused">Whose boxes did not open.</param>
    /// <param name="unsigned">The parties that reported it.</param>
    /// <param name="silent">Survivors that were not heard of.</param>
    public StageAnswer ProposeWithout(IReadOnlySet<PartyId> accused, IReadOnlyCollection<PartyId> unsigned, IReadOnlyList<PartyId> silent)
    {
        PartyId[] others = [.. Survivors.Where(party => !accused.Contains(party))];

        // Every survivor must open its masks with whoever is left out: one that signed already, or unmasked, cannot do so again for others.
        if (accused.Count == 0 || others.Length < Context.Quorum || !others.All(unsigned.Contains))
        {
            return GiveUp(SessionFailureReason.Void, [.. Survivors.Where(party => accused.Contains(party) || silent.Contains(party))]);
        }

        foreach (PartyId party in accused)
        {
            WireReader.TryReadMaskedInput(_inputs[party].Payload, out ReadOnlyMemory<byte> words, out ulong tag, out _);
            Sum.TryRemove(words.Span, tag);
        }

        Survivors = others;
        Context.Participants = others;
        return StageAnswer.Each(new CollectAcks(Context, this), party => others.Contains(party) ? WriteSurvivors(party) : null);
    }

    /// <summary>Ends the round without a sum.</summary>
    /// <param name="reason">Void or ShareInconsistent.</param>
    /// <param name="missing">Who leaves for it.</param>
    public StageAnswer GiveUp(SessionFailureReason reason, IReadOnlyList<PartyId> missing)
    {
        var given = new Wire.Void { Reason = (uint)reason };
        given.Missing.AddRange(missing.Select(party => party.Value));
        return RoundEnding.Void(Context, Number, given.ToByteArray(), [.. Survivors.Except(missing)]);
    }

    /// <summary>Publishes the unmasked sum.</summary>
    /// <param name="remaining">Survivors less those lost since.</param>
    public StageAnswer Publish(IReadOnlyList<PartyId> remaining) =>
        RoundEnding.Publish(Context, RoundPlan, RoundEnding.WritePublish(Sum, Survivors, party => _inputs[party]), remaining);

    /// <summary>A party's place in the round plan's list, from 0.</summary>
    public int PlaceOf(PartyId party) => _places[party];

    private Envelope WriteSurvivors(PartyId receiver)
    {
        int place = PlaceOf(receiver);
        var set = new Wire.SurvivorSet();
        foreach (PartyId party in Survivors)
        {
            set.Survivors.Add(party.Value);
            if (party != receiver)
            {
                set.Boxes.Add(_shares[party][ShareBoxes.IndexWithout(place, PlaceOf(party))]);
            }
        }

        return Context.Sign(set, MessageKind.SurvivorSet, Number);
    }
}
