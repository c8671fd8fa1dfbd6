namespace AgriCredit.Federation.Tests;

/// <summary>What becomes of a party at a message that it is about to send.</summary>
internal enum Fate
{
    Send,
    VanishBefore,
    VanishAfter,

    /// <summary>Is killed before the message goes out, and goes on from its store.</summary>
    RestartBefore,

    /// <summary>Is killed when the message is out, and goes on from its store.</summary>
    RestartAfter,

    /// <summary>Sends it, and the answer is lost: it sends it again.</summary>
    LoseReply,

    /// <summary>Sends it when time is up for whatever the others wait for.</summary>
    Late,

    /// <summary>Stands still at it: the run ends when nobody else can go on.</summary>
    Rest,
}

/// <summary>
/// A session on one thread and a clock that moves only when nothing else can: every run of the same choices is the same run. Parties vanish or are killed where
/// <see cref="Decide"/> says; the coordinator is killed when <see cref="KillCoordinator"/> says; whoever's store crashes is killed, and goes on from what it holds.
/// </summary>
internal sealed class DrivenFederation : IDisposable
{
    private static readonly TimeSpan Wait = TimeSpan.FromMinutes(2);
    private readonly FakeClock _clock;
    private readonly List<DrivenParty> _parties;
    private Coordinator _coordinator;

    public DrivenFederation(InMemoryFederation federation, FakeClock clock, IStateStore? coordinatorStore = null)
        : this(federation.OptionsWith(coordinatorStore ?? new MemoryStateStore()), federation.Parties, clock)
    {
    }

    public DrivenFederation(CoordinatorOptions coordinator, IEnumerable<PartyOptions> parties, FakeClock clock)
    {
        _clock = clock;
        Options = coordinator;
        _coordinator = StartCoordinator();
        _parties = [.. parties.Select(options => new DrivenParty(options))];
    }

    public CoordinatorOptions Options { get; }

    public Func<PartyId, Envelope, Fate> Decide { get; set; } = (_, _) => Fate.Send;

    /// <summary>Asked before every delivery.</summary>
    public Func<Envelope, bool> KillCoordinator { get; set; } = _ => false;

    /// <summary>Changes a message on its way, as a malicious sender would.</summary>
    public Func<PartyId, Envelope, Envelope> ChangeSent { get; set; } = (_, envelope) => envelope;

    public Func<PartyId, ExchangeReply, ExchangeReply> ChangeReply { get; set; } = (_, reply) => reply;

    /// <summary>All that the coordinator received.</summary>
    public List<Envelope> Received { get; } = [];

    /// <summary>All that reached a party of what the coordinator answered.</summary>
    public List<(PartyId Party, Envelope Envelope)> Answered { get; } = [];

    /// <summary>The order in which parties move, asked at every turn.</summary>
    public Func<int[]>? Order { get; set; }

    /// <summary>Called after every delivery, to send something more to the coordinator.</summary>
    public Action<Coordinator> Interfere { get; set; } = _ => { };

    /// <summary>How often a member was killed because its store crashed.</summary>
    public int Crashes { get; private set; }

    public Coordinator Coordinator => _coordinator;

    public SessionOutcome Outcome => _coordinator.Completion.IsCompletedSuccessfully
        ? _coordinator.Completion.Result
        : throw new InvalidOperationException("The session has not ended.");

    /// <summary>How each party ended; null for one that vanished.</summary>
    public IReadOnlyList<SessionOutcome?> PartyOutcomes => [.. _parties.Select(party => party.Outcome)];

    public DrivenFederation Run()
    {
        // Bounded: a session that does not end is a fault of its own.
        for (int step = 0; step < 100_000; step++)
        {
            bool moved = false;
            foreach (int place in Order?.Invoke() ?? [.. Enumerable.Range(0, _parties.Count)])
            {
                moved |= Step(_parties[place]);
            }

            if (moved)
            {
                continue;
            }

            bool settled = _coordinator.Completion.IsCompleted || _parties.Exists(party => party.IsResting);
            if (settled && _parties.TrueForAll(party => party.IsGone || party.IsResting || party.Outcome is not null))
            {
                return this;
            }

            _clock.Advance(Wait);
            _parties.ForEach(party => party.Awake());
            if (_coordinator.Completion.IsFaulted)
            {
                Crashes++;
                RestartCoordinator();
            }
        }

        throw new InvalidOperationException("The session does not end.");
    }

    public void Dispose()
    {
        foreach (DrivenParty party in _parties)
        {
            party.Dispose();
        }

        _coordinator.Dispose();
    }

    private bool Step(DrivenParty party)
    {
        if (party.IsGone || party.Outcome is not null)
        {
            return false;
        }

        if (party.Reply is not { } reply)
        {
            return Send(party);
        }

        if (!reply.IsCompleted)
        {
            return false;
        }

        ExchangeReply answer = ChangeReply(party.Id, reply.Result);
        Answered.AddRange(answer.Envelopes.Select(envelope => (party.Id, envelope)));
        try
        {
            party.Accept(answer);
        }
        catch (StoreCrashException)
        {
            Crashes++;
            party.Restart();
        }

        return true;
    }

    /// <summary>Kills the coordinator, if it still runs; all wait in vain for what it has not answered, and ask again.</summary>
    private void RestartCoordinator()
    {
        _clock.StopTimers();
        _coordinator = StartCoordinator();
        _parties.ForEach(party => party.Reply = null);
    }

    private Coordinator StartCoordinator()
    {
        while (true)
        {
            try
            {
                return new Coordinator(Options);
            }
            catch (StoreCrashException)
            {
                Crashes++;
            }
        }
    }

    private Task<ExchangeReply>? Deliver(Envelope message)
    {
        Received.Add(message);
        Task<ExchangeReply>? reply;
        try
        {
            reply = _coordinator.Submit(message);
            Interfere(_coordinator);
        }
        catch (StoreCrashException)
        {
            Crashes++;
            RestartCoordinator();
            reply = null;
        }

        return reply;
    }

    private bool Send(DrivenParty party)
    {
        Envelope message = party.Outgoing;
        if (party.IsLate || party.IsResting)
        {
            return false;
        }

        Fate fate = party.TakeExcuse() ? Fate.Send : Decide(party.Id, message);
        if (KillCoordinator(message))
        {
            RestartCoordinator();
        }

        switch (fate)
        {
            case Fate.VanishBefore:
                party.IsGone = true;
                return true;
            case Fate.RestartBefore:
                party.Restart();
                return true;
            case Fate.Late:
                party.IsLate = true;
                return false;
            case Fate.Rest:
                party.IsResting = true;
                return false;
            default:
                Task<ExchangeReply>? reply = Deliver(ChangeSent(party.Id, message));
                party.Reply = fate == Fate.LoseReply ? null : reply;
                party.IsGone = fate == Fate.VanishAfter;
                if (fate == Fate.RestartAfter)
                {
                    party.Restart();
                }

                return true;
        }
    }

    private sealed class DrivenParty : IDisposable
    {
        private readonly PartyOptions _options;
        private PartyContext _context;
        private PartyStage _stage;

        public DrivenParty(PartyOptions options)
        {
            _options = options;
            _stage = new Party(options).Begin(out _context);
        }

        public PartyId Id => _options.Identity.Id;

        public Envelope Outgoing => _stage.Outgoing!;

        public Task<ExchangeReply>? Reply { get; set; }

        public bool IsGone { get; set; }

        public bool IsResting { get; set; }

        public bool IsLate { get; set; }

        private bool IsExcused { get; set; }

        public SessionOutcome? Outcome { get; private set; }

        public void Accept(ExchangeReply reply)
        {
            Reply = null;
            _stage = reply.Rejection is { } rejection ? _stage.Refuse(Party.Rejected(_context, _stage, rejection)) : _stage.Accept(reply.Envelopes);
            _context.Journal.Save(_stage);
            Conclude();
        }

        /// <summary>Time has passed: what is late goes out now.</summary>
        public void Awake()
        {
            IsExcused |= IsLate;
            IsLate = false;
        }

        public bool TakeExcuse()
        {
            bool excused = IsExcused;
            IsExcused = false;
            return excused;
        }

        public void Restart()
        {
            Reply = null;
            _context.Dispose();
            _stage = new Party(_options).Begin(out _context);
            Conclude();
        }

        public void Dispose() => _context.Dispose();

        private void Conclude()
        {
            if (_stage is EndedStage ended)
            {
                Outcome = ended.Outcome;
                Reply = null;
            }
        }
    }
}
