using AgriCredit.Learning;
using AgriCredit.Privacy;
using Google.Protobuf;

namespace AgriCredit.Federation.Tests;

/// <summary>A coordinator that signs what it should not; every member must end without a result, with the named reason.</summary>
public class MaliciousCoordinatorTests
{
    private const ulong P = (1UL << 61) - 1;
    private const ulong TrainingRound = 4;
    private static readonly Dictionary<string, Action<Wire.Publish>> SumForgeries = new()
    {
        ["one coordinate plus one"] = Sums(sum => sum[3] = unchecked(sum[3] + 1)),
        ["one coordinate minus one"] = Sums(sum => sum[3] = unchecked(sum[3] - 1)),
        ["first coordinate plus one"] = Sums(sum => sum[0] = unchecked(sum[0] + 1)),
        ["plus p"] = Sums(sum => sum[2] = unchecked(sum[2] + P)),
        ["minus p"] = Sums(sum => sum[2] = unchecked(sum[2] - P)),
        ["every coordinate plus p"] = Sums(sum => Each(sum, word => unchecked(word + P))),
        ["plus 8 p, which wraps to minus 8"] = Sums(sum => sum[2] = unchecked(sum[2] + (8 * P))),
        ["two coordinates swapped"] = Sums(sum => (sum[2], sum[3]) = (sum[3], sum[2])),
        ["negated with its tag"] = publish =>
        {
            Sums(sum => Each(sum, word => unchecked(0 - word)))(publish);
            publish.Tag = P - publish.Tag;
        },
        ["doubled with its tag"] = publish =>
        {
            Sums(sum => Each(sum, word => unchecked(2 * word)))(publish);
            publish.Tag = 2 * publish.Tag % P;
        },
        ["all zeros"] = publish =>
        {
            Sums(Array.Clear)(publish);
            publish.Tag = 0;
        },
        ["tag plus one"] = publish => publish.Tag = (publish.Tag + 1) % P,
        ["tag plus p"] = publish => publish.Tag += P,
        ["tag zero"] = publish => publish.Tag = 0,
        ["tag with high bits"] = publish => publish.Tag |= 1UL << 63,
        ["one word short"] = publish => publish.Sum = ByteString.CopyFrom(publish.Sum.Span[..^8]),
        ["one word long"] = publish => publish.Sum = ByteString.CopyFrom([.. publish.Sum.Span, .. new byte[8]]),
        ["empty"] = publish => publish.Sum = ByteString.Empty,
    };

    private static readonly Dictionary<string, Action<Wire.RoundPlan>> PlanForgeries = new()
    {
        ["another model"] = plan => plan.SubjectHash = ByteString.CopyFrom(FederatedFit.ModelHash([1, 2, 3, 4])),
        ["another kind"] = plan => plan.Kind = (uint)RoundKind.Means,
        ["a party fewer"] = plan => plan.Participants.RemoveAt(2),
        ["a party twice"] = plan => plan.Participants[2] = plan.Participants[1],
        ["another order"] = plan => (plan.Participants[0], plan.Participants[1]) = (plan.Participants[1], plan.Participants[0]),
        ["an unknown party"] = plan => plan.Participants.Add("mallory"),
        ["another scale"] = plan => plan.Layout[^1].FractionalBits--,
        ["another bound"] = plan => plan.Layout[^1].Bound *= 2,
        ["another length"] = plan => plan.Layout[^1].Length++,
        ["a part fewer"] = plan => plan.Layout.RemoveAt(plan.Layout.Count - 1),
    };

    private static readonly Dictionary<string, Func<IReadOnlyList<Wire.Envelope>, InMemoryFederation, IEnumerable<Wire.Envelope>>> DirectoryForgeries = new()
    {
        ["a key of the coordinator's, signed by it"] = (adverts, federation) => [adverts[0], FreshKeys(adverts[1]).Forge(federation.CoordinatorIdentity).Wire, adverts[2]],
        ["a key of the coordinator's, signed by it as the party"] = (adverts, federation) =>
            [adverts[0], FreshKeys(adverts[1]).Forge(AsIf("bank-1", federation.Credentials.Identity(new PartyId("coordinator")))).Wire, adverts[2]],
        ["a key of the coordinator's under the party's signature"] = (adverts, federation) =>
        {
            Wire.Envelope altered = adverts[1].Clone();
            altered.Payload = FreshKeys(adverts[1]).Wire.Payload;
            return [adverts[0], altered, adverts[2]];
        },
        ["another party's advert twice"] = (adverts, _) => [adverts[0], adverts[2], adverts[2]],
        ["a missing advert"] = (adverts, _) => [adverts[0], adverts[1]],
        ["no advert"] = (_, _) => [],
        ["an advert too many"] = (adverts, _) => [.. adverts, adverts[2]],
        ["another order"] = (adverts, _) => [adverts[0], adverts[2], adverts[1]],
        ["the reader's own advert altered"] = (adverts, federation) =>
            [Envelope.FromWire(adverts[0]).Forge(federation.Credentials.Identity(new PartyId("bank-0")), attempt: 1).Wire, adverts[1], adverts[2]],
        ["an advert of another session"] = (adverts, federation) =>
            [adverts[0], Envelope.FromWire(adverts[1]).Forge(federation.Credentials.Identity(new PartyId("bank-1")), session: new byte[32]).Wire, adverts[2]],
        ["an advert for another plan"] = (adverts, federation) =>
            [adverts[0], Envelope.FromWire(adverts[1]).Forge(federation.Credentials.Identity(new PartyId("bank-1")), previous: new byte[32]).Wire, adverts[2]],
        ["another message of the party"] = (adverts, federation) =>
            [adverts[0], Envelope.FromWire(adverts[1]).Forge(federation.Credentials.Identity(new PartyId("bank-1")), kind: MessageKind.Ready).Wire, adverts[2]],
    };

    public static TheoryData<string, bool> SumCases() => Cases(SumForgeries.Keys);

    public static TheoryData<string> RoundPlanCases() => [.. PlanForgeries.Keys];

    public static TheoryData<string> DirectoryCases() => [.. DirectoryForgeries.Keys];

    [Theory]
    [MemberData(nameof(SumCases))]
    public async Task AlteredSum_IsABadTag(string forgery, bool toAll)
    {
        using var federation = new InMemoryFederation(SyntheticRows.Three());
        SessionOutcome[] outcomes = await federation.FailAsync(Tamper(
            toAll, MessageKind.Publish, TrainingRound, envelope => envelope.Forge(federation.CoordinatorIdentity, Wire.Publish.Parser, SumForgeries[forgery])));
        Assert.All(outcomes, outcome => Assert.Equal(SessionFailureReason.BadTag, outcome.Failure!.Reason));
    }

    [Fact]
    public async Task AlteredSum_IsCaughtInTheLastRoundToo()
    {
        using var federation = new InMemoryFederation(SyntheticRows.Three());
        ulong last = 0;
        await federation.RunAsync((_, inner) => new TamperingChannel(inner, (sent, reply) =>
        {
            last = Math.Max(last, sent.Kind == MessageKind.MaskedInput ? sent.Round : 0);
            return reply;
        }));
        using var again = new InMemoryFederation(SyntheticRows.Three());
        SessionOutcome[] outcomes = await again.FailAsync(Tamper(
            false, MessageKind.Publish, last, envelope => envelope.Forge(again.CoordinatorIdentity, Wire.Publish.Parser, SumForgeries["one coordinate plus one"])));
        Assert.All(outcomes, outcome => Assert.Equal(SessionFailureReason.BadTag, outcome.Failure!.Reason));
    }

    [Fact]
    public async Task SumOfAnEarlierRound_IsABadTag()
    {
        using var federation = new InMemoryFederation(SyntheticRows.Three());
        Wire.Publish? earlier = null;
        SessionOutcome[] outcomes = await federation.FailAsync((party, inner) => party.Identity.Id.Value != "bank-1" ? inner : new TamperingChannel(inner, (sent, reply) =>
        {
            if (sent.Kind != MessageKind.MaskedInput)
            {
                return reply;
            }

            if (sent.Round == TrainingRound)
            {
                return ExchangeReply.Of([reply.Envelopes[0].Forge(federation.CoordinatorIdentity, Wire.Publish.Parser, publish =>
                {
                    publish.Sum = earlier!.Sum;
                    publish.Tag = earlier.Tag;
                }), .. reply.Envelopes.Skip(1)]);
            }

            earlier = Wire.Publish.Parser.ParseFrom(reply.Envelopes[0].Payload.Span);
            return reply;
        }));
        Assert.Equal(SessionFailureReason.BadTag, outcomes[0].Failure!.Reason);
    }

    [Fact]
    public async Task PartyToldAnotherList_HoldsOtherMasks()
    {
        // The sum itself is left alone, but the list of inputs is not that of the others; the coordinator keeps both stories apart from then on.
        using var federation = new InMemoryFederation(SyntheticRows.Three());
        Envelope? roundPlan = null;
        ReadOnlyMemory<byte> told = default;
        ReadOnlyMemory<byte> truth = default;
        SessionOutcome[] outcomes = await federation.FailAsync((party, inner) => party.Identity.Id.Value != "bank-1" ? inner : new TamperingChannel(
            inner,
            sent => sent.Round == 2 ? sent.Forge(party.Identity, previous: truth) : sent,
            (sent, reply) =>
            {
                roundPlan = sent.Kind == MessageKind.Ready ? reply.Envelopes[0] : roundPlan;
                if (sent.Kind != MessageKind.MaskedInput || sent.Round != 1)
                {
                    return reply;
                }

                Envelope publish = reply.Envelopes[0].Forge(
                    federation.CoordinatorIdentity,
                    Wire.Publish.Parser,
                    published => published.Inputs[2].PayloadHash = ByteString.CopyFrom(new byte[32]));
                told = Transcript.Next(publish.Wire.Prev.Span, roundPlan!, publish);
                truth = reply.Envelopes[1].Wire.Prev.Memory;
                return ExchangeReply.Of([publish, reply.Envelopes[1].Forge(federation.CoordinatorIdentity, previous: told)]);
            }));
        Assert.False(told.IsEmpty);
        Assert.Equal(SessionFailureReason.BadTag, outcomes[0].Failure!.Reason);
        Assert.Equal(SessionFailureReason.BadTag, outcomes[1].Failure!.Reason);
        Assert.Equal(SessionFailureReason.BadTag, outcomes[3].Failure!.Reason);
    }

    [Theory]
    [MemberData(nameof(RoundPlanCases))]
    public async Task ChosenModelLayoutOrParties_AreAModelMismatch(string forgery)
    {
        using var federation = new InMemoryFederation(SyntheticRows.Three());
        SessionOutcome[] outcomes = await federation.FailAsync(Tamper(
            false, MessageKind.RoundPlan, TrainingRound, envelope => envelope.Forge(federation.CoordinatorIdentity, Wire.RoundPlan.Parser, PlanForgeries[forgery])));
        Assert.All(outcomes, outcome => Assert.Equal(SessionFailureReason.ModelMismatch, outcome.Failure!.Reason));
    }

    [Fact]
    public async Task UnknownFieldInARoundPlan_IsAModelMismatch()
    {
        using var federation = new InMemoryFederation(SyntheticRows.Three());
        SessionOutcome[] outcomes = await federation.FailAsync(Tamper(
            false, MessageKind.RoundPlan, 1, envelope => envelope.Forge(federation.CoordinatorIdentity, payload: (byte[])[.. envelope.Payload.Span, 0x78, 1])));
        Assert.All(outcomes, outcome => Assert.Equal(SessionFailureReason.ModelMismatch, outcome.Failure!.Reason));
    }

    [Theory]
    [MemberData(nameof(DirectoryCases))]
    public async Task ForgedDirectory_IsAKeySubstitution(string forgery)
    {
        using var federation = new InMemoryFederation(SyntheticRows.Three());
        SessionOutcome[] outcomes = await federation.FailAsync((party, inner) => party.Identity.Id.Value != "bank-0" ? inner : new TamperingChannel(inner, TamperingChannel.Answers(
            MessageKind.KeyDirectory,
            0,
            envelope => envelope.Forge(federation.CoordinatorIdentity, Wire.KeyDirectory.Parser, directory =>
            {
                Wire.Envelope[] forged = [.. DirectoryForgeries[forgery]([.. directory.Adverts], federation)];
                directory.Adverts.Clear();
                directory.Adverts.AddRange(forged);
            }))));
        Assert.All(outcomes, outcome => Assert.Equal(SessionFailureReason.KeySubstitution, outcome.Failure!.Reason));
    }

    [Fact]
    public async Task PartyToldAnotherDirectory_CannotOpenTheGroupKey()
    {
        // All keys are authentic, but the bytes differ, and with them T_0 and every pair's secrets.
        using var federation = new InMemoryFederation(SyntheticRows.Three());
        Envelope? plan = null;
        ReadOnlyMemory<byte> told = default;
        ReadOnlyMemory<byte> truth = default;
        SessionOutcome[] outcomes = await federation.FailAsync((party, inner) => party.Identity.Id.Value != "bank-1" ? inner : new TamperingChannel(
            inner,
            sent => sent.Kind == MessageKind.GroupKeyOffer ? sent.Forge(party.Identity, previous: truth) : sent,
            (sent, reply) =>
            {
                switch (sent.Kind)
                {
                    case MessageKind.Declaration:
                        plan = reply.Envelopes[0];
                        return reply;
                    case MessageKind.KeyAdvert:
                        Envelope padded = reply.Envelopes[0].Forge(federation.CoordinatorIdentity, payload: (byte[])[.. reply.Envelopes[0].Payload.Span, 0x78, 1]);
                        told = Transcript.Start(plan!, padded);
                        truth = Transcript.Start(plan!, reply.Envelopes[0]);
                        return ExchangeReply.Of([padded]);
                    case MessageKind.GroupKeyOffer:
                        return ExchangeReply.Of([reply.Envelopes[0].Forge(federation.CoordinatorIdentity, previous: told)]);
                    default:
                        return reply;
                }
            }));
        Assert.All(outcomes, outcome => Assert.Equal(SessionFailureReason.KeySubstitution, outcome.Failure!.Reason));
    }

    [Theory]
    [InlineData("bank-1")]
    [InlineData("bank-2")]
    public async Task AlteredGroupKeyBox_IsAKeySubstitution(string victim)
    {
        using var federation = new InMemoryFederation(SyntheticRows.Three());
        SessionOutcome[] outcomes = await federation.FailAsync((party, inner) => party.Identity.Id.Value != victim ? inner : new TamperingChannel(inner, TamperingChannel.Answers(
            MessageKind.GroupKeyBox,
            0,
            envelope => envelope.Forge(federation.CoordinatorIdentity, Wire.GroupKeyBox.Parser, box =>
            {
                byte[] content = box.Content.ToByteArray();
                content[5] ^= 1;
                box.Content = ByteString.CopyFrom(content);
            }))));
        Assert.All(outcomes, outcome => Assert.Equal(SessionFailureReason.KeySubstitution, outcome.Failure!.Reason));
    }

    [Fact]
    public async Task GroupKeyBoxOfAnotherParty_IsAKeySubstitution()
    {
        using var federation = new InMemoryFederation(SyntheticRows.Three());
        Wire.GroupKeyOffer? offer = null;
        SessionOutcome[] outcomes = await federation.FailAsync((party, inner) => party.Identity.Id.Value switch
        {
            "bank-0" => new TamperingChannel(inner, sent =>
            {
                offer = sent.Kind == MessageKind.GroupKeyOffer ? Wire.GroupKeyOffer.Parser.ParseFrom(sent.Payload.Span) : offer;
                return sent;
            }),
            "bank-1" => new TamperingChannel(inner, TamperingChannel.Answers(
                MessageKind.GroupKeyBox,
                0,
                envelope => envelope.Forge(federation.CoordinatorIdentity, Wire.GroupKeyBox.Parser, box => box.Content = offer!.Boxes.Single(other => other.Receiver == "bank-2").Content))),
            _ => inner,
        });
        Assert.All(outcomes, outcome => Assert.Equal(SessionFailureReason.KeySubstitution, outcome.Failure!.Reason));
    }

    [Theory]
    [InlineData(MessageKind.Publish)]
    [InlineData(MessageKind.RoundPlan)]
    public async Task EarlierRoundsEnvelope_IsAReplayedRound(MessageKind kind)
    {
        using var federation = new InMemoryFederation(SyntheticRows.Three());
        Envelope? earlier = null;
        SessionOutcome[] outcomes = await federation.FailAsync(Tamper(false, kind, envelope =>
        {
            earlier ??= envelope;
            return envelope.Round == TrainingRound ? earlier : envelope;
        }));
        Assert.All(outcomes, outcome => Assert.Equal(SessionFailureReason.ReplayedRound, outcome.Failure!.Reason));
    }

    [Theory]
    [InlineData(MessageKind.Publish, "session")]
    [InlineData(MessageKind.Publish, "round")]
    [InlineData(MessageKind.Publish, "attempt")]
    [InlineData(MessageKind.Publish, "prev")]
    [InlineData(MessageKind.RoundPlan, "session")]
    [InlineData(MessageKind.RoundPlan, "round")]
    [InlineData(MessageKind.RoundPlan, "prev")]
    [InlineData(MessageKind.KeyDirectory, "session")]
    [InlineData(MessageKind.KeyDirectory, "prev")]
    [InlineData(MessageKind.GroupKeyBox, "prev")]
    [InlineData(MessageKind.GroupKeyBox, "session")]
    [InlineData(MessageKind.SessionPlan, "round")]
    [InlineData(MessageKind.SessionPlan, "prev")]
    public async Task EnvelopeOfAnotherPlace_IsAReplayedRound(MessageKind kind, string field)
    {
        using var federation = new InMemoryFederation(SyntheticRows.Three());
        byte[] other = [1, .. new byte[31]];
        SessionOutcome[] outcomes = await federation.FailAsync(Tamper(false, kind, envelope => field switch
        {
            "session" => envelope.Forge(federation.CoordinatorIdentity, session: other),
            "round" => envelope.Forge(federation.CoordinatorIdentity, round: envelope.Round + 1),
            "attempt" => envelope.Forge(federation.CoordinatorIdentity, attempt: 1),
            _ => envelope.Forge(federation.CoordinatorIdentity, previous: other),
        }));
        Assert.All(outcomes, outcome => Assert.Equal(SessionFailureReason.ReplayedRound, outcome.Failure!.Reason));
    }

    [Theory]
    [InlineData(MessageKind.SessionPlan)]
    [InlineData(MessageKind.KeyDirectory)]
    [InlineData(MessageKind.GroupKeyBox)]
    [InlineData(MessageKind.RoundPlan)]
    [InlineData(MessageKind.Publish)]
    public async Task EnvelopeSignedWithAnotherKey_IsAProtocolViolation(MessageKind kind)
    {
        using var federation = new InMemoryFederation(SyntheticRows.Three());
        SigningIdentity mallory = AsIf("coordinator", federation.Credentials.Identity(new PartyId("bank-2")));
        SessionOutcome[] outcomes = await federation.FailAsync(Tamper(false, kind, envelope => envelope.Forge(mallory)));
        Assert.All(outcomes, outcome => Assert.Equal(SessionFailureReason.ProtocolViolation, outcome.Failure!.Reason));
        Assert.Contains(nameof(RejectionReason.BadSignature), outcomes[2].Failure!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("of a party")]
    [InlineData("wrong kind")]
    [InlineData("garbage")]
    [InlineData("nothing")]
    [InlineData("rejected")]
    public async Task AnswerThatIsNone_IsAProtocolViolation(string what)
    {
        using var federation = new InMemoryFederation(SyntheticRows.Three());
        SessionOutcome[] outcomes = await federation.FailAsync((party, inner) => party.Identity.Id.Value != "bank-1" ? inner : new TamperingChannel(inner, (sent, reply) =>
            sent.Kind != MessageKind.MaskedInput ? reply : what switch
            {
                "of a party" => ExchangeReply.Of([reply.Envelopes[0].Forge(federation.Credentials.Identity(new PartyId("bank-2")))]),
                "wrong kind" => ExchangeReply.Of([reply.Envelopes[0].Forge(federation.CoordinatorIdentity, kind: MessageKind.Confirm)]),
                "garbage" => ExchangeReply.Of([reply.Envelopes[0].Forge(federation.CoordinatorIdentity, payload: (byte[])[0xFF, 0xFF, 0xFF])]),
                "nothing" => ExchangeReply.Of([]),
                _ => ExchangeReply.Rejected(RejectionReason.Unexpected),
            }));
        Assert.All(outcomes, outcome => Assert.Equal(SessionFailureReason.ProtocolViolation, outcome.Failure!.Reason));
    }

    [Theory]
    [InlineData("own hash")]
    [InlineData("own name")]
    [InlineData("fewer")]
    public async Task SumWithoutThePartysInput_IsAProtocolViolation(string what)
    {
        using var federation = new InMemoryFederation(SyntheticRows.Three());
        SessionOutcome[] outcomes = await federation.FailAsync(Tamper(false, MessageKind.Publish, 1, envelope => envelope.Forge(federation.CoordinatorIdentity, Wire.Publish.Parser, publish =>
        {
            switch (what)
            {
                case "own hash":
                    publish.Inputs[1].PayloadHash = publish.Inputs[0].PayloadHash;
                    break;
                case "own name":
                    publish.Inputs[1].Party = "bank-2";
                    break;
                default:
                    publish.Inputs.RemoveAt(2);
                    break;
            }
        })));
        Assert.All(outcomes, outcome => Assert.Equal(SessionFailureReason.ProtocolViolation, outcome.Failure!.Reason));
    }

    [Fact]
    public async Task SessionIdSeenBefore_IsAReplayedRound()
    {
        MemoryStateStore[] stores = [new(), new(), new()];
        Dataset[] rows = SyntheticRows.Three();
        using var first = new InMemoryFederation(rows, stores: stores);
        Assert.True((await first.RunAsync()).IsFinished);
        using var second = new InMemoryFederation(rows, Terms.With(session: first.Request.Session), stores: stores, credentials: first.Credentials);
        SessionOutcome[] outcomes = await second.FailAsync();
        Assert.All(outcomes, outcome => Assert.Equal(SessionFailureReason.ReplayedRound, outcome.Failure!.Reason));
    }

    [Fact]
    public async Task SameRowsWithOtherParties_AreARegroup()
    {
        MemoryStateStore[] stores = [new(), new(), new()];
        Dataset[] rows = SyntheticRows.Three();
        using var first = new InMemoryFederation(rows, stores: stores);
        Assert.True((await first.RunAsync()).IsFinished);
        using var second = new InMemoryFederation(rows[..2], stores: stores);
        SessionOutcome[] outcomes = await second.FailAsync();
        Assert.All(outcomes, outcome => Assert.Equal(SessionFailureReason.Regroup, outcome.Failure!.Reason));
    }

    [Fact]
    public async Task SameRowsWithTheSameParties_MayBeSummedAgain()
    {
        MemoryStateStore[] stores = [new(), new(), new()];
        Dataset[] rows = SyntheticRows.Three();
        using var first = new InMemoryFederation(rows, stores: stores);
        using var second = new InMemoryFederation(rows, stores: stores, credentials: first.Credentials);
        Assert.True((await first.RunAsync()).IsFinished);
        Assert.True((await second.RunAsync()).IsFinished);
    }

    [Fact]
    public async Task WrongConfirmation_GivesThatPartyNoResult()
    {
        using var federation = new InMemoryFederation(SyntheticRows.Three());
        using var coordinator = new Coordinator(federation.Options);
        SessionOutcome[] outcomes = await Task.WhenAll(federation.Parties.Select(party => new Party(party).RunAsync(
            party.Identity.Id.Value != "bank-1" ? coordinator : new TamperingChannel(coordinator, (sent, reply) => sent.Kind != MessageKind.Complete
                ? reply
                : ExchangeReply.Of([reply.Envelopes[0].Forge(federation.CoordinatorIdentity, Wire.Confirm.Parser, confirm => confirm.ModelHash = ByteString.CopyFrom(new byte[32]))])),
            CancellationToken.None)));
        Assert.Equal(SessionFailureReason.Disagreement, outcomes[1].Failure!.Reason);
    }

    private static Func<PartyOptions, ICoordinatorChannel, ICoordinatorChannel> Tamper(bool toAll, MessageKind kind, Func<Envelope, Envelope> change) =>
        (party, inner) => toAll || party.Identity.Id.Value == "bank-1"
            ? new TamperingChannel(inner, (_, reply) => reply.Rejection is null
                ? ExchangeReply.Of([.. reply.Envelopes.Select(envelope => envelope.Kind == kind ? change(envelope) : envelope)])
                : reply)
            : inner;

    private static Func<PartyOptions, ICoordinatorChannel, ICoordinatorChannel> Tamper(bool toAll, MessageKind kind, ulong round, Func<Envelope, Envelope> change) =>
        Tamper(toAll, kind, envelope => envelope.Round == round ? change(envelope) : envelope);

    private static SigningIdentity AsIf(string id, SigningIdentity key) => new(new PartyId(id), key.Certificate);

    private static Envelope FreshKeys(Wire.Envelope advert)
    {
        using EphemeralKey key = EphemeralKey.Generate();
        Wire.Envelope altered = advert.Clone();
        altered.Payload = new Wire.KeyAdvert { MaskKey = ByteString.CopyFrom(key.PublicKey.Span), BoxKey = ByteString.CopyFrom(key.PublicKey.Span) }.ToByteString();
        return Envelope.FromWire(altered);
    }

    private static Action<Wire.Publish> Sums(Action<ulong[]> change) => publish =>
    {
        ulong[] sum = Forgery.Words(publish.Sum);
        change(sum);
        publish.Sum = Forgery.Bytes(sum);
    };

    private static void Each(ulong[] words, Func<ulong, ulong> change)
    {
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = change(words[i]);
        }
    }

    private static TheoryData<string, bool> Cases(IEnumerable<string> names)
    {
        var data = new TheoryData<string, bool>();
        foreach (string name in names)
        {
            data.Add(name, false);
            data.Add(name, true);
        }

        return data;
    }
}
