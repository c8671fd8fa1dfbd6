using AgriCredit.Privacy;

namespace AgriCredit.Federation.Vertical;

/// <summary>What the parties of a scoring session do alike once they know whom to score.</summary>
internal sealed class ScoringRun
{
    private readonly JointMemberOptions _options;
    private readonly JointSession _session;
    private readonly PlacedLink _link;
    private readonly ScorePool? _pool;

    public ScoringRun(JointMemberOptions options, JointSession session, ScorePool? pool)
    {
        _options = options;
        _session = session;
        _pool = pool;
        _link = new PlacedLink(session.Link, session.Plan.Parties, options.Dealer);
    }

    /// <summary>How often this party has waited for the others.</summary>
    public int Rounds { get; private set; }

    private IReadOnlyList<PartyId> Parties => _session.Plan.Parties;

    private int Place => PartyOrder.PlaceOf(Parties, _options.Identity.Id);

    /// <summary>Scores.</summary>
    /// <param name="logits">This party's part of each applicant's logit.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>At party 0 a probability or a band of each, null where what was opened is no score; at the others nothing of use.</returns>
    public async Task<(double[]? Probabilities, int[]? Bands)> ScoreAsync(double[] logits, CancellationToken cancellationToken)
    {
        if (logits.Length == 0)
        {
            return ([], []);
        }

        try
        {
            using DealtSeed seed = await SeedAsync(SharedScoring.Blocks(logits.Length), cancellationToken);
            IDealtSource? source = Place < Parties.Count - 1 ? null : _pool is null ? _link : _pool;
            using var scoring = new SharedScoring(_session.Plan.Wire.Scoring, Parties.Count, Place, new SharedRandomness(seed, source), _link, cancellationToken);
            bool isBand = _session.Plan.Wire.Scoring.Edges.Count > 0;
            double[]? probabilities = isBand ? [] : await scoring.ProbabilitiesAsync(logits);
            int[]? bands = isBand ? await scoring.BandsAsync(logits) : [];
            Rounds += scoring.Rounds;
            return (probabilities, bands);
        }
        finally
        {
            _pool?.Forget();
        }
    }

    /// <summary>A fresh seed that the dealer is told, or that of the preparation, from which these blocks are taken for good.</summary>
    private async Task<DealtSeed> SeedAsync(int blocks, CancellationToken cancellationToken)
    {
        if (_pool is null)
        {
            return await _session.SendSeedAsync(cancellationToken);
        }

        DealtSeed seed = _pool.Take(_session.Plan.Wire.Scoring, blocks, _options.Identity.Id);
        try
        {
            // Nobody opens anything before all have marked the blocks as used: else a party whose store is restored could be offered them again by others that have not come so far.
            await _session.MeetAsync(JointStep.Prepared, cancellationToken);
            Rounds++;
            return seed;
        }
        catch
        {
            seed.Dispose();
            throw;
        }
    }
}
