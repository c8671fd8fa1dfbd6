using AgriCredit.Alignment;
using Google.Protobuf;

namespace AgriCredit.Federation.Vertical;

/// <summary>Another party in joint scoring, a cloud: it adds its part of an applicant's logit, within limits, and learns no score.</summary>
/// <remarks>One session at a time; between sessions it keeps nothing but what its ledger counts.</remarks>
public sealed class ScoreProvider
{
    private readonly JointMemberOptions _options;
    private readonly JointHalf _half;
    private readonly ScoringTerms _terms;
    private readonly JointRows _rows;
    private readonly ScoringLedger _ledger;
    private readonly ScorePool? _pool;
    private readonly Dictionary<string, int> _places;

    /// <summary>Prepares the party.</summary>
    /// <param name="options">Who it is: not the label holder.</param>
    /// <param name="half">Its half of the model.</param>
    /// <param name="terms">What is released; the same at all parties. A party that does not want probabilities to be released demands bands.</param>
    /// <param name="rows">All applicants whom it knows, with the half's features.</param>
    /// <param name="ledger">Holds the limits.</param>
    /// <param name="pool">Randomness prepared ahead, in place of a dealer; null with a dealer.</param>
    /// <exception cref="ArgumentException">They do not fit together, or ids cannot be used.</exception>
    public ScoreProvider(JointMemberOptions options, JointHalf half, ScoringTerms terms, JointRows rows, ScoringLedger ledger, ScorePool? pool = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(half);
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(ledger);
        if ((options.Fault() ?? half.Fault(options, rows.Features) ?? terms.Fault()) is { } fault)
        {
            throw new ArgumentException(fault, nameof(options));
        }

        if (options.Identity.Id == options.LabelHolder)
        {
            throw new ArgumentException($"'{options.Identity.Id}' is the label holder, which asks for scores.", nameof(options));
        }

        if (!ApplicantIds.TryCreate(rows.Ids, out ApplicantIds? ids, out ApplicantIdFaults? faults))
        {
            throw new ArgumentException(faults.Message, nameof(rows));
        }

        ids.Dispose();
        _options = pool is null ? options : options.WithoutDealer();
        _half = half;
        _terms = terms;
        _rows = rows;
        _ledger = ledger;
        _pool = pool;
        _places = new Dictionary<string, int>(rows.Count, StringComparer.Ordinal);
        for (int row = 0; row < rows.Count; row++)
        {
            _places.Add(ApplicantIds.Normalise(rows.Ids[row])!, row);
        }
    }

    /// <summary>Takes part in one session.</summary>
    /// <param name="channel">How the others are reached; stays the caller's.</param>
    /// <param name="cancellationToken">Stops it; the others are told.</param>
    /// <exception cref="StateStoreException">The ledger or the prepared randomness could not be written; nothing was answered.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task<ScoringOutcome> RunAsync(IMemberChannel channel, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(channel);
        Wire.JointScoring scoring = _terms.ToWire(_half.Session);
        _pool?.Offer(scoring);
        (ScoringResult? result, JointFailure? failure) = await JointMember.RunAsync(
            _options, channel, new MemberOffer(IsDealer: false, _half.Features, HoldsLabel: false, scoring), (session, counted) => ScoreAsync(session, counted, cancellationToken), cancellationToken);
        return new ScoringOutcome(result, failure);
    }

    private async Task<ScoringResult> ScoreAsync(JointSession session, CountedMemberChannel channel, CancellationToken cancellationToken)
    {
        PartyId bank = session.Plan.Parties[0];
        (byte[] request, string[] ids) = await ReceiveRequestAsync(session, bank, cancellationToken);
        _pool?.Require(session.Plan.Wire.Scoring, SharedScoring.Blocks(ids.Length), _options.Identity.Id);
        bool[] allowed = _ledger.Take(bank, ids);
        var answer = new Wire.ScoreAnswer();
        answer.Statuses.AddRange(ids.Select((id, i) =>
            !allowed[i] ? Wire.ScoreAnswer.Types.Status.Limited : _places.ContainsKey(id) ? Wire.ScoreAnswer.Types.Status.Ready : Wire.ScoreAnswer.Types.Status.Unknown));
        await session.Link.SendAsync(bank, new StepLabel(JointStep.Answer), answer.ToByteArray(), cancellationToken);
        int[] positions = await ReceiveListAsync(session, bank, request, answer, cancellationToken);
        var run = new ScoringRun(_options, session, _pool);
        await run.ScoreAsync(_rows.Logits(_half, [.. positions.Select(position => _places[ids[position]])]), cancellationToken);
        await session.EndAsync(cancellationToken);
        return new ScoringResult
        {
            Session = session.Plan.Session,
            Parties = session.Plan.Parties,
            Requested = ids.Length,
            Scored = positions.Length,
            Limited = allowed.Count(isAllowed => !isAllowed),
            Rounds = run.Rounds,
            Traffic = channel.Traffic,
            Learnt = ScoringDisclosures.Of(session.Plan.Parties, _terms),
        };
    }

    private static async Task<(byte[] Bytes, string[] Ids)> ReceiveRequestAsync(JointSession session, PartyId bank, CancellationToken cancellationToken)
    {
        var label = new StepLabel(JointStep.Request);
        byte[] bytes = await session.Link.ReceiveAsync(bank, label, cancellationToken);
        return WireReader.Parse(Wire.ScoreRequest.Parser, bytes) is { Nonce.Length: ScoringTerms.NonceLength } request
            && request.Ids.Count is > 0 and <= ScoringTerms.LargestBatch
            && request.Ids.All(id => ApplicantIds.Normalise(id) == id)
            && request.Ids.Distinct(StringComparer.Ordinal).Count() == request.Ids.Count
                ? (bytes, [.. request.Ids])
                : throw SecureLink.Bad(bank, label);
    }

    private static async Task<int[]> ReceiveListAsync(JointSession session, PartyId bank, byte[] request, Wire.ScoreAnswer answer, CancellationToken cancellationToken)
    {
        var label = new StepLabel(JointStep.List);
        byte[] bytes = await session.Link.ReceiveAsync(bank, label, cancellationToken);

        // Only those whom this party has said to be ready: neither one over the limits nor one whom it does not know.
        if (WireReader.Parse(Wire.ScoreList.Parser, bytes) is { } list
            && list.Positions.All(position => position < answer.Statuses.Count && answer.Statuses[(int)position] == Wire.ScoreAnswer.Types.Status.Ready)
            && list.Positions.Zip(list.Positions.Skip(1)).All(pair => pair.First < pair.Second))
        {
            session.Link.Bind(ScoringAgreement.HashScored(request, bytes));
            return [.. list.Positions.Select(position => (int)position)];
        }

        throw SecureLink.Bad(bank, label);
    }
}
