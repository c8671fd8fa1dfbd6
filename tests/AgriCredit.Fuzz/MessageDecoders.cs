using AgriCredit.Federation;
using AgriCredit.Fuzz.Sessions;
using AgriCredit.Privacy;
using Google.Protobuf;
using Wire = AgriCredit.Federation.Wire;

namespace AgriCredit.Fuzz;

/// <summary>The envelope and every payload, as the stage that receives it first reads it. None may throw.</summary>
internal static class MessageDecoders
{
    private const int PayloadLimit = 1 << 20;
    private static readonly PartyId Reporter = new(RecordedSession.Victim);
    private static readonly Lazy<EphemeralKey> Key = new(EphemeralKey.Generate);

    public static IReadOnlyList<Decoder> All { get; } =
    [
        new("envelope", ReadEnvelope, Refusal: null, () => RecordedSession.Instance.Envelopes.Select(envelope => envelope.Wire.ToByteArray())),
        Payload("declaration", MessageKind.Declaration, Parse(Wire.Declaration.Parser)),
        Payload("session-plan", MessageKind.SessionPlan, ReadPlan),
        Payload("key-advert", MessageKind.KeyAdvert, ReadAdvert),
        Payload("key-directory", MessageKind.KeyDirectory, ReadDirectory),
        Payload("group-key-offer", MessageKind.GroupKeyOffer, Parse(Wire.GroupKeyOffer.Parser)),
        Payload("group-key-box", MessageKind.GroupKeyBox, Parse(Wire.GroupKeyBox.Parser)),
        Payload("ready", MessageKind.Ready, Parse(Wire.Ready.Parser)),
        Payload("round-plan", MessageKind.RoundPlan, Parse(Wire.RoundPlan.Parser, plan => WireReader.ReadParties(plan.Participants))),
        Payload("masked-input", MessageKind.MaskedInput, ReadInput),
        Payload("survivor-set", MessageKind.SurvivorSet, Parse(Wire.SurvivorSet.Parser, set => WireReader.ReadParties(set.Survivors))),
        Payload("survivor-ack", MessageKind.SurvivorAck, Parse(Wire.SurvivorAck.Parser)),
        Payload("unmask-request", MessageKind.UnmaskRequest, ReadRequest),
        Payload("unmask", MessageKind.Unmask, Parse(Wire.Unmask.Parser, unmask => unmask.Shares.Count(share => SelfMask.IsShare(share.Span, holder: 1)))),
        Payload("publish", MessageKind.Publish, ReadPublish),
        Payload("complete", MessageKind.Complete, Parse(Wire.Complete.Parser)),
        Payload("confirm", MessageKind.Confirm, Parse(Wire.Confirm.Parser)),
        new("abort", Parse(Wire.Abort.Parser, Aborts.Read), Refusal: null, () => [new Wire.Abort { Reason = 22, Parties = { "bank-3" }, Subject = "area" }.ToByteArray()]),
        new("refusal", Parse(Wire.Refusal.Parser, refusal => Aborts.Reason(refusal.Reason) + Aborts.Subject(refusal.Subject)), Refusal: null, () => [new Wire.Refusal { Reason = 6, Subject = "area" }.ToByteArray()]),
        new("void", Parse(Wire.Void.Parser, given => WireReader.ReadParties(given.Missing)), Refusal: null, () => [new Wire.Void { Reason = 23, Missing = { "bank-0", "bank-2" } }.ToByteArray()]),
        new("bad-share", ReadBadShare, Refusal: null, () => [new Wire.BadShare { Senders = { "bank-0", "bank-2" } }.ToByteArray()]),
    ];

    private static Decoder Payload(string name, MessageKind kind, Action<byte[]> read) =>
        new(name, read, Refusal: null, () => RecordedSession.Instance.Envelopes.Where(envelope => envelope.Kind == kind).Select(envelope => envelope.Payload.ToArray()));

    private static Action<byte[]> Parse<T>(MessageParser<T> parser, Func<T, object?>? use = null)
        where T : class, IMessage<T> => bytes =>
        {
            if (WireReader.Parse(parser, bytes) is { } message)
            {
                _ = use?.Invoke(message);
            }
        };

    private static void ReadEnvelope(byte[] bytes)
    {
        if (WireReader.Parse(Wire.Envelope.Parser, bytes) is { } wire)
        {
            var envelope = Envelope.FromWire(wire);
            _ = envelope.ToString();
            _ = envelope.Check(RecordedSession.Instance.Roster, PayloadLimit);
        }
    }

    // What is read can be planned with: a failure is named, not thrown.
    private static void ReadPlan(byte[] bytes)
    {
        if (SessionPlan.Read(bytes) is { } plan)
        {
            _ = new FederatedFit(plan, trainer: null).Failure;
        }
    }

    private static void ReadAdvert(byte[] bytes)
    {
        if (WireReader.Parse(Wire.KeyAdvert.Parser, bytes) is { } advert)
        {
            Key.Value.Agree(advert.MaskKey.Span, salt: [1])?.Dispose();
            Key.Value.Agree(advert.BoxKey.Span, salt: [2])?.Dispose();
        }
    }

    private static void ReadDirectory(byte[] bytes)
    {
        foreach (Wire.Envelope advert in WireReader.Parse(Wire.KeyDirectory.Parser, bytes)?.Adverts ?? [])
        {
            var envelope = Envelope.FromWire(advert);
            _ = envelope.Check(RecordedSession.Instance.Roster, payloadLimit: 1024);
            ReadAdvert(envelope.Payload.ToArray());
        }
    }

    private static void ReadInput(byte[] bytes)
    {
        if (WireReader.TryReadMaskedInput(bytes, out ReadOnlyMemory<byte> words, out ulong tag, out _) && words.Length >= sizeof(ulong))
        {
            _ = new MaskedSum(words.Length / sizeof(ulong)).TryAdd(words.Span, tag);
        }
    }

    private static void ReadRequest(byte[] bytes)
    {
        if (WireReader.Parse(Wire.UnmaskRequest.Parser, bytes) is { } request)
        {
            _ = WireReader.ReadParties(request.Survivors);
            foreach (Envelope ack in request.Acks.Take(10).Select(Envelope.FromWire))
            {
                _ = ack.Check(RecordedSession.Instance.Roster, payloadLimit: 1024);
            }
        }
    }

    private static void ReadPublish(byte[] bytes)
    {
        if (WireReader.Parse(Wire.Publish.Parser, bytes) is { } publish)
        {
            _ = RingElements.Read(publish.Sum.Span);
            _ = WireReader.ReadParties([.. publish.Inputs.Select(input => input.Party)]);
        }
    }

    private static void ReadBadShare(byte[] bytes)
    {
        var envelope = Envelope.FromWire(new Wire.Envelope { Payload = ByteString.CopyFrom(bytes) });
        _ = BadShares.Read(envelope, Reporter, RecordedSession.Instance.Roster.Parties);
    }
}
