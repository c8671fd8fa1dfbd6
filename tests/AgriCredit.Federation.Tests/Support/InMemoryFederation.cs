using System.Security.Cryptography;
using AgriCredit.Learning;

namespace AgriCredit.Federation.Tests;

/// <summary>A coordinator and its parties in one process, without a transport: the coordinator itself is the channel.</summary>
internal sealed class InMemoryFederation : IDisposable
{
    private readonly bool _ownsCredentials;

    public InMemoryFederation(
        IReadOnlyList<Dataset> rows,
        Func<SessionRequest, SessionRequest>? change = null,
        ILocalTrainer? trainer = null,
        IReadOnlyList<string>? ids = null,
        IReadOnlyList<string>? accepted = null,
        IReadOnlyList<IStateStore>? stores = null,
        TimeProvider? clock = null,
        EphemeralCredentials? credentials = null)
    {
        PartyId[] parties = credentials?.Roster.Parties.ToArray() ?? [.. rows.Select((_, index) => new PartyId(ids?[index] ?? $"bank-{index}"))];
        _ownsCredentials = credentials is null;
        Credentials = credentials ?? new EphemeralCredentials(new PartyId("coordinator"), parties, TimeProvider.System);
        var request = new SessionRequest
        {
            Session = RandomNumberGenerator.GetBytes(32),
            Features = [.. rows[0].FeatureNames.Select(name => new PlannedFeature(name))],
            Training = new TrainingOptions(),
            Waivers = Waivers.All,
        };
        Request = change?.Invoke(request) ?? request;
        Options = new CoordinatorOptions
        {
            Identity = Credentials.Identity(Credentials.Roster.Coordinator),
            Roster = Credentials.Roster,
            Request = Request,
            Clock = clock ?? TimeProvider.System,
        };
        Parties = [.. parties.Select((id, index) => new PartyOptions
        {
            Identity = Credentials.Identity(id),
            Roster = Credentials.Roster,
            Rows = rows[index],
            AcceptedWaivers = accepted ?? Waivers.All,
            ImputedFeatures = [.. Request.Features.Where(feature => feature.Imputed).Select(feature => feature.Name)],
            Trainer = trainer,
            Store = stores?[index] ?? new MemoryStateStore(),
        })];
    }

    public EphemeralCredentials Credentials { get; }

    public SessionRequest Request { get; }

    public CoordinatorOptions Options { get; }

    public IReadOnlyList<PartyOptions> Parties { get; }

    /// <summary>The coordinator's options over a store of its own.</summary>
    public CoordinatorOptions OptionsWith(IStateStore store, TimeProvider? clock = null) => new()
    {
        Identity = Options.Identity,
        Roster = Options.Roster,
        Request = Options.Request,
        Clock = clock ?? Options.Clock,
        Store = store,
    };

    /// <summary>The key that a malicious coordinator has.</summary>
    public SigningIdentity CoordinatorIdentity => Options.Identity;

    /// <summary>Runs the session; every member must end alike.</summary>
    public async Task<SessionOutcome> RunAsync(Func<PartyOptions, ICoordinatorChannel, ICoordinatorChannel>? wrap = null) => (await RunAllAsync(wrap))[0];

    /// <summary>Runs the session: the coordinator's outcome, then the parties'. Either all have the same result or none has any.</summary>
    public async Task<SessionOutcome[]> RunAllAsync(Func<PartyOptions, ICoordinatorChannel, ICoordinatorChannel>? wrap = null)
    {
        using var coordinator = new Coordinator(Options);
        SessionOutcome[] outcomes = await Task.WhenAll(Parties.Select(party => new Party(party).RunAsync(wrap?.Invoke(party, coordinator) ?? coordinator, CancellationToken.None)));
        foreach (PartyOptions party in Parties)
        {
            new Party(party).Forget();
        }

        Assert.True(coordinator.Completion.IsCompleted);
        SessionOutcome outcome = await coordinator.Completion;
        foreach (SessionOutcome other in outcomes)
        {
            Assert.True(outcome.IsFinished == other.IsFinished, $"{outcome.Failure} | {other.Failure}");
            if (outcome.IsFinished)
            {
                Assert.True(other.IsFinished);
                Assert.Equal(outcome.Result.Weights, other.Result.Weights);
            }
        }

        return [outcome, .. outcomes];
    }

    /// <summary>Runs the session with one party's, or every party's, messages changed on their way; no member may have a result.</summary>
    public async Task<SessionOutcome[]> FailAsync(Func<PartyOptions, ICoordinatorChannel, ICoordinatorChannel>? wrap = null)
    {
        SessionOutcome[] outcomes = await RunAllAsync(wrap).WaitAsync(TimeSpan.FromMinutes(2));
        Assert.All(outcomes, outcome => Assert.False(outcome.IsFinished));
        return outcomes;
    }

    public void Dispose()
    {
        if (_ownsCredentials)
        {
            Credentials.Dispose();
        }
    }
}
