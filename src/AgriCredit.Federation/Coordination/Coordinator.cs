namespace AgriCredit.Federation;

/// <summary>The coordinator of one session: collects masked inputs, learns and publishes only their sums.</summary>
/// <remarks>Thread-safe. A transport calls <see cref="ExchangeAsync"/> for every envelope that arrives; the outcome is <see cref="Completion"/>.</remarks>
public sealed class Coordinator : ICoordinatorChannel, IDisposable
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);
    private readonly CoordinatorOptions _options;
    private readonly CoordinatorContext _context;
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource<SessionOutcome> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<PartyId, Pending> _pending = [];
    private readonly List<RoundRecord> _rounds = [];
    private readonly ITimer _timer;
    private CollectStage? _stage;
    private Envelope? _abort;
    private long _stageStarted;
    private long _roundBytes;

    /// <summary>Checks a request and starts waiting for the parties.</summary>
    /// <param name="options">What to run.</param>
    /// <exception cref="ArgumentException">The request has faults; the message lists all of them.</exception>
    public Coordinator(CoordinatorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        string[] faults = [.. RequestFaults.Find(options)];
        if (faults.Length > 0)
        {
            throw new ArgumentException($"The session cannot be planned. {string.Join(' ', faults)}", nameof(options));
        }

        _options = options;
        _context = new CoordinatorContext(options.Identity, options.Roster, options.Request);
        _timer = options.Clock.CreateTimer(_ => OnTimeout(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Enter(new CollectDeclarations(_context));
    }

    /// <summary>How the session ends; never faults.</summary>
    public Task<SessionOutcome> Completion => _completion.Task;

    /// <summary>The rounds finished so far.</summary>
    public IReadOnlyList<RoundRecord> Rounds
    {
        get
        {
            lock (_lock)
            {
                return [.. _rounds];
            }
        }
    }

    /// <summary>The pinned certificates, for a transport that binds connections to members.</summary>
    public Roster Roster => _options.Roster;

    /// <summary>The largest payload of an envelope that is read at all, in bytes.</summary>
    public int PayloadLimit => _options.PayloadLimit;

    /// <inheritdoc/>
    public async Task<ExchangeReply> ExchangeAsync(Envelope message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);

        // Signatures are checked outside the lock, so that parties do not wait for each other's.
        if (message.Check(_options.Roster, _options.PayloadLimit) is { } rejection)
        {
            return ExchangeReply.Rejected(rejection);
        }

        var sender = new PartyId(message.Sender);
        if (sender == _options.Roster.Coordinator)
        {
            return ExchangeReply.Rejected(RejectionReason.UnknownSender);
        }

        Task<ExchangeReply> reply;
        lock (_lock)
        {
            reply = Receive(sender, message);
        }

        return await reply.WaitAsync(cancellationToken);
    }

    /// <summary>Ends the session, if it still runs: every party is told.</summary>
    public void Cancel()
    {
        lock (_lock)
        {
            Abort(new SessionFailure(SessionFailureReason.Cancelled, "The coordinator's host cancelled the session."));
        }
    }

    /// <summary>Cancels the session if it still runs.</summary>
    public void Dispose()
    {
        Cancel();
        _timer.Dispose();
    }

    private Task<ExchangeReply> Receive(PartyId sender, Envelope message)
    {
        // A repeat is answered as the first was; other bytes for the same place are an equivocation.
        if (_pending.TryGetValue(sender, out Pending? earlier) && IsSamePlace(earlier.Message, message))
        {
            if (earlier.Message.PayloadHash.AsSpan().SequenceEqual(message.PayloadHash))
            {
                return earlier.Reply.Task;
            }

            Abort(new SessionFailure(SessionFailureReason.Equivocation, $"Party '{sender}' signed two different messages as its {message}.", "", sender));
        }

        if (_abort is not null)
        {
            return Task.FromResult(ExchangeReply.Of([_abort]));
        }

        if (_stage is null)
        {
            return Task.FromResult(ExchangeReply.Rejected(RejectionReason.Unexpected));
        }

        if (message.Kind == MessageKind.Refusal)
        {
            return Task.FromResult(Refused(sender, message));
        }

        if (_stage.CheckPlace(message) is { } rejection)
        {
            return Task.FromResult(ExchangeReply.Rejected(rejection));
        }

        if (!_stage.TryTake(sender, message))
        {
            return Task.FromResult(ExchangeReply.Rejected(RejectionReason.Malformed));
        }

        var pending = new Pending(message);
        _pending[sender] = pending;
        _roundBytes += message.Length;
        if (_stage.IsComplete)
        {
            Finish(_stage);
        }

        return pending.Reply.Task;
    }

    private ExchangeReply Refused(PartyId sender, Envelope message)
    {
        // A party that does not sign the plan has not entered its session.
        bool beforePlan = _stage is CollectDeclarations or CollectAdverts && message.Wire.Session.Span.SequenceEqual(Envelope.NoHash.Span);
        if (!beforePlan && !message.Wire.Session.Span.SequenceEqual(_options.Request.Session.Span))
        {
            return ExchangeReply.Rejected(RejectionReason.Replayed);
        }

        if (WireReader.Parse(Wire.Refusal.Parser, message.Payload) is not { } refusal)
        {
            return ExchangeReply.Rejected(RejectionReason.Malformed);
        }

        SessionFailureReason reason = Aborts.Reason(refusal.Reason);
        string subject = Aborts.Subject(refusal.Subject);
        string what = subject.Length == 0 ? "" : $" ('{subject}')";
        Abort(new SessionFailure(reason, $"Party '{sender}' left the session: {reason}{what}.", subject, sender));
        return ExchangeReply.Of([_abort!]);
    }

    private void Finish(CollectStage stage)
    {
        StageAnswer answer = stage.Answer();
        if (answer.Failure is { } failure)
        {
            // The parties may see the same failure for themselves in what they are sent; then no Abort is needed to tell them.
            Reply(answer);
            Abort(failure);
            return;
        }

        RecordRound(stage, answer);
        Reply(answer);
        if (answer.Next is { } next)
        {
            Enter(next);
        }
        else
        {
            _stage = null;
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _completion.TrySetResult(SessionOutcome.Finished(SessionResult.Create(_context.Plan!, _context.Fit!)));
        }
    }

    private void Reply(StageAnswer answer)
    {
        foreach ((PartyId party, Pending pending) in _pending)
        {
            IReadOnlyList<Envelope> envelopes = answer.Envelopes(party);
            if (envelopes.Count > 0)
            {
                pending.Reply.TrySetResult(ExchangeReply.Of(envelopes));
            }
        }
    }

    private void Enter(CollectStage stage)
    {
        _stage = stage;
        _stageStarted = _options.Clock.GetTimestamp();
        _timer.Change(_options.Request.CollectTimeout, Timeout.InfiniteTimeSpan);
    }

    private void RecordRound(CollectStage stage, StageAnswer answer)
    {
        if (stage is not CollectInputs inputs)
        {
            _roundBytes = 0;
            return;
        }

        foreach (PartyId party in _options.Roster.Parties)
        {
            _roundBytes += answer.Envelopes(party).Sum(envelope => (long)envelope.Length);
        }

        bool training = inputs.Summed == RoundKind.Training;
        var record = new RoundRecord(
            stage.Round,
            inputs.Summed,
            training ? _context.Fit!.Optimizer.Round : 0,
            _options.Roster.Parties.Count,
            training ? _context.Fit!.Optimizer.Objective : double.NaN,
            training ? _context.Fit!.Optimizer.LargestStep : double.NaN,
            _options.Clock.GetElapsedTime(_stageStarted),
            _roundBytes);
        _roundBytes = 0;
        _rounds.Add(record);
        _options.RoundFinished?.Invoke(record);
    }

    private void OnTimeout()
    {
        lock (_lock)
        {
            if (_stage is { IsComplete: false } stage)
            {
                // The timer may have been due for the stage before, or be a little early by the clock that measures: it waits for the rest.
                TimeSpan rest = _options.Request.CollectTimeout - _options.Clock.GetElapsedTime(_stageStarted);
                if (rest > TimeSpan.Zero)
                {
                    _timer.Change(rest > ShortestWait ? rest : ShortestWait, Timeout.InfiniteTimeSpan);
                    return;
                }

                string missing = string.Join(", ", stage.Missing.Select(party => $"'{party}'"));
                Abort(new SessionFailure(
                    SessionFailureReason.MissingParty,
                    $"Round {stage.Round}, stage {stage.Kind}: no message from {missing} within {_options.Request.CollectTimeout.TotalSeconds:0.#} s. "
                    + "Static mode needs every party in every round.",
                    "",
                    stage.Missing));
            }
        }
    }

    private void Abort(SessionFailure failure)
    {
        if (_stage is null)
        {
            return;
        }

        _stage = null;
        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _abort = _context.Sign(Aborts.Write(failure), MessageKind.Abort, round: 0);
        foreach (Pending pending in _pending.Values)
        {
            pending.Reply.TrySetResult(ExchangeReply.Of([_abort]));
        }

        _completion.TrySetResult(SessionOutcome.Failed(failure));
    }

    private static bool IsSamePlace(Envelope earlier, Envelope later) =>
        earlier.Kind == later.Kind && earlier.IsAt(later.Wire.Session.Span, later.Round, later.Attempt, later.Wire.Prev.Span);

    private sealed class Pending(Envelope message)
    {
        public Envelope Message { get; } = message;

        public TaskCompletionSource<ExchangeReply> Reply { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
