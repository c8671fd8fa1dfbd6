namespace AgriCredit.Adversary.Tests;

/// <summary>A real party, one message at a time. What it signs is kept, to see whether it ever signs two things for one place.</summary>
internal sealed class Puppet : IDisposable
{
    private readonly PartyOptions _options;
    private readonly List<Envelope> _sent;
    private PartyContext _context;

    public Puppet(PartyOptions options)
        : this(options, [])
    {
    }

    private Puppet(PartyOptions options, List<Envelope> sent)
    {
        _options = options;
        _sent = sent;
        Stage = new Party(options).Begin(out _context);
        Note();
    }

    public PartyId Id => _options.Identity.Id;

    public PartyStage Stage { get; private set; }

    public PartyContext Context => _context;

    /// <summary>What the party would send now.</summary>
    public Envelope Outgoing => Stage.Outgoing ?? throw new InvalidOperationException($"{Id} has nothing to send.");

    /// <summary>All that it was ready to send, in order.</summary>
    public IReadOnlyList<Envelope> Sent => _sent;

    public SessionFailure? Failure => (Stage as EndedStage)?.Outcome.Failure;

    public SessionFailureReason? Reason => Failure?.Reason;

    /// <summary>Answers the party; durable before anybody sees what it sends next.</summary>
    public Puppet Accept(params IReadOnlyList<Envelope> answer)
    {
        if (Stage is EndedStage)
        {
            return this;
        }

        Stage = Stage.Accept(answer);
        _context.Journal.Save(Stage);
        Note();
        return this;
    }

    /// <summary>Answers, and kills the party before the new state is written: it forgets the answer.</summary>
    public void AcceptAndDieBeforeWriting(params IReadOnlyList<Envelope> answer)
    {
        _ = Stage.Accept(answer);
        Restart();
    }

    /// <summary>Kills the party; it goes on from its store.</summary>
    public void Restart()
    {
        _context.Dispose();
        Stage = new Party(_options).Begin(out _context);
        Note();
    }

    /// <summary>The survivors of the round that the party is in, as its store has them.</summary>
    public IReadOnlyList<PartyId> StoredSurvivors() => WireReader.ReadParties(_context.Journal.Load()!.Round.Survivors)!;

    public Puppet Copy() => new(
        new PartyOptions
        {
            Identity = _options.Identity,
            Roster = _options.Roster,
            Rows = _options.Rows,
            AcceptedWaivers = _options.AcceptedWaivers,
            ImputedFeatures = _options.ImputedFeatures,
            Store = CopyOf(_options.Store),
        },
        []);

    public void Dispose() => _context.Dispose();

    private static MemoryStateStore CopyOf(IStateStore store)
    {
        var copy = new MemoryStateStore();
        copy.Write([.. store.ReadAll("").Select(entry => StateChange.Set(entry.Key, entry.Value))]);
        return copy;
    }

    private void Note()
    {
        if (Stage.Outgoing is { } message)
        {
            _sent.Add(message);
        }
    }
}
