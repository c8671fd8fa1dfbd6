namespace AgriCredit.Federation.Vertical.Tests;

/// <summary>A whole joint fit in one process: set-up, alignment, training and release over a relay in memory.</summary>
internal sealed class JointFederation : IDisposable
{
    public static readonly PartyId Dealer = new("dealer");
    private readonly EphemeralCredentials _credentials;
    private readonly IReadOnlyList<PartyId> _parties;

    /// <summary>Members named bank, cloud, cloud-2, ... and dealer.</summary>
    public JointFederation(int parties)
    {
        _parties = [.. Enumerable.Range(0, parties).Select(place => new PartyId(place switch { 0 => "bank", 1 => "cloud", _ => $"cloud-{place}" }))];
        _credentials = new EphemeralCredentials(new PartyId("relay"), [.. _parties, Dealer], TimeProvider.System);
    }

    public static PartyId Bank { get; } = new("bank");

    public static PartyId Cloud { get; } = new("cloud");

    public IReadOnlyList<PartyId> Parties => _parties;

    /// <summary>How channels are had; a relay in memory by default.</summary>
    public Func<PartyId, IMemberChannel> Connect { get; set; } = new MemoryRelay().Connect;

    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    public EphemeralCredentials Credentials => _credentials;

    public JointMemberOptions Options(PartyId member, JointTerms? terms = null, PartyId? labelHolder = null) => new()
    {
        Identity = _credentials.Identity(member),
        Roster = _credentials.Roster,
        LabelHolder = labelHolder ?? _parties[0],
        Dealer = Dealer,
        Terms = terms ?? new JointTerms(),
        Patience = Patience,
        JoinPatience = Patience,
    };

    /// <summary>Runs a member that follows the protocol up to the plan, and then does what a test wants.</summary>
    public static async Task<JointOutcome> MemberAsync(
        JointMemberOptions options, IMemberChannel channel, JointRows? rows, Func<JointSession, CountedMemberChannel, Task<JointResult>> body, CancellationToken cancellationToken)
    {
        (JointResult? result, JointFailure? failure) = await JointMember.RunAsync(options, channel, MemberOffer.ToFit(rows), body, cancellationToken);
        return new JointOutcome(result, failure);
    }

    /// <summary>Runs all members to their ends.</summary>
    /// <returns>The outcomes of the parties, then the dealer's.</returns>
    public Task<JointOutcome[]> RunAsync(IReadOnlyList<JointRows> rows, JointTerms? terms = null) => RunAsync(rows, terms ?? new JointTerms(), _ => null);

    /// <summary>Runs all members to their ends, some of them in a way of their own.</summary>
    /// <param name="rows">The parties' rows.</param>
    /// <param name="terms">The terms of all.</param>
    /// <param name="own">What a member does instead; null for what it should.</param>
    /// <returns>The outcomes of the parties, then the dealer's.</returns>
    public Task<JointOutcome[]> RunAsync(IReadOnlyList<JointRows> rows, JointTerms terms, Func<PartyId, Func<IMemberChannel, Task<JointOutcome>>?> own)
    {
        // All are there before the first begins: what a member says before another has come is lost when it leaves.
        (PartyId Member, IMemberChannel Channel)[] members = [.. _parties.Append(Dealer).Select(member => (member, Connect(member)))];
        return Task.WhenAll(members.Select((member, place) => Task.Run(async () =>
        {
            await using IMemberChannel channel = member.Channel;
            return own(member.Member) is { } other ? await other(channel)
                : member.Member == Dealer ? await new JointDealer(Options(Dealer, terms)).RunAsync(channel, default)
                : await new JointParty(Options(member.Member, terms), rows[place]).RunAsync(channel, default);
        }))).WaitAsync(TimeSpan.FromMinutes(2));
    }

    public void Dispose() => _credentials.Dispose();
}
