using AgriCredit.Learning;
using Google.Protobuf;

namespace AgriCredit.Federation.Tests;

/// <summary>What a coordinator turns away, repeats, or ends the session for.</summary>
public sealed class CoordinatorStateTests : IDisposable
{
    private readonly FakeClock _clock = new();
    private readonly InMemoryFederation _federation;
    private readonly Coordinator _coordinator;

    public CoordinatorStateTests()
    {
        _federation = new InMemoryFederation(SyntheticRows.Three(), clock: _clock);
        _coordinator = new Coordinator(_federation.Options);
    }

    public void Dispose()
    {
        _coordinator.Dispose();
        _federation.Dispose();
    }

    [Fact]
    public async Task UnknownSender_IsTurnedAway()
    {
        using var strangers = new EphemeralCredentials(new PartyId("coordinator"), [new PartyId("mallory"), new PartyId("other")], TimeProvider.System);
        Assert.Equal(RejectionReason.UnknownSender, await RejectedAsync(Declaration("bank-0").Forge(strangers.Identity(new PartyId("mallory")))));
        Assert.Equal(RejectionReason.UnknownSender, await RejectedAsync(Declaration("bank-0").Forge(_federation.CoordinatorIdentity)));
    }

    [Fact]
    public async Task AnotherPartysKey_IsABadSignature()
    {
        using var mallory = new SigningIdentity(new PartyId("bank-0"), _federation.Parties[1].Identity.Certificate);
        Assert.Equal(RejectionReason.BadSignature, await RejectedAsync(Declaration("bank-0").Forge(mallory)));
    }

    [Fact]
    public async Task WrongPlace_IsAReplay()
    {
        Envelope declaration = Declaration("bank-0");
        SigningIdentity identity = _federation.Parties[0].Identity;
        byte[] other = [1, .. new byte[31]];
        Assert.Equal(RejectionReason.Replayed, await RejectedAsync(declaration.Forge(identity, round: 1)));
        Assert.Equal(RejectionReason.Replayed, await RejectedAsync(declaration.Forge(identity, attempt: 1)));
        Assert.Equal(RejectionReason.Replayed, await RejectedAsync(declaration.Forge(identity, session: other)));
        Assert.Equal(RejectionReason.Replayed, await RejectedAsync(declaration.Forge(identity, previous: other)));
    }

    [Theory]
    [InlineData(MessageKind.KeyAdvert)]
    [InlineData(MessageKind.Ready)]
    [InlineData(MessageKind.MaskedInput)]
    [InlineData(MessageKind.Complete)]
    [InlineData(MessageKind.SessionPlan)]
    [InlineData(MessageKind.Abort)]
    [InlineData((MessageKind)0)]
    [InlineData((MessageKind)4_000_000_000)]
    public async Task KindOutOfOrder_IsUnexpected(MessageKind kind) =>
        Assert.Equal(RejectionReason.Unexpected, await RejectedAsync(Declaration("bank-0").Forge(_federation.Parties[0].Identity, kind: kind)));

    [Fact]
    public async Task MalformedPayload_IsTurnedAwayAndTheSessionGoesOn()
    {
        SigningIdentity identity = _federation.Parties[0].Identity;
        Envelope declaration = Declaration("bank-0");
        Assert.Equal(RejectionReason.Malformed, await RejectedAsync(declaration.Forge(identity, payload: (byte[])[0xFF])));
        Assert.Equal(RejectionReason.Malformed, await RejectedAsync(declaration.Forge(identity, Wire.Declaration.Parser, message => message.Version = 2)));
        Assert.Equal(RejectionReason.Malformed, await RejectedAsync(declaration.Forge(identity, Wire.Declaration.Parser, message => message.Exponents.RemoveAt(0))));
        Assert.Equal(RejectionReason.Malformed, await RejectedAsync(declaration.Forge(identity, Wire.Declaration.Parser, message => message.RowsExponent = uint.MaxValue)));
        Assert.False(_coordinator.Completion.IsCompleted);
        Assert.Null((await AllDeclareAsync())[0].Rejection);
    }

    [Fact]
    public async Task MalformedEnvelope_IsTurnedAway()
    {
        foreach (Action<Wire.Envelope> change in new Action<Wire.Envelope>[]
        {
            wire => wire.Session = ByteString.Empty,
            wire => wire.Prev = ByteString.CopyFrom(new byte[33]),
            wire => wire.Signature = ByteString.CopyFrom(new byte[63]),
            wire => wire.Sender = "",
            wire => wire.Sender = new string('x', 201),
            wire => wire.Sender = "bank-0\n",
        })
        {
            Wire.Envelope wire = Declaration("bank-0").Wire.Clone();
            change(wire);
            Assert.Equal(RejectionReason.Malformed, await RejectedAsync(Envelope.FromWire(wire)));
        }
    }

    [Fact]
    public async Task OversizedPayload_IsTurnedAwayUnread()
    {
        Envelope large = Declaration("bank-0").Forge(_federation.Parties[0].Identity, payload: new byte[CoordinatorOptions.DefaultPayloadLimit + 1]);
        Assert.Equal(RejectionReason.PayloadTooLarge, await RejectedAsync(large));
    }

    [Fact]
    public async Task IdenticalRepeat_GetsTheSameReply()
    {
        Envelope declaration = Declaration("bank-0");
        Task<ExchangeReply> first = SendAsync(declaration);
        Task<ExchangeReply> repeat = SendAsync(declaration);
        Task<ExchangeReply> signedAgain = SendAsync(declaration.Forge(_federation.Parties[0].Identity));
        Assert.False(first.IsCompleted);
        Task<ExchangeReply>[] others = [SendAsync(Declaration("bank-1")), SendAsync(Declaration("bank-2"))];
        await Task.WhenAll(others);
        ExchangeReply late = await SendAsync(declaration);
        foreach (ExchangeReply reply in new[] { await repeat, await signedAgain, late })
        {
            Assert.Equal((await first).Envelopes[0].Wire.ToByteArray(), reply.Envelopes[0].Wire.ToByteArray());
        }
    }

    [Fact]
    public async Task TwoPayloadsForOnePlace_EndTheSessionForAll()
    {
        Task<ExchangeReply> first = SendAsync(Declaration("bank-0"));
        Task<ExchangeReply> other = SendAsync(Declaration("bank-1"));
        ExchangeReply second = await SendAsync(Declaration("bank-0").Forge(_federation.Parties[0].Identity, Wire.Declaration.Parser, message => message.Exponents[0]++));
        SessionOutcome outcome = await _coordinator.Completion;
        Assert.Equal(SessionFailureReason.Equivocation, outcome.Failure!.Reason);
        Assert.Equal([new PartyId("bank-0")], outcome.Failure.Parties);
        foreach (ExchangeReply reply in new[] { await first, await other, second, await SendAsync(Declaration("bank-2")) })
        {
            Assert.Equal(MessageKind.Abort, Assert.Single(reply.Envelopes).Kind);
        }
    }

    [Fact]
    public async Task TwoMaskedInputs_AreAnEquivocationThatEveryPartyIsTold()
    {
        using var federation = new InMemoryFederation(SyntheticRows.Three());
        SessionOutcome[] outcomes = await federation.FailAsync((party, inner) => party.Identity.Id.Value != "bank-1" ? inner : new EquivocatingChannel(inner, party.Identity));
        Assert.All(outcomes, outcome => Assert.Equal(SessionFailureReason.Equivocation, outcome.Failure!.Reason));
        Assert.All(outcomes, outcome => Assert.Equal([new PartyId("bank-1")], outcome.Failure!.Parties));
    }

    [Fact]
    public async Task PartyThatNeverComes_IsNamedWhenTimeIsUp()
    {
        Task<ExchangeReply>[] here = [SendAsync(Declaration("bank-0")), SendAsync(Declaration("bank-2"))];
        _clock.Advance(SessionRequest.DefaultCollectTimeout - TimeSpan.FromSeconds(1));
        Assert.False(_coordinator.Completion.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1));
        AssertMissing(await _coordinator.Completion.WaitAsync(TimeSpan.FromSeconds(10)), "bank-1");
        foreach (ExchangeReply reply in await Task.WhenAll(here))
        {
            Wire.Abort abort = Wire.Abort.Parser.ParseFrom(Assert.Single(reply.Envelopes).Payload.Span);
            Assert.Equal((uint)SessionFailureReason.MissingParty, abort.Reason);
            Assert.Equal(["bank-1"], abort.Parties);
        }
    }

    [Fact]
    public async Task TimerThatIsEarly_WaitsForTheRest()
    {
        var clock = new FakeClock { Early = TimeSpan.FromMilliseconds(1) };
        using var federation = new InMemoryFederation(SyntheticRows.Three(), clock: clock);
        using var coordinator = new Coordinator(federation.Options);
        clock.Advance(SessionRequest.DefaultCollectTimeout - TimeSpan.FromMilliseconds(1));
        Assert.False(coordinator.Completion.IsCompleted);
        clock.Early = TimeSpan.Zero;
        clock.Advance(TimeSpan.FromMilliseconds(2));
        AssertMissing(await coordinator.Completion.WaitAsync(TimeSpan.FromSeconds(10)), "bank-0", "bank-1", "bank-2");
    }

    [Fact]
    public async Task TimeOfAStage_BeginsWithIt()
    {
        _clock.Advance(TimeSpan.FromSeconds(50));
        await AllDeclareAsync();
        _clock.Advance(TimeSpan.FromSeconds(50));
        Assert.False(_coordinator.Completion.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(10));
        AssertMissing(await _coordinator.Completion.WaitAsync(TimeSpan.FromSeconds(10)), "bank-0", "bank-1", "bank-2");
    }

    [Fact]
    public async Task PartyThatStopsInARound_IsMissing()
    {
        var clock = new FakeClock();
        using var federation = new InMemoryFederation(SyntheticRows.Three(), clock: clock);
        using var coordinator = new Coordinator(federation.Options);
        using var inputs = new SemaphoreSlim(0);
        Task<SessionOutcome>[] running = [.. federation.Parties.Select(party => new Party(party).RunAsync(
            party.Identity.Id.Value == "bank-1"
                ? new TamperingChannel(coordinator, sent => sent.Kind == MessageKind.MaskedInput ? throw new FederationException(party.Identity.Id, "gone") : sent)
                : new CountingChannel(coordinator, inputs),
            CancellationToken.None))];
        SessionOutcome gone = await running[1];
        Assert.Equal(SessionFailureReason.Timeout, gone.Failure!.Reason);
        Assert.True(await inputs.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.True(await inputs.WaitAsync(TimeSpan.FromSeconds(30)));
        clock.Advance(SessionRequest.DefaultCollectTimeout);
        AssertMissing(await coordinator.Completion, "bank-1");
        Assert.Equal(SessionFailureReason.MissingParty, (await running[0]).Failure!.Reason);
        Assert.Equal([new PartyId("bank-1")], (await running[2]).Failure!.Parties);
    }

    [Fact]
    public async Task Cancel_TellsEveryParty()
    {
        Task<ExchangeReply> waiting = SendAsync(Declaration("bank-0"));
        _coordinator.Cancel();
        Assert.Equal(SessionFailureReason.Cancelled, (await _coordinator.Completion).Failure!.Reason);
        Assert.Equal(MessageKind.Abort, (await waiting).Envelopes[0].Kind);
        Assert.Equal(MessageKind.Abort, (await SendAsync(Declaration("bank-1"))).Envelopes[0].Kind);
    }

    [Fact]
    public async Task CancelledParty_Throws()
    {
        using var stop = new CancellationTokenSource();
        Task<SessionOutcome> party = new Party(_federation.Parties[0]).RunAsync(_coordinator, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => party);
    }

    [Fact]
    public async Task RefusalOfOneParty_EndsTheSessionForAll()
    {
        Task<ExchangeReply> waiting = SendAsync(Declaration("bank-0"));
        var refusal = new Wire.Refusal { Reason = (uint)SessionFailureReason.RareCategory, Subject = "x1" };
        await SendAsync(Declaration("bank-1").Forge(_federation.Parties[1].Identity, payload: refusal.ToByteArray(), kind: MessageKind.Refusal));
        SessionFailure failure = (await _coordinator.Completion).Failure!;
        Assert.Equal((SessionFailureReason.RareCategory, "x1"), (failure.Reason, failure.Subject));
        Assert.Equal([new PartyId("bank-1")], failure.Parties);
        Assert.Equal(MessageKind.Abort, (await waiting).Envelopes[0].Kind);
    }

    [Theory]
    [InlineData("\u001b[2Jgone\nnext line")]
    [InlineData(null)]
    public async Task RefusalWithTextThatIsNoName_LeavesItOutOfEverybodysMessages(string? subject)
    {
        subject ??= new string('x', 100_000);
        Task<ExchangeReply> waiting = SendAsync(Declaration("bank-0"));
        var refusal = new Wire.Refusal { Reason = 12345, Subject = subject };
        await SendAsync(Declaration("bank-1").Forge(_federation.Parties[1].Identity, payload: refusal.ToByteArray(), kind: MessageKind.Refusal));
        SessionFailure failure = (await _coordinator.Completion).Failure!;
        Assert.Equal(SessionFailureReason.ProtocolViolation, failure.Reason);
        Assert.Empty(failure.Subject);
        Assert.DoesNotContain(subject, failure.Message, StringComparison.Ordinal);
        Assert.Empty(Wire.Abort.Parser.ParseFrom((await waiting).Envelopes[0].Payload.Span).Subject);
        Assert.Empty(Aborts.Read(new Wire.Abort { Subject = subject }).Subject);
    }

    [Fact]
    public async Task RefusalOfAnotherSession_IsAReplay()
    {
        var refusal = new Wire.Refusal { Reason = (uint)SessionFailureReason.BadTag };
        byte[] other = [1, .. new byte[31]];
        Assert.Equal(
            RejectionReason.Replayed,
            await RejectedAsync(Declaration("bank-1").Forge(_federation.Parties[1].Identity, payload: refusal.ToByteArray(), kind: MessageKind.Refusal, session: other)));
    }

    private static void AssertMissing(SessionOutcome outcome, params string[] parties)
    {
        Assert.Equal(SessionFailureReason.MissingParty, outcome.Failure!.Reason);
        Assert.Equal(parties.Select(party => new PartyId(party)), outcome.Failure.Parties);
        Assert.All(parties, party => Assert.Contains($"'{party}'", outcome.Failure.Message, StringComparison.Ordinal));
    }

    private Envelope Declaration(string party)
    {
        var declaration = new Wire.Declaration { Version = 1, RowsExponent = 8 };
        declaration.Features.AddRange(["x0", "x1", "x2"]);
        declaration.Exponents.AddRange([1, 2, 3]);
        return Envelope.Sign(_federation.Credentials.Identity(new PartyId(party)), declaration.ToByteArray(), MessageKind.Declaration, Envelope.NoHash, 0, 0, Envelope.NoHash);
    }

    private Task<ExchangeReply> SendAsync(Envelope envelope) => _coordinator.ExchangeAsync(envelope, CancellationToken.None);

    private async Task<RejectionReason?> RejectedAsync(Envelope envelope)
    {
        ExchangeReply reply = await SendAsync(envelope).WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Empty(reply.Envelopes);
        return reply.Rejection;
    }

    private Task<ExchangeReply[]> AllDeclareAsync() => Task.WhenAll(SendAsync(Declaration("bank-0")), SendAsync(Declaration("bank-1")), SendAsync(Declaration("bank-2")));

    private sealed class CountingChannel(ICoordinatorChannel inner, SemaphoreSlim inputs) : ICoordinatorChannel
    {
        public Task<ExchangeReply> ExchangeAsync(Envelope message, CancellationToken cancellationToken)
        {
            // The coordinator has taken the message when its task is there.
            Task<ExchangeReply> reply = inner.ExchangeAsync(message, cancellationToken);
            if (message.Kind == MessageKind.MaskedInput)
            {
                inputs.Release();
            }

            return reply;
        }

        public Task ConfirmAsync(PartyId party, CancellationToken cancellationToken) => inner.ConfirmAsync(party, cancellationToken);
    }

    private sealed class EquivocatingChannel(ICoordinatorChannel inner, SigningIdentity identity) : ICoordinatorChannel
    {
        public async Task<ExchangeReply> ExchangeAsync(Envelope message, CancellationToken cancellationToken)
        {
            if (message.Kind != MessageKind.MaskedInput || message.Round != 2)
            {
                return await inner.ExchangeAsync(message, cancellationToken);
            }

            Task<ExchangeReply> first = inner.ExchangeAsync(message, cancellationToken);
            await inner.ExchangeAsync(message.Forge(identity, Wire.MaskedInput.Parser, input => input.Tag ^= 1), cancellationToken);
            return await first;
        }

        public Task ConfirmAsync(PartyId party, CancellationToken cancellationToken) => inner.ConfirmAsync(party, cancellationToken);
    }
}
