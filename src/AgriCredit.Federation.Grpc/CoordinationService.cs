using Grpc.Core;
using Microsoft.AspNetCore.Http;

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
        HttpContext http = context.GetHttpContext();
        PartyId? caller = http.Connection.ClientCertificate is { } certificate ? _security.Roster.FindByCertificate(certificate) : null;
        var envelope = Envelope.FromWire(request);
        bool isSender = caller?.Value == request.Sender;
        ExchangeReply reply = isSender
            ? await _coordinator.ExchangeAsync(envelope, context.CancellationToken)
            : ExchangeReply.Rejected(RejectionReason.UnknownSender);
        if (isSender)
        {
            http.Response.OnCompleted(() =>
            {
                if (!http.RequestAborted.IsCancellationRequested)
                {
                    _coordinator.NoteDelivery(envelope);
                }

                return Task.CompletedTask;
            });
        }

        var answer = new Wire.Answer { Rejection = reply.Rejection is { } rejection ? (uint)rejection : 0 };
        answer.Envelopes.AddRange(reply.Envelopes.Select(envelope => envelope.Wire));
        return answer;
    }
}
