using AgriCredit.Federation;
using AgriCredit.Harness.Scenarios;

namespace AgriCredit.Harness.Simulation;

/// <summary>The channel of a party that is made to leave: from its moment on nothing is sent and nothing comes back, as if the host were gone.</summary>
internal sealed class LeavingChannel : ICoordinatorChannel
{
    private readonly ICoordinatorChannel _channel;
    private readonly Departure _departure;

    public LeavingChannel(ICoordinatorChannel channel, Departure departure)
    {
        _channel = channel;
        _departure = departure;
    }

    public async Task<ExchangeReply> ExchangeAsync(Envelope message, CancellationToken cancellationToken)
    {
        bool inRound = message.Round == (ulong)(FederationRun.SetupRounds + _departure.TrainingRound);
        MessageKind last = _departure.At == DropMoment.BeforeUnmask ? MessageKind.Unmask : MessageKind.MaskedInput;
        if (!inRound || message.Kind != last)
        {
            return await _channel.ExchangeAsync(message, cancellationToken);
        }

        if (_departure.At == DropMoment.AfterInput)
        {
            await _channel.ExchangeAsync(message, cancellationToken);
        }

        await Task.Delay(Timeout.Infinite, cancellationToken);
        throw new OperationCanceledException(cancellationToken);
    }

    public Task ConfirmAsync(PartyId party, CancellationToken cancellationToken) => _channel.ConfirmAsync(party, cancellationToken);
}
