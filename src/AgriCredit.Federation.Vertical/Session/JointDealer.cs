namespace AgriCredit.Federation.Vertical;

/// <summary>The member that deals randomness: it knows the masks, and no message between the parties.</summary>
/// <remarks>It must not be in the hand of any of the parties: dealer and one party together read the other's rows. Source: PROTOCOL 5.3, 5.8.</remarks>
public sealed class JointDealer
{
    private readonly JointMemberOptions _options;

    /// <summary>Prepares the dealer.</summary>
    /// <param name="options">Who it is; its identity is <see cref="JointMemberOptions.Dealer"/>.</param>
    /// <exception cref="ArgumentException">The options do not fit together.</exception>
    public JointDealer(JointMemberOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Fault() is { } fault)
        {
            throw new ArgumentException(fault, nameof(options));
        }

        if (options.Identity.Id != options.Dealer)
        {
            throw new ArgumentException($"'{options.Identity.Id}' is not the dealer '{options.Dealer}'.", nameof(options));
        }

        _options = options;
    }

    /// <summary>Deals for one fit.</summary>
    /// <param name="channel">How the parties are reached; stays the caller's.</param>
    /// <param name="cancellationToken">Stops it; the others are told.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public Task<JointOutcome> RunAsync(IMemberChannel channel, CancellationToken cancellationToken) => RunAsync(channel, preparation: null, DealAsync, cancellationToken);

    /// <summary>Deals ahead for one fit, which then needs no dealer.</summary>
    /// <param name="rows">Applicants in common at most, the same at all members; 1 to <see cref="FitPreparation.LargestRows"/>.</param>
    /// <param name="channel">How the parties are reached; stays the caller's.</param>
    /// <param name="cancellationToken">Stops it; the others are told.</param>
    /// <returns>A result of which <see cref="JointResult.Rows"/> is what was prepared for. Nothing is kept here.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Too many rows or none.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public Task<JointOutcome> PrepareAsync(int rows, IMemberChannel channel, CancellationToken cancellationToken) => FitPreparation.Fault(rows) is { } fault
        ? throw new ArgumentOutOfRangeException(nameof(rows), fault)
        : RunAsync(channel, FitPreparation.Offer(rows), PrepareAsync, cancellationToken);

    private async Task<JointOutcome> RunAsync(
        IMemberChannel channel, Wire.JointPreparation? preparation, Func<JointSession, CountedMemberChannel, CancellationToken, Task<JointResult>> body, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(channel);
        (JointResult? result, JointFailure? failure) = await JointMember.RunAsync(
            _options, channel, MemberOffer.ToFit(rows: null, preparation), (session, counted) => body(session, counted, cancellationToken), cancellationToken);
        return new JointOutcome(result, failure);
    }

    private async Task<JointResult> PrepareAsync(JointSession session, CountedMemberChannel channel, CancellationToken cancellationToken)
    {
        var preparation = PreparedFit.Of(session.Plan);
        await session.WithSeedsAsync(
            async seeds =>
            {
                var sink = new FitPreparation.Sink(session);
                using var dealing = new Dealing(preparation.ToShape(preparation.Capacity), seeds, sink, cancellationToken);
                await dealing.RunAsync();
                await sink.EndAsync(cancellationToken);
            },
            cancellationToken);
        await session.EndAsync(cancellationToken);
        return FitPreparation.Result(session, preparation, channel);
    }

    private async Task<JointResult> DealAsync(JointSession session, CountedMemberChannel channel, CancellationToken cancellationToken)
    {
        FitShape shape = await ShapeAgreement.ReceiveAsync(session, _options.AlignmentPatience, cancellationToken);
        IReadOnlyList<JointPass> course = [];
        await session.WithSeedsAsync(
            async seeds =>
            {
                var passes = new PassMeter(_options, channel, shape.Passes);
                using var dealing = new Dealing(shape, seeds, new PlacedLink(session.Link, session.Plan.Parties, _options.Dealer), cancellationToken) { PassFinished = passes.Finish };
                await dealing.RunAsync();
                course = passes.Course;
            },
            cancellationToken);
        await session.EndAsync(cancellationToken);
        return new JointResult
        {
            Session = session.Plan.Session,
            Parties = session.Plan.Parties,
            Rows = shape.Rows,
            Passes = shape.Passes,
            Course = course,
            Traffic = channel.Traffic,
            Learnt = JointDisclosures.Of(session.Plan, shape),
        };
    }
}
