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
}

/// <summary>
/// A session on one thread and a clock that moves only when nothing else can: every run of the same choices is the same run. Parties vanish or are killed where
/// <see cref="Decide"/> says; the coordinator is killed when <see cref="KillCoordinator"/> says.
/// </summary>
internal sealed class DrivenFederation : IDisposable
{
    private static readonly TimeSpan Wait = TimeSpan.FromMinutes(2);
    private readonly InMemoryFederation _federation;
    private readonly FakeClock _clock;
    private readonly List<DrivenParty> _parties;
    private Coordinator _coordinator;

    public DrivenFederation(InMemoryFederation federation, FakeClock clock, IStateStore? coordinatorStore = null)
    {
        _federation = federation;
        _clock = clock;
        Options = federation.OptionsWith(coordinatorStore ?? new MemoryStateStore());
        _coordinator = new Coordinator(Options);
        _parties = [.. federation.Parties.Select(options => new DrivenParty(options))];
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
            foreach (DrivenParty party in _parties)
            {
                moved |= Step(party);
            }

            if (moved)
            {
                continue;
            }

            if (_coordinator.Completion.IsCompleted && _parties.All(party => party.IsGone || party.Outcome is not null))
            {
                return this;
            }

            _clock.Advance(Wait);
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

        party.Accept(ChangeReply(party.Id, reply.Result));
        return true;
    }

    private bool Send(DrivenParty party)
    {
        Envelope message = party.Outgoing;
        Fate fate = Decide(party.Id, message);
        if (KillCoordinator(message))
        {
            _coordinator = new Coordinator(Options);
            _parties.ForEach(other => other.Reply = null);
        }

        switch (fate)
        {
            case Fate.VanishBefore:
                party.IsGone = true;
                return true;
            case Fate.RestartBefore:
                party.Restart();
                return true;
            default:
                Envelope sent = ChangeSent(party.Id, message);
                Received.Add(sent);
                party.Reply = _coordinator.Submit(sent);
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

        public SessionOutcome? Outcome { get; private set; }

        public void Accept(ExchangeReply reply)
        {
            Reply = null;
            _stage = reply.Rejection is { } rejection ? _stage.Refuse(Party.Rejected(_context, _stage, rejection)) : _stage.Accept(reply.Envelopes);
            _context.Journal.Save(_stage);
            Conclude();
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
