using System.Security.Cryptography;
using AgriCredit.Alignment;
using Google.Protobuf;

namespace AgriCredit.Federation.Vertical;

/// <summary>The bank in joint scoring: it holds the label's half of the model, names applicants to the other parties, and alone learns their scores.</summary>
public sealed class ScoreRequester
{
    private readonly JointMemberOptions _options;
    private readonly JointHalf _half;
    private readonly ScoringTerms _terms;
    private readonly ScorePool? _pool;

    /// <summary>Prepares the bank.</summary>
    /// <param name="options">Who it is: the label holder.</param>
    /// <param name="half">Its half of the model.</param>
    /// <param name="terms">What is released; the same at all parties.</param>
    /// <param name="pool">Randomness prepared ahead, in place of a dealer; null with a dealer.</param>
    /// <exception cref="ArgumentException">They do not fit together.</exception>
    public ScoreRequester(JointMemberOptions options, JointHalf half, ScoringTerms terms, ScorePool? pool = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(half);
        ArgumentNullException.ThrowIfNull(terms);
        if ((options.Fault() ?? half.Fault(options, half.Features) ?? terms.Fault()) is { } fault)
        {
            throw new ArgumentException(fault, nameof(options));
        }

        if (options.Identity.Id != options.LabelHolder)
        {
            throw new ArgumentException($"'{options.Identity.Id}' is not the label holder '{options.LabelHolder}', to whom alone scores are opened.", nameof(options));
        }

        _options = pool is null ? options : options.WithoutDealer();
        _half = half;
        _terms = terms;
        _pool = pool;
    }

    /// <summary>Whether the last session came so far that applicants were named to another party, which counts them.</summary>
    public bool HasAsked { get; private set; }

    /// <summary>Scores applicants in one session with all other parties.</summary>
    /// <param name="applicants">Their ids and the half's features; 1 to <see cref="ScoringTerms.LargestBatch"/>, without labels.</param>
    /// <param name="channel">How the others are reached; stays the caller's.</param>
    /// <param name="cancellationToken">Stops it; the others are told.</param>
    /// <exception cref="ArgumentException">Too many applicants or none, or other features than the half's.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public Task<ScoringOutcome> RunAsync(JointRows applicants, IMemberChannel channel, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(applicants);
        ArgumentNullException.ThrowIfNull(channel);
        HasAsked = false;
        if (_half.Fault(_options, applicants.Features) is { } fault)
        {
            throw new ArgumentException(fault, nameof(applicants));
        }

        return applicants.Count is > 0 and <= ScoringTerms.LargestBatch
            ? RunWithIdsAsync(applicants, channel, cancellationToken)
            : throw new ArgumentException($"Expected 1 to {ScoringTerms.LargestBatch} applicants a session, got {applicants.Count}.", nameof(applicants));
    }

    private async Task<ScoringOutcome> RunWithIdsAsync(JointRows applicants, IMemberChannel channel, CancellationToken cancellationToken)
    {
        if (!ApplicantIds.TryCreate(applicants.Ids, out ApplicantIds? ids, out ApplicantIdFaults? faults))
        {
            // Nobody has been told anything yet, so nobody needs to hear of it.
            return new ScoringOutcome(Result: null, new JointFailure(JointFailureReason.BadIds, _options.Identity.Id, faults.Message));
        }

        ids.Dispose();
        Wire.JointScoring scoring = _terms.ToWire(_half.Session);
        _pool?.Offer(scoring);
        (ScoringOutcome? outcome, JointFailure? failure) = await JointMember.RunAsync(
            _options, channel, new MemberOffer(IsDealer: false, _half.Features, HoldsLabel: true, scoring), (session, counted) => ScoreAsync(session, counted, applicants, cancellationToken), cancellationToken);
        return outcome ?? new ScoringOutcome(Result: null, failure);
    }

    private async Task<ScoringOutcome> ScoreAsync(JointSession session, CountedMemberChannel channel, JointRows applicants, CancellationToken cancellationToken)
    {
        PartyId[] others = [.. session.Plan.Parties.Skip(1)];
        _pool?.Require(session.Plan.Wire.Scoring, SharedScoring.Blocks(applicants.Count), _options.Identity.Id);
        var request = new Wire.ScoreRequest { Nonce = ByteString.CopyFrom(RandomNumberGenerator.GetBytes(ScoringTerms.NonceLength)) };
        request.Ids.AddRange(applicants.Ids.Select(id => ApplicantIds.Normalise(id)));
        byte[] bytes = request.ToByteArray();
        HasAsked = true;
        foreach (PartyId party in others)
        {
            await session.Link.SendAsync(party, new StepLabel(JointStep.Request), bytes, cancellationToken);
        }

        var answers = new List<IReadOnlyList<Wire.ScoreAnswer.Types.Status>>();
        foreach (PartyId party in others)
        {
            answers.Add(await ReceiveAnswerAsync(session, party, applicants.Count, cancellationToken));
        }

        int[] ready = [.. Enumerable.Range(0, applicants.Count).Where(i => answers.All(answer => answer[i] == Wire.ScoreAnswer.Types.Status.Ready))];
        await ListAsync(session, others, bytes, ready, cancellationToken);
        var run = new ScoringRun(_options, session, _pool);
        (double[]? probabilities, int[]? bands) = await run.ScoreAsync(applicants.Logits(_half, ready), cancellationToken);
        await session.EndAsync(cancellationToken);
        if (probabilities is null || bands is null)
        {
            // Not told to the others: whether a number that a dealer has chosen made a score impossible would tell it something about the applicant.
            return new ScoringOutcome(
                Result: null, new JointFailure(JointFailureReason.WrongScores, _options.Identity.Id, "What the parties opened is no score: one of them or the dealer sent wrong numbers, or runs another version. No score is kept."));
        }

        return new ScoringOutcome(
            new ScoringResult
            {
                Session = session.Plan.Session,
                Parties = session.Plan.Parties,
                Requested = applicants.Count,
                Scored = ready.Length,
                Applicants = [.. applicants.Ids.Select((id, i) => Score(id, i))],
                Rounds = run.Rounds,
                Traffic = channel.Traffic,
                Learnt = ScoringDisclosures.Of(session.Plan.Parties, _terms),
            },
            Failure: null);

        ApplicantScore Score(string id, int row)
        {
            int place = Array.BinarySearch(ready, row);
            if (place >= 0)
            {
                return new ApplicantScore(id, ApplicantOutcome.Scored, party: null, probabilities.Length > 0 ? probabilities[place] : null, bands.Length > 0 ? bands[place] : null);
            }

            int party = answers.FindIndex(answer => answer[row] != Wire.ScoreAnswer.Types.Status.Ready);
            ApplicantOutcome outcome = answers[party][row] == Wire.ScoreAnswer.Types.Status.Limited ? ApplicantOutcome.Limited : ApplicantOutcome.Unknown;
            return new ApplicantScore(id, outcome, others[party], probability: null, band: null);
        }
    }

    private static async Task<IReadOnlyList<Wire.ScoreAnswer.Types.Status>> ReceiveAnswerAsync(JointSession session, PartyId party, int count, CancellationToken cancellationToken)
    {
        var label = new StepLabel(JointStep.Answer);
        byte[] bytes = await session.Link.ReceiveAsync(party, label, cancellationToken);
        return WireReader.Parse(Wire.ScoreAnswer.Parser, bytes) is { } answer && answer.Statuses.Count == count && answer.Statuses.All(Enum.IsDefined) ? answer.Statuses : throw SecureLink.Bad(party, label);
    }

    /// <summary>Tells the other parties whom to score, and the dealer how many they are; all go on under a hash of it.</summary>
    private async Task ListAsync(JointSession session, PartyId[] others, byte[] request, int[] ready, CancellationToken cancellationToken)
    {
        var label = new StepLabel(JointStep.List);
        var list = new Wire.ScoreList();
        list.Positions.AddRange(ready.Select(position => (uint)position));
        byte[] bytes = list.ToByteArray();
        foreach (PartyId party in others)
        {
            await session.Link.SendAsync(party, label, bytes, cancellationToken);
        }

        byte[] scored = ScoringAgreement.HashScored(request, bytes);
        if (_options.HasDealer)
        {
            var count = new Wire.ScoreCount { Count = (uint)ready.Length, Scored = ByteString.CopyFrom(scored) };
            await session.Link.SendAsync(_options.Dealer, label, count.ToByteArray(), cancellationToken);
        }

        session.Link.Bind(scored);
    }
}
