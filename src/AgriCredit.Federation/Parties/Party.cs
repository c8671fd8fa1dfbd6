using System.Diagnostics;

namespace AgriCredit.Federation;

/// <summary>A party of a federation: holds rows, sends masked sums, checks every message, and arrives at the common model.</summary>
/// <remarks>
/// One object runs one session. Its secrets in memory are erased when <see cref="RunAsync"/> ends, however it ends; those in the store when the session has ended.
/// </remarks>
public sealed class Party
{
    private readonly PartyOptions _options;

    /// <summary>Prepares a party.</summary>
    /// <param name="options">Its rows and what it agreed to.</param>
    /// <exception cref="ArgumentException">There are no rows, the identity is not in the roster, or a feature that is not imputed has a missing value.</exception>
    public Party(PartyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Rows.RowCount == 0)
        {
            throw new ArgumentException($"Party '{options.Identity.Id}' has no rows.", nameof(options));
        }

        if (!options.Roster.Parties.Contains(options.Identity.Id))
        {
            throw new ArgumentException($"'{options.Identity.Id}' is not in the roster.", nameof(options));
        }

        for (int feature = 0; feature < options.Rows.FeatureCount; feature++)
        {
            string name = options.Rows.FeatureNames[feature];
            if (!options.ImputedFeatures.Contains(name) && options.Rows.Column(feature).ContainsAnyExceptInRange(double.MinValue, double.MaxValue))
            {
                throw new ArgumentException($"Party '{options.Identity.Id}': feature '{name}' has a missing or infinite value; impute it or leave the row out.", nameof(options));
            }
        }

        _options = options;
    }

    /// <summary>What was sent and received so far.</summary>
    public Traffic Traffic { get; private set; }

    /// <summary>Takes part in one session, or goes on with the one that the store holds.</summary>
    /// <param name="channel">The way to the coordinator.</param>
    /// <param name="cancellationToken">Stops; the coordinator is not told, and a durable store lets another run go on.</param>
    /// <returns>The result that all members share, or the named reason why there is none. A result stays in the store until <see cref="Forget"/>.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="StateStoreException">The store failed: what it could not write was not sent.</exception>
    public async Task<SessionOutcome> RunAsync(ICoordinatorChannel channel, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(channel);
        await Task.Yield();
        using Activity? session = FederationTelemetry.Activities.StartActivity("session");
        PartyStage stage = Begin(out PartyContext context);
        using PartyContext owned = context;
        if (stage is not DeclaringStage)
        {
            FederationTelemetry.Restarts.Add(1, FederationTelemetry.Tag("role", "party"));
        }

        try
        {
            while (stage is not EndedStage)
            {
                ExchangeReply reply = await ExchangeAsync(channel, stage.Outgoing!, cancellationToken);
                stage = reply.Rejection is { } rejection ? stage.Refuse(Rejected(context, stage, rejection)) : stage.Accept(reply.Envelopes);
                if (stage is AdvertisingStage && _options.Approve is { } approve && !await approve(context.Plan, cancellationToken))
                {
                    stage = stage.Refuse(new SessionFailure(SessionFailureReason.PlanRefused, $"Party {context.Id} did not approve the plan.", "", context.Id));
                }

                context.Journal.Save(stage);
            }

            var ended = (EndedStage)stage;
            if (ended.Outgoing is { } farewell)
            {
                await ExchangeAsync(channel, farewell, cancellationToken);
            }

            FederationTelemetry.End(ended.Outcome);
            await channel.ConfirmAsync(context.Id, cancellationToken);
            return ended.Outcome;
        }
        catch (FederationException exception)
        {
            // A refusal that could not be delivered is a refusal all the same.
            return stage is EndedStage { Outcome: var outcome }
                ? outcome
                : SessionOutcome.Failed(new SessionFailure(SessionFailureReason.Timeout, exception.Message, "", context.Id));
        }
    }

    /// <summary>Erases a session that has ended from the store, once its result is kept elsewhere. What must be remembered over sessions stays.</summary>
    public void Forget() => new PartyJournal(_options.Store).Forget();

    /// <summary>The stage to go on from: the stored one, or the first.</summary>
    internal PartyStage Begin(out PartyContext context)
    {
        Wire.PartyState? state = new PartyJournal(_options.Store).Load();
        if (state is null)
        {
            context = new PartyContext(_options);
            return new DeclaringStage(context);
        }

        PartyStage stage = Restore(state, out context);
        bool sameRows = state.RowsHash.Span.SequenceEqual(context.Rows.Hash());
        SecretFields.Clear(state);
        if (stage is EndedStage)
        {
            return stage;
        }

        return sameRows && PlanReview.Check(context.Plan, context) is null
            ? stage
            : stage.Refuse(new SessionFailure(
                SessionFailureReason.PlanRefused,
                $"Party {context.Id}: its rows or terms are no longer those that it entered the session with; it leaves.",
                "",
                context.Id));
    }

    /// <summary>A stored stage with its session; whatever state of another shape runs into, it is not one that this party wrote.</summary>
    private PartyStage Restore(Wire.PartyState state, out PartyContext context)
    {
        PartyContext? restored = null;
        try
        {
            restored = PartyContext.Restore(_options, state, new PartyJournal(_options.Store).LoadRounds());
            PartyStage stage = PartyStages.Restore(restored, state);
            context = restored;
            return stage;
        }
        catch (Exception exception) when (exception is not StateStoreException)
        {
            restored?.Dispose();
            SecretFields.Clear(state);
            throw new StateStoreException("The stored session cannot be gone on with: the store is damaged, or another version wrote it. Remove it and count the session as lost.", exception);
        }
    }

    /// <summary>What a rejection means to the party.</summary>
    internal static SessionFailure Rejected(PartyContext context, PartyStage stage, RejectionReason rejection) => rejection == RejectionReason.StateLost
        ? new SessionFailure(
            SessionFailureReason.StateLost,
            $"Party {context.Id} is in a session already, but its store holds nothing of it. It cannot rejoin; start another session, and keep the store.",
            "",
            context.Id)
        : context.Violation($"the coordinator turned {stage.Outgoing} away ({rejection})");

    private async Task<ExchangeReply> ExchangeAsync(ICoordinatorChannel channel, Envelope message, CancellationToken cancellationToken)
    {
        using Activity? span = FederationTelemetry.Activities.StartActivity($"exchange {message.Kind}");
        span?.SetTag("round", message.Round);
        long started = Stopwatch.GetTimestamp();
        FederationTelemetry.Count(message, "sent");
        ExchangeReply reply = await channel.ExchangeAsync(message, cancellationToken);
        FederationTelemetry.ExchangeDuration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, FederationTelemetry.Tag("kind", message.Kind));
        foreach (Envelope envelope in reply.Envelopes)
        {
            FederationTelemetry.Count(envelope, "received");
        }

        Traffic = Traffic.Add(message, reply.Envelopes);
        return reply;
    }
}
