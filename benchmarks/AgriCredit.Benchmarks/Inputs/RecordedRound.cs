using AgriCredit.Federation;
using AgriCredit.Federation.Tests;
using AgriCredit.Learning;

namespace AgriCredit.Benchmarks.Inputs;

/// <summary>
/// One round of training of a resilient session, recorded once with all members, and played again to the coordinator alone or to one party alone: signatures, survivors,
/// shares, unmasking, state written before it is sent, and the plan or the input of the next round.
/// </summary>
/// <remarks>Whoever drops out does so before its input; stores are in memory. What a member does here it does with the very messages of the recording, so nothing is left out.</remarks>
internal sealed class RecordedRound : IDisposable
{
    private const int Colluding = 1;
    private const int RowsPerParty = 50;
    private const ulong Round = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly EphemeralCredentials _credentials;
    private readonly SessionRequest _request;
    private readonly IReadOnlyList<Dataset> _rows;
    private readonly List<Envelope?> _messages = [];
    private readonly List<IReadOnlyList<Envelope>> _setUpAnswers = [];
    private readonly List<IReadOnlyList<Envelope>> _roundAnswers = [];
    private IReadOnlyList<KeyValuePair<string, byte[]>> _coordinator = [];
    private IReadOnlyList<KeyValuePair<string, byte[]>> _partyAtSetUp = [];
    private IReadOnlyList<KeyValuePair<string, byte[]>> _partyAtRound = [];

    /// <summary>Records a session up to the end of its first round of training.</summary>
    /// <param name="parties">n.</param>
    /// <param name="elements">About as many as are summed; <see cref="Elements"/> says how many are.</param>
    /// <param name="dropOutPercent">How many of a hundred parties drop out.</param>
    public RecordedRound(int parties, int elements, int dropOutPercent)
    {
        // A gradient has few elements, a Hessian many of few features.
        bool gradient = elements < 100;
        int features = gradient ? elements - 3 : (int)Math.Sqrt(2.0 * elements) - 2;
        Elements = gradient ? elements : 2 + (features + 1) + ((features + 1) * (features + 2) / 2);
        _rows = SyntheticLoans.Create(RowsPerParty * parties, features, parties);
        _credentials = new EphemeralCredentials(new PartyId("coordinator"), [.. Enumerable.Range(0, parties).Select(party => new PartyId($"bank-{party}"))], TimeProvider.System);
        _request = new SessionRequest
        {
            Session = new byte[32],
            Features = [.. _rows[0].FeatureNames.Select(name => new PlannedFeature(name))],
            Training = gradient
                ? new TrainingOptions { Optimizer = OptimizerKind.FedSgd, LearningRate = 0.1, MaxRounds = 5, Tolerance = 0 }
                : new TrainingOptions { L2 = 0.1 },
            Mode = AggregationMode.Resilient,
            Collusion = Colluding,
            Waivers = Waivers.All,
        };
        int dropOuts = parties * dropOutPercent / 100;
        HashSet<int> absent = [.. Enumerable.Range(1, dropOuts).Select(index => (index * parties / dropOuts) - 1)];
        Record(absent);
    }

    /// <summary>Elements of the round's vector.</summary>
    public int Elements { get; }

    /// <summary>The coordinator as it is when the round has begun.</summary>
    public RestoredCoordinator RestoreCoordinator()
    {
        var clock = new FakeClock();
        return new RestoredCoordinator(new Coordinator(Options(Store(_coordinator), clock)), clock);
    }

    /// <summary>Gives a restored coordinator all messages of the round; it publishes, and plans the next.</summary>
    /// <returns>How many rounds it has ended.</returns>
    public int Play(RestoredCoordinator restored)
    {
        foreach (Envelope? message in _messages)
        {
            if (message is null)
            {
                restored.Clock.Advance(Patience);
            }
            else
            {
                // Bytes from elsewhere: no hash of them is known yet.
                _ = restored.Coordinator.Submit(Envelope.FromWire(message.Wire));
            }
        }

        return restored.Coordinator.Rounds.Count;
    }

    /// <summary>The first party as it is when it has made its input of the round.</summary>
    public RestoredParty RestoreParty() => RestoreParty(_partyAtRound, _roundAnswers);

    /// <summary>The first party as it is when it has advertised its keys.</summary>
    public RestoredParty RestorePartyAtSetUp() => RestoreParty(_partyAtSetUp, _setUpAnswers);

    /// <summary>Releases the identities.</summary>
    public void Dispose() => _credentials.Dispose();

    private static MemoryStateStore Store(IEnumerable<KeyValuePair<string, byte[]>> contents)
    {
        var store = new MemoryStateStore();
        store.Write([.. contents.Select(entry => StateChange.Set(entry.Key, entry.Value))]);
        return store;
    }

    private RestoredParty RestoreParty(IEnumerable<KeyValuePair<string, byte[]>> contents, IReadOnlyList<IReadOnlyList<Envelope>> answers)
    {
        PartyStage stage = new Party(PartyOptions(0, Store(contents))).Begin(out PartyContext context);

        // The rows are laid out for the kernel once a session, not once a round.
        if (context.Fit.Scale is { } scale)
        {
            _ = context.Rows.Design(scale);
        }

        return new RestoredParty(context, stage, [.. answers.Select(answer => (Envelope[])[.. answer.Select(envelope => Envelope.FromWire(envelope.Wire))])]);
    }

    private CoordinatorOptions Options(IStateStore store, TimeProvider clock) => new()
    {
        Identity = _credentials.Identity(_credentials.Roster.Coordinator),
        Roster = _credentials.Roster,
        Request = _request,
        Clock = clock,
        Store = store,
    };

    private PartyOptions PartyOptions(int place, IStateStore store) => new()
    {
        Identity = _credentials.Identity(_credentials.Roster.Parties[place]),
        Roster = _credentials.Roster,
        Rows = _rows[place],
        AcceptedWaivers = Waivers.All,
        Store = store,
    };

    private void Record(HashSet<int> absent)
    {
        var clock = new FakeClock();
        using var coordinatorStore = new MemoryStateStore();
        using var coordinator = new Coordinator(Options(coordinatorStore, clock));
        List<RecordedMember> members = [.. Enumerable.Range(0, _rows.Count).Select(place => new RecordedMember(PartyOptions(place, new MemoryStateStore()), isFirst: place == 0))];
        Exchange(members, coordinator, clock, until: Round);
        _coordinator = coordinatorStore.ReadAll("");
        _partyAtRound = members[0].Store.ReadAll("");
        members = [.. members.Where((_, place) => !absent.Contains(place))];
        Exchange(members, coordinator, clock, until: Round + 1);
        members.ForEach(member => member.Context.Dispose());
    }

    /// <summary>Lets all members go on until each stands at the input of a round.</summary>
    private void Exchange(List<RecordedMember> members, Coordinator coordinator, FakeClock clock, ulong until)
    {
        while (members.Exists(member => member.Stage.Outgoing!.Round < until))
        {
            bool moved = false;
            foreach (RecordedMember member in members.Where(member => member.Stage.Outgoing!.Round < until))
            {
                if (member.Reply is null)
                {
                    Send(member, coordinator);
                    moved = true;
                }
                else if (member.Reply.IsCompleted)
                {
                    Accept(member);
                    moved = true;
                }
            }

            if (!moved)
            {
                clock.Advance(Patience);
                _messages.Add(null);
            }
        }
    }

    private void Send(RecordedMember member, Coordinator coordinator)
    {
        if (member.IsFirst && member.Stage is AdvertisingStage)
        {
            _partyAtSetUp = member.Store.ReadAll("");
        }

        if (member.Stage.Outgoing!.Round == Round)
        {
            _messages.Add(member.Stage.Outgoing);
        }

        member.Reply = coordinator.Submit(member.Stage.Outgoing);
    }

    private void Accept(RecordedMember member)
    {
        IReadOnlyList<Envelope> answer = member.Reply!.Result.Envelopes;
        ulong round = member.Stage.Outgoing!.Round;
        if (member.IsFirst && (round == Round || (round == 0 && member.Stage is not DeclaringStage)))
        {
            (round == Round ? _roundAnswers : _setUpAnswers).Add(answer);
        }

        member.Reply = null;
        member.Stage = member.Stage.Accept(answer);
        member.Context.Journal.Save(member.Stage);
        if (member.Stage is EndedStage { Outcome.Failure: { } failure })
        {
            throw new InvalidOperationException($"The session that was to be recorded failed: {failure.Reason}. {failure.Message}");
        }
    }

    private sealed class RecordedMember
    {
        public RecordedMember(PartyOptions options, bool isFirst)
        {
            IsFirst = isFirst;
            Store = options.Store;
            Stage = new Party(options).Begin(out PartyContext context);
            Context = context;
        }

        public bool IsFirst { get; }

        public IStateStore Store { get; }

        public PartyContext Context { get; }

        public PartyStage Stage { get; set; }

        public Task<ExchangeReply>? Reply { get; set; }
    }
}

/// <summary>A coordinator that waits for the inputs of a round, and the clock that its patience goes by.</summary>
internal sealed record RestoredCoordinator(Coordinator Coordinator, FakeClock Clock) : IDisposable
{
    public void Dispose() => Coordinator.Dispose();
}

/// <summary>A party that has sent a message, and the answers that it then gets.</summary>
internal sealed class RestoredParty(PartyContext context, PartyStage stage, IReadOnlyList<IReadOnlyList<Envelope>> answers) : IDisposable
{
    private PartyStage _stage = stage;

    /// <summary>Takes all answers, writing its state before each next message.</summary>
    /// <returns>The round that it then stands at.</returns>
    public ulong Play()
    {
        foreach (IReadOnlyList<Envelope> answer in answers)
        {
            _stage = _stage.Accept(answer);
            context.Journal.Save(_stage);
        }

        return _stage is EndedStage { Outcome.Failure: { } failure } ? throw new InvalidOperationException(failure.Message) : _stage.Outgoing!.Round;
    }

    public void Dispose() => context.Dispose();
}
