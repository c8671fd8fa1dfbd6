using System.Security.Cryptography;

namespace AgriCredit.Federation.Vertical;

/// <summary>The dealer in joint scoring: it deals for one session, or ahead for many.</summary>
/// <remarks>As in a fit it must not be in the hand of any of the parties. It keeps nothing: seeds are erased when the session ends.</remarks>
public sealed class ScoreDealer
{
    private readonly JointMemberOptions _options;

    /// <summary>Prepares the dealer.</summary>
    /// <param name="options">Who it is; its identity is <see cref="JointMemberOptions.Dealer"/>.</param>
    /// <exception cref="ArgumentException">The options do not fit together.</exception>
    public ScoreDealer(JointMemberOptions options)
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

    /// <summary>Deals for one session, whatever the parties have agreed to release.</summary>
    /// <param name="channel">How the parties are reached; stays the caller's.</param>
    /// <param name="cancellationToken">Stops it; the others are told.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task<ScoringOutcome> RunAsync(IMemberChannel channel, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(channel);
        (ScoringResult? result, JointFailure? failure) = await JointMember.RunAsync(
            _options, channel, Offer(new Wire.JointScoring()), (session, counted) => DealAsync(session, counted, applicants: null, cancellationToken), cancellationToken);
        return new ScoringOutcome(result, failure);
    }

    /// <summary>Deals ahead, for later sessions without a dealer.</summary>
    /// <param name="release">What will be released, the same at all members.</param>
    /// <param name="applicants">For how many applicants, likewise; 1 to <see cref="ScorePreparation.LargestApplicants"/>.</param>
    /// <param name="channel">How the parties are reached; stays the caller's.</param>
    /// <param name="cancellationToken">Stops it; the others are told.</param>
    /// <exception cref="ArgumentOutOfRangeException">Too many applicants or none.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task<ScoringOutcome> PrepareAsync(ScoreRelease release, int applicants, IMemberChannel channel, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(channel);
        if (ScorePreparation.Fault(applicants) is { } fault)
        {
            throw new ArgumentOutOfRangeException(nameof(applicants), fault);
        }

        (ScoringResult? result, JointFailure? failure) = await JointMember.RunAsync(
            _options, channel, Offer(ScorePreparation.Offer(release, applicants)), (session, counted) => DealAsync(session, counted, applicants, cancellationToken), cancellationToken);
        return new ScoringOutcome(result, failure);
    }

    private static MemberOffer Offer(Wire.JointScoring scoring) => new(IsDealer: true, [], HoldsLabel: false, scoring);

    private async Task<ScoringResult> DealAsync(JointSession session, CountedMemberChannel channel, int? applicants, CancellationToken cancellationToken)
    {
        int count = applicants ?? await ReceiveListAsync(session, cancellationToken);
        if (count > 0)
        {
            await session.WithSeedsAsync(
                async seeds =>
                {
                    using var dealing = new ScoreDealing(
                        ScoringAgreement.Read(session.Plan.Wire.Scoring), seeds, new PlacedLink(session.Link, session.Plan.Parties, _options.Dealer), cancellationToken);
                    await dealing.RunAsync(SharedScoring.Blocks(count));
                },
                cancellationToken);
        }

        await session.EndAsync(cancellationToken);
        return new ScoringResult
        {
            Session = session.Plan.Session,
            Parties = session.Plan.Parties,
            Requested = count,
            Scored = applicants is null ? count : 0,
            Traffic = channel.Traffic,
            Learnt = [],
        };
    }

    /// <summary>How many are scored; who, it is told a hash of, under which all members go on.</summary>
    private static async Task<int> ReceiveListAsync(JointSession session, CancellationToken cancellationToken)
    {
        PartyId bank = session.Plan.Parties[0];
        var label = new StepLabel(JointStep.List);
        byte[] bytes = await session.Link.ReceiveAsync(bank, label, cancellationToken);
        if (WireReader.Parse(Wire.ScoreCount.Parser, bytes) is not { Count: <= ScoringTerms.LargestBatch, Scored.Length: SHA256.HashSizeInBytes } count)
        {
            throw SecureLink.Bad(bank, label);
        }

        session.Link.Bind(count.Scored.Span);
        return (int)count.Count;
    }
}
