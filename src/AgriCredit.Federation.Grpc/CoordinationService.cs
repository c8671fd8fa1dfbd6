using Grpc.Core;

namespace AgriCredit.Federation.Grpc;

/// <summary>Hands envelopes to the coordinator, each only from the connection of its sender.</summary>
internal sealed class CoordinationService : Wire.Coordination.CoordinationBase
{
    private readonly Coordinator _coordinator;
    private readonly TransportSecurity _security;

    public CoordinationService(Coordinator coordinator, TransportSecurity security)
    {
        _coordinator = coordinator;
        _security = security;
    }

    public override async Task<Wire.Answer> Exchange(Federation.Wire.Envelope request, ServerCallContext context)
    {
        ExchangeReply reply = Caller(context)?.Value == request.Sender
            ? await _coordinator.ExchangeAsync(Envelope.FromWire(request), context.CancellationToken)
            : ExchangeReply.Rejected(RejectionReason.UnknownSender);
        var answer = new Wire.Answer { Rejection = reply.Rejection is { } rejection ? (uint)rejection : 0 };
        answer.Envelopes.AddRange(reply.Envelopes.Select(envelope => envelope.Wire));
        return answer;
    }

    public override async Task<Wire.Confirmation> Confirm(Wire.Confirmation request, ServerCallContext context)
    {
        if (Caller(context) is { } party)
        {
            await _coordinator.ConfirmAsync(party, context.CancellationToken);
        }

        return request;
    }

    /// <summary>The member of the connection's certificate.</summary>
    private PartyId? Caller(ServerCallContext context) =>
        context.GetHttpContext().Connection.ClientCertificate is { } certificate ? _security.Roster.FindByCertificate(certificate) : null;
}
