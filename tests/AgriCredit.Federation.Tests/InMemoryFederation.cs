using System.Security.Cryptography;
using AgriCredit.Learning;

namespace AgriCredit.Federation.Tests;

/// <summary>A coordinator and its parties in one process, without a transport: the coordinator itself is the channel.</summary>
internal sealed class InMemoryFederation : IDisposable
{
    public InMemoryFederation(IReadOnlyList<Dataset> rows, Func<SessionRequest, SessionRequest>? change = null, ILocalTrainer? trainer = null, IReadOnlyList<string>? ids = null)
    {
        PartyId[] parties = [.. rows.Select((_, index) => new PartyId(ids?[index] ?? $"bank-{index}"))];
        Credentials = new EphemeralCredentials(new PartyId("coordinator"), parties, TimeProvider.System);
        var request = new SessionRequest
        {
            Session = RandomNumberGenerator.GetBytes(32),
            Features = [.. rows[0].FeatureNames.Select(name => new PlannedFeature(name))],
            Training = new TrainingOptions(),
            Waivers = Waivers.All,
        };
        Request = change?.Invoke(request) ?? request;
        Options = new CoordinatorOptions { Identity = Credentials.Identity(Credentials.Roster.Coordinator), Roster = Credentials.Roster, Request = Request };
        Parties = [.. parties.Select((id, index) => new PartyOptions
        {
            Identity = Credentials.Identity(id),
            Roster = Credentials.Roster,
            Rows = rows[index],
            AcceptedWaivers = Waivers.All,
            ImputedFeatures = [.. Request.Features.Where(feature => feature.Imputed).Select(feature => feature.Name)],
            Trainer = trainer,
        })];
    }

    public EphemeralCredentials Credentials { get; }

    public SessionRequest Request { get; }

    public CoordinatorOptions Options { get; }

    public IReadOnlyList<PartyOptions> Parties { get; }

    /// <summary>Runs the session; every member must end alike.</summary>
    public async Task<SessionOutcome> RunAsync(Func<PartyOptions, ICoordinatorChannel, ICoordinatorChannel>? wrap = null)
    {
        using var coordinator = new Coordinator(Options);
        SessionOutcome[] outcomes = await Task.WhenAll(Parties.Select(party => new Party(party).RunAsync(wrap?.Invoke(party, coordinator) ?? coordinator, CancellationToken.None)));
        SessionOutcome outcome = await coordinator.Completion;
        foreach (SessionOutcome other in outcomes)
        {
            Assert.Equal(outcome.IsFinished, other.IsFinished);
            if (outcome.IsFinished)
            {
                Assert.True(other.IsFinished);
                Assert.Equal(outcome.Result.Weights, other.Result.Weights);
            }
        }

        return outcome;
    }

    public void Dispose() => Credentials.Dispose();
}
