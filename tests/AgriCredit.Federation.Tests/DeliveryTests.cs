namespace AgriCredit.Federation.Tests;

/// <summary>When a coordinator may go away.</summary>
public sealed class DeliveryTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly InMemoryFederation _federation = new(SyntheticRows.Three());

    public void Dispose() => _federation.Dispose();

    [Fact]
    public async Task Delivery_IsCompleteOnceEveryPartyHoldsItsLastAnswer()
    {
        using var coordinator = new Coordinator(_federation.Options);
        var late = new LateAnswerChannel(coordinator);
        Task<SessionOutcome>[] parties = [.. _federation.Parties.Select((party, index) => new Party(party).RunAsync(index == 2 ? late : coordinator, CancellationToken.None))];
        await Task.WhenAll(parties[..2]).WaitAsync(Patience);
        await coordinator.Completion.WaitAsync(Patience);
        Assert.False(await coordinator.WaitForDeliveryAsync(TimeSpan.FromMilliseconds(200), CancellationToken.None));

        late.Deliver();
        Assert.True((await parties[2].WaitAsync(Patience)).IsFinished);
        Assert.True(await coordinator.WaitForDeliveryAsync(TimeSpan.Zero, CancellationToken.None));
    }

    [Fact]
    public async Task ConfirmationBeforeTheEnd_CountsForNothing()
    {
        using var coordinator = new Coordinator(_federation.Options);
        foreach (PartyId party in _federation.Options.Roster.Parties)
        {
            await coordinator.ConfirmAsync(party, CancellationToken.None);
        }

        coordinator.Cancel();
        Assert.False(await coordinator.WaitForDeliveryAsync(TimeSpan.FromMilliseconds(200), CancellationToken.None));
    }

    [Fact]
    public async Task PartyThatStartsAgainWithItsResult_Confirms()
    {
        using var coordinator = new Coordinator(_federation.Options);
        var silent = new LateAnswerChannel(coordinator) { LosesConfirmations = true };
        silent.Deliver();
        await Task.WhenAll(_federation.Parties.Select((party, index) => new Party(party).RunAsync(index == 2 ? silent : coordinator, CancellationToken.None))).WaitAsync(Patience);
        Assert.False(await coordinator.WaitForDeliveryAsync(TimeSpan.Zero, CancellationToken.None));

        Assert.True((await new Party(_federation.Parties[2]).RunAsync(coordinator, CancellationToken.None).WaitAsync(Patience)).IsFinished);
        Assert.True(await coordinator.WaitForDeliveryAsync(TimeSpan.Zero, CancellationToken.None));
    }

    /// <summary>A line on which the last answer is long under way.</summary>
    private sealed class LateAnswerChannel(ICoordinatorChannel inner) : ICoordinatorChannel
    {
        private readonly TaskCompletionSource _arrives = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool LosesConfirmations { get; init; }

        public void Deliver() => _arrives.SetResult();

        public async Task<ExchangeReply> ExchangeAsync(Envelope message, CancellationToken cancellationToken)
        {
            ExchangeReply reply = await inner.ExchangeAsync(message, cancellationToken);
            if (message.Kind == MessageKind.Complete)
            {
                await _arrives.Task.WaitAsync(cancellationToken);
            }

            return reply;
        }

        public Task ConfirmAsync(PartyId party, CancellationToken cancellationToken) =>
            LosesConfirmations ? Task.CompletedTask : inner.ConfirmAsync(party, cancellationToken);
    }
}
