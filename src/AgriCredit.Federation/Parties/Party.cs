namespace AgriCredit.Federation;

/// <summary>A party of a federation: holds rows, sends masked sums, checks every message, and arrives at the common model.</summary>
/// <remarks>One object runs one session. Its secrets are erased when <see cref="RunAsync"/> ends, however it ends.</remarks>
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

    /// <summary>Takes part in one session.</summary>
    /// <param name="channel">The way to the coordinator.</param>
    /// <param name="cancellationToken">Leaves the session; the coordinator is not told.</param>
    /// <returns>The result that all members share, or the named reason why there is none.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<SessionOutcome> RunAsync(ICoordinatorChannel channel, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(channel);
        await Task.Yield();
        using var context = new PartyContext(_options);
        PartyStage stage = new DeclaringStage(context);
        try
        {
            while (stage is not EndedStage)
            {
                ExchangeReply reply = await ExchangeAsync(channel, stage.Outgoing!, cancellationToken);
                stage = reply.Rejection is { } rejection
                    ? stage.Refuse(context.Violation($"the coordinator turned {stage.Outgoing} away ({rejection})"))
                    : stage.Accept(reply.Envelopes);
            }

            var ended = (EndedStage)stage;
            if (ended.Outgoing is { } farewell)
            {
                await ExchangeAsync(channel, farewell, cancellationToken);
            }

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

    private async Task<ExchangeReply> ExchangeAsync(ICoordinatorChannel channel, Envelope message, CancellationToken cancellationToken)
    {
        ExchangeReply reply = await channel.ExchangeAsync(message, cancellationToken);
        Traffic = Traffic.Add(message, reply.Envelopes);
        return reply;
    }
}
