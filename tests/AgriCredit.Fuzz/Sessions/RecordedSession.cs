using System.Security.Cryptography.X509Certificates;
using AgriCredit.Federation;
using AgriCredit.Learning;

namespace AgriCredit.Fuzz.Sessions;

/// <summary>A resilient session of four parties, one of which leaves in the third round, as a whole: every message, and the stores before each. Its keys are this process's own.</summary>
#pragma warning disable CA1001 // There is one, for as long as the process.
internal sealed class RecordedSession
#pragma warning restore CA1001
{
    /// <summary>The party whose messages and answers are changed.</summary>
    public const string Victim = "bank-1";

    private const string Leaver = "bank-3";
    private const ulong LeavesInRound = 3;
    private const int MaxTurns = 10_000;
    private static readonly Lazy<RecordedSession> Recorded = new(() => new RecordedSession());
    private readonly EphemeralCredentials _credentials = new(
        new PartyId("coordinator"), [.. Enumerable.Range(0, 4).Select(party => new PartyId($"bank-{party}"))], TimeProvider.System);

    private readonly Dictionary<(MessageKind Kind, ulong Round), CoordinatorStep> _coordinatorSteps = [];
    private readonly List<PartyStep> _partySteps = [];
    private readonly List<Envelope> _envelopes = [];
    private readonly SessionRequest _request;

    private RecordedSession()
    {
        _request = new SessionRequest
        {
            Session = new byte[32],
            Features = [new PlannedFeature("area", Imputed: false), new PlannedFeature("income", Imputed: true)],
            Training = new TrainingOptions { Optimizer = OptimizerKind.FedSgd, LearningRate = 0.1, MaxRounds = 2, Tolerance = 0 },
            Mode = AggregationMode.Resilient,
            Waivers = Waivers.All,
        };
        Record();
    }

    /// <summary>Recorded at first use.</summary>
    public static RecordedSession Instance => Recorded.Value;

    public Roster Roster => _credentials.Roster;

    /// <summary>What the coordinator signs with.</summary>
    public SigningIdentity Coordinator => _credentials.Identity(Roster.Coordinator);

    /// <summary>What the victim signs with.</summary>
    public SigningIdentity VictimIdentity => _credentials.Identity(new PartyId(Victim));

    /// <summary>Who vouches for the members.</summary>
    public X509Certificate2 Authority => _credentials.Authority;

    /// <summary>Each kind of message, once or more.</summary>
    public IEnumerable<Envelope> Envelopes => _envelopes.GroupBy(envelope => envelope.Kind).SelectMany(kind => kind.Take(3));

    /// <summary>The victim before each answer.</summary>
    public IReadOnlyList<PartyStep> PartySteps => _partySteps;

    /// <summary>The coordinator before each stage.</summary>
    public IReadOnlyList<CoordinatorStep> CoordinatorSteps => [.. _coordinatorSteps.Values];

    public X509Certificate2 Certificate(PartyId member) => _credentials.Identity(member).Certificate;

    public PartyOptions PartyOptions(PartyId party, IStateStore store) => new()
    {
        Identity = _credentials.Identity(party),
        Roster = Roster,
        Rows = Rows(party),
        ImputedFeatures = ["income"],
        AcceptedWaivers = Waivers.All,
        Store = store,
    };

    public CoordinatorOptions CoordinatorOptions(IStateStore store, TimeProvider clock) => new()
    {
        Identity = Coordinator,
        Roster = Roster,
        Request = _request,
        Clock = clock,
        Store = store,
    };

    private static Dataset Rows(PartyId party)
    {
        double shift = party.Value[^1] - '0';
        return new Dataset(["area", "income"], [[1 + shift, 2, 3.5, 4, 9], [5, 6, double.NaN, 3 - shift, 2]], [0, 1, 0, 1, 1]);
    }

    private void Record()
    {
        var clock = new Federation.Tests.FakeClock();
        var store = new MemoryStateStore();
        using var coordinator = new Coordinator(CoordinatorOptions(store, clock));
        List<Member> members = [.. Roster.Parties.Select(party => new Member(PartyOptions(party, new MemoryStateStore())))];
        for (int turn = 0; turn < MaxTurns && members.Count > 0; turn++)
        {
            bool moved = false;
            foreach (Member member in members.ToArray())
            {
                if (member.Reply is { IsCompleted: true } reply)
                {
                    Accept(member, reply.Result);
                    moved = true;
                }
                else if (member.Reply is null)
                {
                    moved = true;
                    Send(member, coordinator, store, members);
                }

                if (member.Stage is EndedStage)
                {
                    members.Remove(member);
                }
            }

            if (!moved)
            {
                clock.Advance(TimeSpan.FromMinutes(2));
            }
        }
    }

    private void Send(Member member, Coordinator coordinator, MemoryStateStore store, List<Member> members)
    {
        Envelope message = member.Stage.Outgoing!;
        if (member.Id.Value == Leaver && message.Kind == MessageKind.MaskedInput && message.Round == LeavesInRound)
        {
            members.Remove(member);
            return;
        }

        if (!_coordinatorSteps.TryGetValue((message.Kind, message.Round), out CoordinatorStep? step))
        {
            _coordinatorSteps.Add((message.Kind, message.Round), step = new CoordinatorStep(store.ReadAll("")));
        }

        step.Messages.Add(message);
        _envelopes.Add(message);
        member.Reply = coordinator.Submit(message);
    }

    private void Accept(Member member, ExchangeReply reply)
    {
        member.Reply = null;
        _envelopes.AddRange(reply.Envelopes);
        if (member.Id.Value == Victim)
        {
            _partySteps.Add(new PartyStep(member.Store.ReadAll(""), reply.Envelopes));
        }

        member.Stage = member.Stage.Accept(reply.Envelopes);
        member.Context.Journal.Save(member.Stage);
    }

    private sealed class Member
    {
        public Member(PartyOptions options)
        {
            Id = options.Identity.Id;
            Store = options.Store;
            Stage = new Party(options).Begin(out PartyContext context);
            Context = context;
        }

        public PartyId Id { get; }

        public IStateStore Store { get; }

        public PartyContext Context { get; }

        public PartyStage Stage { get; set; }

        public Task<ExchangeReply>? Reply { get; set; }
    }
}

/// <summary>The victim's store before an answer, and the answer.</summary>
internal sealed record PartyStep(IReadOnlyList<KeyValuePair<string, byte[]>> Store, IReadOnlyList<Envelope> Answer);

/// <summary>The coordinator's store before a stage, and the messages that it then gets.</summary>
internal sealed record CoordinatorStep(IReadOnlyList<KeyValuePair<string, byte[]>> Store)
{
    public List<Envelope> Messages { get; } = [];
}
