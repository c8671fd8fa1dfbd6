using AgriCredit.Learning;
using AgriCredit.Privacy;

namespace AgriCredit.Federation.Vertical.Tests;

/// <summary>A scoring session in one process: bank, clouds and dealer with halves of a model whose coefficients are given.</summary>
internal sealed class ScoringFederation : IDisposable
{
    private readonly SyntheticSides _sides;
    private readonly JointRows[] _rows;

    /// <summary>Prepares.</summary>
    /// <param name="parties">How many.</param>
    /// <param name="applicants">Applicants whom all know.</param>
    /// <param name="seed">Of their columns.</param>
    /// <param name="slope">What every column's coefficient is, up to its sign.</param>
    /// <param name="patience">How long members wait.</param>
    public ScoringFederation(int parties, int applicants, int seed, double slope = 0.7, TimeSpan? patience = null)
    {
        Members = new JointFederation(parties) { Patience = patience ?? TimeSpan.FromSeconds(20) };
        _sides = SyntheticSides.Create(applicants, [.. Enumerable.Range(0, parties).Select(party => party == 0 ? 2 : 1)], 0.3, seed);
        _rows = [.. _sides.Columns.Select((columns, party) => new JointRows(Ids(applicants), [.. columns.Select((_, i) => $"p{party}x{i}")], columns, labels: null))];
        Halves = [.. _rows.Select((rows, party) => Half(Session(1), party, rows, slope))];
        Store = new MemoryStateStore();
    }

    public JointFederation Members { get; }

    public JointHalf[] Halves { get; }

    public JointRows[] Rows => _rows;

    public ScoringTerms Terms { get; set; } = new();

    public ScoringLimits Limits { get; set; } = new() { ApplicantsPerPeriod = 1_000_000, TimesPerApplicant = 1_000_000 };

    /// <summary>The clouds' ledgers.</summary>
    public IStateStore Store { get; set; }

    public TimeProvider Clock { get; set; } = TimeProvider.System;

    public static byte[] Session(byte filling) => [.. Enumerable.Repeat(filling, 32)];

    public static string[] Ids(int count) => [.. Enumerable.Range(0, count).Select(i => $"farmer-{i}")];

    /// <summary>The joined model's logit of an applicant.</summary>
    public double Logit(int row) => Halves.Select((half, party) => half.Logit([.. _sides.Columns[party].Select(column => column[row])])).Sum();

    public JointHalf Half(byte[] session, int party, JointRows rows, double slope = 0.7) => new(
        session,
        Members.Parties,
        new JointPart(
            Members.Parties[party],
            rows.Features,
            party == 0 ? -1.3 : null,
            [.. rows.Features.Select((_, i) => slope * (i % 2 == 0 ? 1 : -0.7))],
            party == 0 ? 0.1 : null,
            [.. rows.Features.Select(_ => 0.1)],
            new Standardisation([.. rows.Features.Select((_, i) => 0.1 * i)], [.. rows.Features.Select((_, i) => 1.0 + i)])));

    public ScoreProvider Provider(int place, JointHalf? half = null, ScoringTerms? terms = null, JointRows? rows = null, ScorePool? pool = null) => new(
        Members.Options(Members.Parties[place]), half ?? Halves[place], terms ?? Terms, rows ?? _rows[place], new ScoringLedger(Store, Limits, Clock), pool);

    public ScoreRequester Requester(JointHalf? half = null, ScoringTerms? terms = null, ScorePool? pool = null) => new(Members.Options(JointFederation.Bank), half ?? Halves[0], terms ?? Terms, pool);

    public ScoreDealer Dealer() => new(Members.Options(JointFederation.Dealer));

    /// <summary>Runs one session.</summary>
    /// <param name="applicants">Whom the bank asks about; all whom it knows by default.</param>
    /// <param name="own">What a member does instead; null for what it should.</param>
    /// <param name="hasDealer">Whether the dealer takes part.</param>
    /// <returns>The outcomes of the parties, then the dealer's.</returns>
    public Task<ScoringOutcome[]> RunAsync(JointRows? applicants = null, Func<PartyId, Func<IMemberChannel, Task<ScoringOutcome>>?>? own = null, bool hasDealer = true)
    {
        IEnumerable<PartyId> all = hasDealer ? Members.Parties.Append(JointFederation.Dealer) : Members.Parties;
        (PartyId Member, IMemberChannel Channel)[] members = [.. all.Select(member => (member, Members.Connect(member)))];
        return Task.WhenAll(members.Select((member, place) => Task.Run(async () =>
        {
            await using IMemberChannel channel = member.Channel;
            return own?.Invoke(member.Member) is { } other ? await other(channel)
                : member.Member == JointFederation.Dealer ? await Dealer().RunAsync(channel, default)
                : place == 0 ? await Requester().RunAsync(applicants ?? _rows[0], channel, default)
                : await Provider(place).RunAsync(channel, default);
        }))).WaitAsync(TimeSpan.FromMinutes(2));
    }

    public void Dispose()
    {
        Members.Dispose();
        Store.Dispose();
    }
}
