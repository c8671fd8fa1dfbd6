namespace AgriCredit.Federation;

/// <summary>The coordinator of one session: collects masked inputs, learns and publishes only their sums.</summary>
/// <remarks>Thread-safe. A transport calls <see cref="ExchangeAsync"/> for every envelope that arrives; the outcome is <see cref="Completion"/>.</remarks>
public sealed partial class Coordinator : ICoordinatorChannel, IDisposable
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);
    private readonly CoordinatorOptions _options;
    private readonly CoordinatorContext _context;
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource<SessionOutcome> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _delivered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HashSet<PartyId> _confirmed = [];
    private readonly Dictionary<PartyId, Pending> _pending = [];
    private readonly Dictionary<PartyId, Envelope> _dropped = [];
    private readonly List<RoundRecord> _rounds = [];
    private readonly CoordinatorJournal _journal;
    private readonly CoordinatorObserver _observer;
    private readonly ITimer _timer;
    private CollectStage? _stage;
    private Envelope? _abort;
    private bool _hasStopped;
    private long _stageStarted;
    private long _roundStarted;
    private long _roundBytes;

    /// <summary>Checks a request and starts waiting for the parties, or goes on with the session that the store holds.</summary>
    /// <param name="options">What to run.</param>
    /// <exception cref="ArgumentException">The request has faults (the message lists all of them), or the store holds a session of other terms.</exception>
    /// <exception cref="StateStoreException">The store failed.</exception>
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
        _journal = new CoordinatorJournal(options.Store);
        ReadOnlyMemory<byte> terms = Google.Protobuf.MessageExtensions.ToByteArray(SessionPlan.Write(options.Request, options.Roster, new int[options.Request.Features.Count], 0));
        bool resumes = _journal.TryOpen(options.Request.Session, terms)
            ?? throw new ArgumentException("The store holds a session that is not finished, with another id, other terms or another roster; finish it, or forget it.", nameof(options));
        _observer = new CoordinatorObserver(options.Request.Session);
        _timer = options.Clock.CreateTimer(_ => OnTimeout(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Enter(new CollectDeclarations(_context));
        if (resumes)
        {
            FederationTelemetry.Restarts.Add(1, FederationTelemetry.Tag("role", "coordinator"));
            try
            {
                Replay();
            }
            catch (Exception exception) when (exception is not StateStoreException)
            {
                // Only events that were kept whole lead back to where they led before; whatever other ones run into, they are not this session's.
                _timer.Dispose();
                throw new StateStoreException("The stored session cannot be gone on with: the store is damaged, or another version wrote it. Forget it and count the session as lost.", exception);
            }
        }
    }

    /// <summary>How the session ends. Faults only when the session cannot be kept any more: the store failed, or the coordinator itself is at fault.</summary>
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

    /// <summary>The parties that are still in the session, in the plan's order.</summary>
    public IReadOnlyList<PartyId> Participants
    {
        get
        {
            lock (_lock)
            {
                return _context.Participants;
            }
        }
    }

    /// <summary>The pinned certificates, for a transport that binds connections to members.</summary>
    public Roster Roster => _options.Roster;

    /// <summary>The largest payload of an envelope that is read at all, in bytes.</summary>
    public int PayloadLimit => _options.PayloadLimit;

    /// <summary>The id of the session that a store holds, to be named in the request that goes on with it; null when there is none.</summary>
    /// <param name="store">A coordinator's store.</param>
    public static ReadOnlyMemory<byte>? SessionInProgress(IStateStore store)
    {
        ArgumentNullException.ThrowIfNull(store);

        // A bare null would convert to an empty id.
        return CoordinatorJournal.ReadSession(store) is { } session ? session : default(ReadOnlyMemory<byte>?);
    }

    /// <summary>Erases the session from a store, once its outcome is kept elsewhere: parties that still ask are turned away then.</summary>
    /// <param name="store">A coordinator's store.</param>
    public static void Forget(IStateStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        CoordinatorJournal.Forget(store);
    }

    /// <inheritdoc/>
    public async Task<ExchangeReply> ExchangeAsync(Envelope message, CancellationToken cancellationToken) => await Submit(message).WaitAsync(cancellationToken);

    /// <summary>Takes an envelope at once; the reply is complete as soon as it is known.</summary>
    internal Task<ExchangeReply> Submit(Envelope message)
    {
        ArgumentNullException.ThrowIfNull(message);

        // Signatures are checked outside the lock, so that parties do not wait for each other's.
        FederationTelemetry.Count(message, "received");
        if (message.Check(_options.Roster, _options.PayloadLimit) is { } rejection)
        {
            return Task.FromResult(Reject(rejection));
        }

        var sender = new PartyId(message.Sender);
        if (sender == _options.Roster.Coordinator)
        {
            return Task.FromResult(Reject(RejectionReason.UnknownSender));
        }

        lock (_lock)
        {
            return Guard(() => Receive(sender, message));
        }
    }

    /// <inheritdoc/>
    public Task ConfirmAsync(PartyId party, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_completion.Task.IsCompleted)
            {
                _confirmed.Add(party);
                if (_context.Participants.All(_confirmed.Contains))
                {
                    _delivered.TrySetResult();
                }
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>Waits until every party that is still in the session has confirmed that it holds how that ended, for a coordinator that is about to go away.</summary>
    /// <param name="patience">How long at most.</param>
    /// <param name="cancellationToken">Ends the waiting; nothing is thrown.</param>
    /// <returns>Whether all have.</returns>
    public async Task<bool> WaitForDeliveryAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            await _delivered.Task.WaitAsync(patience, _options.Clock, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Ends the session, if it still runs: every party is told.</summary>
    public void Cancel()
    {
        lock (_lock)
        {
            Guard(() =>
            {
                if (_stage is not null)
                {
                    Note(_stage.Round, new Wire.CoordinatorEvent { Cancelled = true });
                    CancelSession();
                }

                return true;
            });
        }
    }

    /// <summary>
    /// Stops without ending the session: nobody is told anything, and another coordinator over the same store goes on. Parties that wait here see that it stopped.
    /// To end a session for all, <see cref="Cancel"/> it first.
    /// </summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_stage is not null)
            {
                _stage = null;
                _hasStopped = true;
                foreach ((PartyId party, Pending pending) in _pending)
                {
                    pending.Reply.TrySetException(new FederationException(party, $"Party '{party}': the coordinator has stopped."));
                    _ = pending.Reply.Task.Exception;
                }

                End(SessionOutcome.Failed(new SessionFailure(SessionFailureReason.Cancelled, "The coordinator has stopped before the session ended.")));
            }
        }

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

            if (_stage is not null)
            {
                Note(_stage.Round, new Wire.CoordinatorEvent { Received = message.Wire });
                Abort(new SessionFailure(SessionFailureReason.Equivocation, $"Party '{sender}' signed two different messages as its {message}.", "", sender));
            }
        }

        if (_hasStopped || _completion.Task.IsFaulted)
        {
            // No answer is better than a rejection, for which a party would leave: it asks again, perhaps another run of this coordinator.
            throw new InvalidOperationException("The coordinator has stopped before the session ended.");
        }

        if (_abort is not null)
        {
            return Task.FromResult(ExchangeReply.Of([_abort]));
        }

        if (_dropped.TryGetValue(sender, out Envelope? dropped))
        {
            return Task.FromResult(ExchangeReply.Of([dropped]));
        }

        if (_stage is null)
        {
            return Task.FromResult(Reject(RejectionReason.Unexpected));
        }

        if (message.Kind == MessageKind.Refusal)
        {
            return Task.FromResult(Refused(sender, message));
        }

        if (_stage.AnswerLate(sender, message) is { } late)
        {
            var answered = new Pending(message);
            answered.Reply.SetResult(ExchangeReply.Of(late));
            _pending[sender] = answered;
            return answered.Reply.Task;
        }

        if (_stage.CheckPlace(sender, message) is { } rejection)
        {
            bool lostState = message.Kind == MessageKind.Declaration && _stage is not CollectDeclarations;
            return Task.FromResult(Reject(lostState ? RejectionReason.StateLost : rejection));
        }

        if (!_stage.TryTake(sender, message))
        {
            return Task.FromResult(Reject(RejectionReason.Malformed));
        }

        Note(_stage.Round, new Wire.CoordinatorEvent { Received = message.Wire });
        var pending = new Pending(message);
        _pending[sender] = pending;
        _roundBytes += message.Length;
        if (_stage.IsComplete)
        {
            Finish(_stage, _stage.Answer());
        }

        return pending.Reply.Task;
    }

    private static ExchangeReply Reject(RejectionReason reason)
    {
        FederationTelemetry.Rejections.Add(1, FederationTelemetry.Tag("reason", reason));
        return ExchangeReply.Rejected(reason);
    }

    private ExchangeReply Refused(PartyId sender, Envelope message)
    {
        // A party that does not sign the plan has not entered its session.
        bool beforePlan = _stage is CollectDeclarations or CollectAdverts && message.Wire.Session.Span.SequenceEqual(Envelope.NoHash.Span);
        if (!beforePlan && !message.Wire.Session.Span.SequenceEqual(_options.Request.Session.Span))
        {
            return Reject(RejectionReason.Replayed);
        }

        if (WireReader.Parse(Wire.Refusal.Parser, message.Payload) is not { } refusal)
        {
            return Reject(RejectionReason.Malformed);
        }

        Note(_stage!.Round, new Wire.CoordinatorEvent { Received = message.Wire });
        SessionFailureReason reason = Aborts.Reason(refusal.Reason);
        string subject = Aborts.Subject(refusal.Subject);
        string what = subject.Length == 0 ? "" : $" ('{subject}')";
        Abort(new SessionFailure(reason, $"Party '{sender}' left the session: {reason}{what}.", subject, sender));
        return ExchangeReply.Of([_abort!]);
    }

    private void Finish(CollectStage stage, StageAnswer answer)
    {
        _observer.EndStage(stage, _options.Clock.GetElapsedTime(_stageStarted));
        Dictionary<PartyId, IReadOnlyList<Envelope>> envelopes = _context.Participants.ToDictionary(party => party, answer.Envelopes);
        RecordRound(stage, answer, envelopes.Values.Sum(list => list.Sum(envelope => (long)envelope.Length)));
        if (answer.Failure is { } failure)
        {
            // The parties may see the same failure for themselves in what they are sent; then no Abort is needed to tell them.
            Commit();
            Reply(envelopes);
            Abort(failure);
            return;
        }

        Drop();
        Commit();
        Reply(envelopes);
        if (answer.Next is { } next)
        {
            Enter(next);
        }
        else
        {
            _stage = null;
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            End(SessionOutcome.Finished(SessionResult.Create(_context.Plan!, _context.Fit!)));
        }
    }

    private void End(SessionOutcome outcome)
    {
        if (_completion.TrySetResult(outcome))
        {
            _observer.EndSession(outcome);
        }
    }

    private void Reply(Dictionary<PartyId, IReadOnlyList<Envelope>> envelopes)
    {
        foreach ((PartyId party, Pending pending) in _pending)
        {
            if (_dropped.TryGetValue(party, out Envelope? dropped))
            {
                pending.Reply.TrySetResult(ExchangeReply.Of([dropped]));
            }
            else if (envelopes.TryGetValue(party, out IReadOnlyList<Envelope>? answer) && answer.Count > 0 && pending.Reply.TrySetResult(ExchangeReply.Of(answer)))
            {
                _observer.Send(answer);
            }
        }
    }

    /// <summary>Whoever is no longer a participant is told so, and nothing else, from now on.</summary>
    private void Drop()
    {
        foreach (PartyId party in _options.Roster.Parties.Except(_context.Participants).Where(party => !_dropped.ContainsKey(party)))
        {
            var failure = new SessionFailure(SessionFailureReason.DroppedOut, "", "", party);
            _observer.Drop();
            _dropped.Add(party, _context.Sign(Aborts.Write(failure), MessageKind.Abort, round: 0));
        }
    }

    private void Enter(CollectStage stage)
    {
        _stage = stage;
        _stageStarted = _options.Clock.GetTimestamp();
        _roundStarted = stage is CollectInputs ? _stageStarted : _roundStarted;
        _timer.Change(stage.Patience, Timeout.InfiniteTimeSpan);
        _observer.BeginStage(stage);
    }

    private void RecordRound(CollectStage stage, StageAnswer answer, long answerBytes)
    {
        _roundBytes = stage.Round == 0 ? 0 : _roundBytes + answerBytes;
        if (answer.Round is not { } end)
        {
            return;
        }

        bool isVoid = end.Survivors.Count == 0;
        Wire.EndedRound? stored = _observer.IsReplaying ? _journal.ReadEnd(end.Round) : null;
        long elapsed = stored?.ElapsedTicks ?? _options.Clock.GetElapsedTime(_roundStarted).Ticks;
        long bytes = stored?.Bytes ?? _roundBytes;
        _roundBytes = 0;
        var ended = new Wire.EndedRound { ElapsedTicks = elapsed, Bytes = bytes };
        if (isVoid)
        {
            ended.Void = end.Message.Wire.Payload;
        }
        else
        {
            ended.Publish = end.Message.Wire.Payload;
        }

        ended.Remaining.AddRange(_context.Participants.Select(party => party.Value));
        if (!_observer.IsReplaying)
        {
            _journal.EndRound(end.Round, ended);
        }

        bool training = end.Kind == RoundKind.Training && !isVoid;
        var record = new RoundRecord(
            end.Round,
            end.Kind,
            training ? _context.Fit!.Optimizer.Round : 0,
            end.Survivors.Count,
            training ? _context.Fit!.Optimizer.Objective : double.NaN,
            training ? _context.Fit!.Optimizer.LargestStep : double.NaN,
            TimeSpan.FromTicks(elapsed),
            bytes);
        _rounds.Add(record);
        _observer.EndRound(record);
        if (!_observer.IsReplaying)
        {
            _options.RoundFinished?.Invoke(record);
        }
    }

    private void OnTimeout()
    {
        lock (_lock)
        {
            if (_stage is not { } stage)
            {
                return;
            }

            // The timer may have been due for the stage before, or be a little early by the clock that measures: it waits for the rest.
            TimeSpan rest = stage.Patience - _options.Clock.GetElapsedTime(_stageStarted);
            if (rest > TimeSpan.Zero)
            {
                _timer.Change(rest > ShortestWait ? rest : ShortestWait, Timeout.InfiniteTimeSpan);
                return;
            }

            try
            {
                Guard(() =>
                {
                    Note(stage.Round, new Wire.CoordinatorEvent { TimedOut = true });
                    Finish(stage, stage.AnswerIncomplete());
                    return true;
                });
            }
            catch (Exception exception) when (_completion.Task.IsFaulted)
            {
                // A timer has nobody to throw to: whoever waits for the session sees the fault.
                _ = exception;
            }
        }
    }

    private void CancelSession() => Abort(new SessionFailure(SessionFailureReason.Cancelled, "The coordinator's host cancelled the session."));

    private void Abort(SessionFailure failure)
    {
        if (_stage is null)
        {
            return;
        }

        _stage = null;
        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _abort = _context.Sign(Aborts.Write(failure), MessageKind.Abort, round: 0);
        Commit();
        foreach (Pending pending in _pending.Values)
        {
            pending.Reply.TrySetResult(ExchangeReply.Of([_abort]));
        }

        End(SessionOutcome.Failed(failure));
    }

    private static bool IsSamePlace(Envelope earlier, Envelope later) =>
        earlier.Kind == later.Kind && earlier.IsAt(later.Wire.Session.Span, later.Round, later.Attempt, later.Wire.Prev.Span);

    private sealed class Pending(Envelope message)
    {
        public Envelope Message { get; } = message;

        public TaskCompletionSource<ExchangeReply> Reply { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
