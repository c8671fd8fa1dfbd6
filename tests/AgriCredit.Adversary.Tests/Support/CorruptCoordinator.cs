using AgriCredit.Learning;
using Google.Protobuf;

namespace AgriCredit.Adversary.Tests;

/// <summary>
/// A coordinator with no conscience: it holds the real signing key, plays the set-up by the book, and then tells each real party whatever a test wants. Parties are the
/// product's own stages over stores of their own, so that one can be killed, or copied to be asked twice.
/// </summary>
internal sealed class CorruptCoordinator : IDisposable
{
    private readonly List<Puppet> _copies = [];
    private readonly Dictionary<PartyId, Envelope> _inputs = [];

    public CorruptCoordinator(
        int parties,
        int collusion = 1,
        AggregationMode mode = AggregationMode.Resilient,
        Func<SessionRequest, SessionRequest>? change = null,
        IReadOnlyList<IStateStore>? stores = null,
        EphemeralCredentials? credentials = null,
        IReadOnlyList<Dataset>? rows = null)
    {
        Rows = rows ?? SyntheticRows.Split(SyntheticRows.Make(60 * parties, 2, parties), parties, parties);
        Federation = new InMemoryFederation(
            Rows,
            request => (change ?? (same => same))(Terms.With(mode: mode, collusion: mode == AggregationMode.Resilient ? collusion : 0)(request)),
            stores: stores,
            credentials: credentials);
        Parties = [.. Federation.Parties.Select(options => new Puppet(options))];
        Session = Federation.Request.Session;
    }

    public InMemoryFederation Federation { get; }

    public IReadOnlyList<Dataset> Rows { get; }

    public IReadOnlyList<Puppet> Parties { get; }

    public ReadOnlyMemory<byte> Session { get; }

    /// <summary>T as the coordinator tells it.</summary>
    public ReadOnlyMemory<byte> Transcript { get; set; } = Envelope.NoHash;

    public FederatedFit Fit { get; private set; } = null!;

    public SessionPlan Plan { get; private set; } = null!;

    public Envelope RoundPlan { get; private set; } = null!;

    /// <summary>The signed plan of the session, for what it enters later.</summary>
    public Envelope PlanEnvelope { get; private set; } = null!;

    public ulong Round { get; private set; }

    public IReadOnlyList<PartyId> Ids => Federation.Credentials.Roster.Parties;

    public IReadOnlyDictionary<PartyId, Envelope> Inputs => _inputs;

    public Envelope Sign(IMessage message, MessageKind kind, ulong? round = null, ReadOnlyMemory<byte>? transcript = null, ReadOnlyMemory<byte>? session = null) =>
        Envelope.Sign(Federation.CoordinatorIdentity, message.ToByteArray(), kind, session ?? Session, round ?? Round, 0, transcript ?? Transcript);

    /// <summary>Plays declarations, plan, adverts, directory, group key and ready by the book; every party then waits for its first round.</summary>
    public CorruptCoordinator SetUp()
    {
        Propose();
        foreach (Puppet party in Parties)
        {
            party.Accept(PlanEnvelope);
        }

        var directory = new Wire.KeyDirectory();
        directory.Adverts.AddRange(Parties.Select(party => party.Outgoing.Wire));
        Envelope keys = Sign(directory, MessageKind.KeyDirectory, round: 0);
        Transcript = AgriCredit.Federation.Transcript.Start(PlanEnvelope, keys);
        foreach (Puppet party in Parties)
        {
            party.Accept(keys);
        }

        Wire.GroupKeyOffer offer = Parties.Select(party => Wire.GroupKeyOffer.Parser.ParseFrom(party.Outgoing.Payload.Span)).Single(made => made.Boxes.Count > 0);
        foreach (Puppet party in Parties)
        {
            ByteString box = offer.Boxes.SingleOrDefault(made => made.Receiver == party.Id.Value)?.Content ?? ByteString.Empty;
            party.Accept(Sign(new Wire.GroupKeyBox { Content = box }, MessageKind.GroupKeyBox, round: 0));
        }

        return this;
    }

    /// <summary>Makes the plan from what the parties declare.</summary>
    public Envelope Propose()
    {
        Wire.Declaration[] declared = [.. Parties.Select(party => Wire.Declaration.Parser.ParseFrom(party.Outgoing.Payload.Span))];
        int[] exponents = [.. Enumerable.Range(0, declared[0].Exponents.Count).Select(feature => declared.Max(one => one.Exponents[feature]))];
        Wire.SessionPlan wire = SessionPlan.Write(Federation.Request, Federation.Credentials.Roster, exponents, declared.Max(one => (int)one.RowsExponent));
        PlanEnvelope = Sign(wire, MessageKind.SessionPlan, round: 0);
        Plan = SessionPlan.Read(PlanEnvelope.Payload)!;
        Fit = new FederatedFit(Plan, trainer: null);
        Transcript = PlanEnvelope.PayloadHash;
        return PlanEnvelope;
    }

    /// <summary>Begins the next round with the honest plan for these participants.</summary>
    /// <param name="participants">P_r; null for all.</param>
    public void BeginRound(IReadOnlyList<PartyId>? participants = null)
    {
        Round++;
        _inputs.Clear();
        participants ??= Ids;
        RoundPlan = Envelope.Sign(Federation.CoordinatorIdentity, RoundPlans.Write(Fit, participants), MessageKind.RoundPlan, Session, Round, 0, Transcript);
        foreach (Puppet party in Parties.Where(party => participants.Contains(party.Id) && party.Stage is ReadyStage))
        {
            party.Accept(RoundPlan);
        }

        Collect(participants);
    }

    /// <summary>Takes the inputs of those who sent one.</summary>
    public void Collect(IReadOnlyList<PartyId> participants)
    {
        foreach (Puppet party in Parties.Where(party => participants.Contains(party.Id) && party.Stage is ContributingStage))
        {
            _inputs[party.Id] = party.Outgoing;
        }
    }

    /// <summary>The boxes of U for one receiver, as the protocol has them, or changed.</summary>
    public Envelope SurvivorsFor(PartyId receiver, IReadOnlyList<PartyId> survivors, IReadOnlyList<PartyId>? participants = null, Func<PartyId, ByteString, ByteString>? change = null)
    {
        participants ??= Ids;
        var set = new Wire.SurvivorSet();
        int place = PartyOrder.PlaceOf(participants, receiver);
        foreach (PartyId party in survivors)
        {
            set.Survivors.Add(party.Value);
            if (party != receiver)
            {
                ByteString box = Wire.MaskedInput.Parser.ParseFrom(_inputs[party].Payload.Span).Shares[ShareBoxes.IndexWithout(place, PartyOrder.PlaceOf(participants, party))];
                set.Boxes.Add(change?.Invoke(party, box) ?? box);
            }
        }

        return Sign(set, MessageKind.SurvivorSet);
    }

    public Envelope Request(IReadOnlyList<PartyId> survivors, IEnumerable<Envelope> acks)
    {
        var request = new Wire.UnmaskRequest();
        request.Survivors.AddRange(survivors.Select(party => party.Value));
        request.Acks.AddRange(acks.Select(ack => ack.Wire));
        return Sign(request, MessageKind.UnmaskRequest);
    }

    public Wire.Publish WritePublish(MaskedSum sum, IReadOnlyList<PartyId> listed) =>
        Wire.Publish.Parser.ParseFrom(RoundEnding.WritePublish(sum, listed, party => _inputs[party]).Span);

    /// <summary>A second self of a party that goes on from a copy of its state: what a colluding party, or a restored old store, can do.</summary>
    public Puppet Copy(Puppet party)
    {
        Puppet copy = party.Copy();
        _copies.Add(copy);
        return copy;
    }

    /// <summary>Publishes a sum to all in the round and begins the next, by the book.</summary>
    public void Publish(MaskedSum sum, IReadOnlyList<PartyId> survivors)
    {
        Envelope publish = Sign(WritePublish(sum, survivors), MessageKind.Publish);
        Transcript = AgriCredit.Federation.Transcript.Next(Transcript.Span, RoundPlan, publish);
        Fit.Advance(sum.Sum, survivors);
        Round++;
        RoundPlan = Envelope.Sign(Federation.CoordinatorIdentity, RoundPlans.Write(Fit, survivors), MessageKind.RoundPlan, Session, Round, 0, Transcript);
        _inputs.Clear();
        foreach (Puppet party in Parties.Where(party => survivors.Contains(party.Id)))
        {
            party.Accept(publish, RoundPlan);
        }

        Collect(survivors);
    }

    /// <summary>Plays a whole round by the book, everybody present, and begins the next.</summary>
    public void PlayRound()
    {
        var taken = new Spoils(this);
        foreach (Puppet party in Parties)
        {
            party.Accept(SurvivorsFor(party.Id, Ids));
            taken.Take(party.Id, party.Outgoing, Ids);
        }

        Publish(taken.TryUnmask(Ids)!, Ids);
    }

    public void Dispose()
    {
        _copies.ForEach(copy => copy.Dispose());
        foreach (Puppet party in Parties)
        {
            party.Dispose();
        }

        Federation.Dispose();
    }
}
