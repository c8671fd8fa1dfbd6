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

    /// <summary>Runs all members to their ends.</summary>
    /// <returns>The outcomes of the parties, then the dealer's.</returns>
    public async Task<JointOutcome[]> RunAsync(IReadOnlyList<JointRows> rows, JointTerms? terms = null, CancellationToken cancellationToken = default)
    {
        Task<JointOutcome>[] members =
        [
            .. _parties.Select((party, place) => RunAsync(party, channel => new JointParty(Options(party, terms), rows[place]).RunAsync(channel, cancellationToken))),
            RunAsync(Dealer, channel => new JointDealer(Options(Dealer, terms)).RunAsync(channel, cancellationToken)),
        ];
        return await Task.WhenAll(members);
    }

    /// <summary>Runs one member on a channel of its own.</summary>
    public Task<JointOutcome> RunAsync(PartyId member, Func<IMemberChannel, Task<JointOutcome>> body) => Task.Run(async () =>
    {
        await using IMemberChannel channel = Connect(member);
        return await body(channel);
    });

    public void Dispose() => _credentials.Dispose();
}
