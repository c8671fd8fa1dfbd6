using System.Security.Cryptography;
using AgriCredit.Privacy;

namespace AgriCredit.Federation.Vertical;

/// <summary>A party's part in preparing the randomness of later scoring sessions, which then need no dealer.</summary>
/// <remarks>
/// Every party draws a seed and tells it the dealer; the last party takes all that is dealt. What is prepared replaces what was left of an earlier preparation, and only when all of it is there: a party that is killed before has none,
/// and the parties then find that they do not have the same. Source: PROTOCOL 5.3.
/// </remarks>
public sealed class ScorePreparation
{
    /// <summary>Applicants of one preparation at most.</summary>
    public const int LargestApplicants = ScorePool.LargestBlocks * ScoreTable.BlockRows;

    /// <summary>Bytes of dealt values that are kept in one write.</summary>
    private const int WriteLength = 1 << 20;

    private readonly JointMemberOptions _options;
    private readonly ScoreRelease _release;
    private readonly int _applicants;
    private readonly ScorePool _pool;

    /// <summary>Prepares.</summary>
    /// <param name="options">Who the party is.</param>
    /// <param name="release">What will be released, the same at all members.</param>
    /// <param name="applicants">For how many applicants, likewise; 1 to <see cref="LargestApplicants"/>, rounded up to blocks of 8, of which a session takes whole ones. A band takes 64 KiB for each of them in the last party's store.</param>
    /// <param name="pool">Where it is kept.</param>
    /// <exception cref="ArgumentException">They do not fit together.</exception>
    public ScorePreparation(JointMemberOptions options, ScoreRelease release, int applicants, ScorePool pool)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(pool);
        if ((options.Fault() ?? Fault(applicants)) is { } fault)
        {
            throw new ArgumentException(fault, nameof(options));
        }

        if (options.Identity.Id == options.Dealer)
        {
            throw new ArgumentException($"'{options.Dealer}' is the dealer, not a party.", nameof(options));
        }

        _options = options;
        _release = release;
        _applicants = applicants;
        _pool = pool;
    }

    /// <summary>Takes part in one preparation.</summary>
    /// <param name="channel">How the others are reached; stays the caller's.</param>
    /// <param name="cancellationToken">Stops it; the others are told.</param>
    /// <exception cref="StateStoreException">What was dealt could not be kept.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task<ScoringOutcome> RunAsync(IMemberChannel channel, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(channel);
        bool holdsLabel = _options.Identity.Id == _options.LabelHolder;
        (ScoringResult? result, JointFailure? failure) = await JointMember.RunAsync(
            _options, channel, new MemberOffer(IsDealer: false, [], holdsLabel, Offer(_release, _applicants)), (session, counted) => PrepareAsync(session, counted, cancellationToken), cancellationToken);
        return new ScoringOutcome(result, failure);
    }

    internal static string? Fault(int applicants) => applicants is < 1 or > LargestApplicants ? $"Expected 1 to {LargestApplicants} applicants, got {applicants}." : null;

    internal static Wire.JointScoring Offer(ScoreRelease release, int applicants) => new() { Release = ScoringAgreement.Name(release), Prepare = (uint)SharedScoring.Blocks(applicants) };

    private async Task<ScoringResult> PrepareAsync(JointSession session, CountedMemberChannel channel, CancellationToken cancellationToken)
    {
        var preparation = new PreparedBlocks(session.Plan.Session.ToArray(), _release, SharedScoring.Blocks(_applicants), Next: 0);
        _pool.Begin(preparation);
        using DealtSeed seed = await session.SendSeedAsync(cancellationToken);
        if (_options.Identity.Id == session.Plan.Parties[^1])
        {
            await TakeAsync(session, preparation, cancellationToken);
        }

        _pool.Complete(preparation, seed);

        // The last party may receive for long after the others have all that they need.
        await session.EndAsync(cancellationToken, _options.AlignmentPatience);
        return new ScoringResult { Session = session.Plan.Session, Parties = session.Plan.Parties, Requested = _applicants, Scored = 0, Traffic = channel.Traffic, Learnt = [] };
    }

    private async Task TakeAsync(JointSession session, PreparedBlocks preparation, CancellationToken cancellationToken)
    {
        var link = new PlacedLink(session.Link, session.Plan.Parties, _options.Dealer);
        var dealt = new List<(DealtLabel Label, byte[] Values)>();
        int length = 0;
        foreach (DealtOperation operation in ScorePool.Operations(_release))
        {
            for (int block = 0; block < preparation.Blocks; block++)
            {
                var label = new DealtLabel(operation, 0, Block: block);
                byte[] values = new byte[ScorePool.Length(operation)];
                await link.ReadAsync(label, values, cancellationToken);
                dealt.Add((label, values));
                length += values.Length;
                if (length >= WriteLength)
                {
                    Keep();
                }
            }
        }

        Keep();

        void Keep()
        {
            _pool.Keep(preparation, dealt);
            dealt.ForEach(each => CryptographicOperations.ZeroMemory(each.Values));
            dealt.Clear();
            length = 0;
        }
    }
}
