using AgriCredit.Learning;
using AgriCredit.Privacy;
using Google.Protobuf;

namespace AgriCredit.Federation.Vertical.Tests.Scoring;

/// <summary>What is wrong with a scoring session ends it for all, with one reason and the member's name; a party that lies spoils numbers or is found out, and learns nothing more.</summary>
public sealed class ScoringErrorTests : IDisposable
{
    private readonly ScoringFederation _federation = new(2, 9, seed: 320);

    public void Dispose() => _federation.Dispose();

    [Fact]
    public async Task HalfOfAnotherFit()
    {
        JointHalf other = _federation.Half(ScoringFederation.Session(2), 1, _federation.Rows[1]);

        await EndsAsync(JointFailureReason.OtherModel, JointFederation.Cloud, channel => _federation.Provider(1, half: other).RunAsync(channel, default));
    }

    [Fact]
    public void HalfOfTheOther_IsRefusedAtTheDoor()
    {
        Assert.Throws<ArgumentException>(() => _federation.Requester(half: _federation.Halves[1]));
        Assert.Throws<ArgumentException>(() => _federation.Provider(1, half: _federation.Halves[0]));
    }

    [Fact]
    public async Task OtherBands_OrNone()
    {
        await EndsAsync(JointFailureReason.OtherTerms, JointFederation.Cloud, channel => _federation.Provider(1, terms: new ScoringTerms { BandEdges = [0.1, 0.2] }).RunAsync(channel, default));
        _federation.Terms = new ScoringTerms { BandEdges = [0.1, 0.3] };
        await EndsAsync(JointFailureReason.OtherTerms, JointFederation.Cloud, channel => _federation.Provider(1, terms: new ScoringTerms { BandEdges = [0.1, 0.2] }).RunAsync(channel, default));
    }

    [Fact]
    public async Task PartyThatHasComeToFit()
    {
        JointOutcome? fit = null;
        await EndsAsync(JointFailureReason.OtherModel, JointFederation.Cloud, async channel =>
        {
            fit = await new JointParty(_federation.Members.Options(JointFederation.Cloud), _federation.Rows[1]).RunAsync(channel, default);
            return new ScoringOutcome(null, fit.Failure);
        });
    }

    [Fact]
    public async Task RepeatedIds_AreToldBeforeAnythingIsSent()
    {
        JointRows applicants = new(["farmer-1", "FARMER-1"], _federation.Rows[0].Features, _federation.Rows[0].SelectColumns([1, 2]), labels: null);
        await using IMemberChannel channel = _federation.Members.Connect(JointFederation.Bank);

        ScoringOutcome outcome = await _federation.Requester().RunAsync(applicants, channel, default);

        Assert.Equal(JointFailureReason.BadIds, outcome.Failure!.Reason);
        Assert.DoesNotContain("farmer", outcome.Failure.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("repeated")]
    [InlineData("not normalised")]
    [InlineData("too many")]
    [InlineData("garbage")]
    public Task ImpossibleRequest_IsABadMessageOfTheBank(string lie) => LiesAsync(JointFederation.Bank, async session =>
    {
        var request = new Wire.ScoreRequest();
        request.Ids.AddRange(lie switch { "none" => [], "repeated" => ["A", "A"], "not normalised" => ["a"], _ => Enumerable.Range(0, 1001).Select(i => $"A{i}") });
        await session.Link.SendAsync(JointFederation.Cloud, new StepLabel(JointStep.Request), lie == "garbage" ? new byte[] { 0xff, 0xff } : request.ToByteArray(), default);
    });

    [Theory]
    [InlineData("unknown")]
    [InlineData("beyond")]
    [InlineData("twice")]
    [InlineData("count")]
    public Task ImpossibleList_IsABadMessageOfTheBank(string lie) => LiesAsync(JointFederation.Bank, async session =>
    {
        var request = new Wire.ScoreRequest();
        request.Ids.AddRange(["FARMER-1", "NOBODY"]);
        await session.Link.SendAsync(JointFederation.Cloud, new StepLabel(JointStep.Request), request.ToByteArray(), default);
        await session.Link.ReceiveAsync(JointFederation.Cloud, new StepLabel(JointStep.Answer), default);
        var list = new Wire.ScoreList();
        list.Positions.AddRange(lie switch { "unknown" => [0u, 1u], "beyond" => [2u], "twice" => [0u, 0u], _ => [0u] });
        list.Count = (uint)list.Positions.Count + (lie == "count" ? 1u : 0);
        await session.Link.SendAsync(JointFederation.Cloud, new StepLabel(JointStep.List), list.ToByteArray(), default);
    });

    [Theory]
    [InlineData("few")]
    [InlineData("undefined")]
    [InlineData("garbage")]
    public Task ImpossibleAnswer_IsABadMessageOfTheCloud(string lie) => LiesAsync(JointFederation.Cloud, async session =>
    {
        await session.Link.ReceiveAsync(JointFederation.Bank, new StepLabel(JointStep.Request), default);
        var answer = new Wire.ScoreAnswer();
        answer.Statuses.AddRange(Enumerable.Repeat((Wire.ScoreAnswer.Types.Status)(lie == "undefined" ? 7 : 0), lie == "few" ? 8 : 9));
        await session.Link.SendAsync(JointFederation.Bank, new StepLabel(JointStep.Answer), lie == "garbage" ? new byte[] { 0xff, 0xff } : answer.ToByteArray(), default);
    });

    [Fact]
    public Task MoreThanABatch_AtTheDealer_IsABadMessageOfTheBank() => LiesAsync(
        JointFederation.Bank,
        async session => await session.Link.SendAsync(JointFederation.Dealer, new StepLabel(JointStep.List), new Wire.ScoreList { Count = 1001 }.ToByteArray(), default),
        JointFederation.Dealer);

    [Theory]
    [InlineData("bank")]
    [InlineData("cloud")]
    [InlineData("dealer")]
    public async Task SilentMember_IsATimeout_AndALeavingOneIsLost(string silent)
    {
        var member = new PartyId(silent);
        foreach (bool leaves in (bool[])[true, false])
        {
            using var federation = new ScoringFederation(2, 9, seed: 321, patience: TimeSpan.FromSeconds(2));
            ScoringOutcome[] outcomes = await federation.RunAsync(own: who => who != member ? null : async channel =>
            {
                if (!leaves)
                {
                    await Task.Delay(TimeSpan.FromSeconds(6));
                }

                return new ScoringOutcome(null, null);
            });

            Assert.All(outcomes.Where(outcome => outcome.Failure is not null), outcome => Assert.Contains(outcome.Failure!.Reason, (JointFailureReason[])[JointFailureReason.MemberLost, JointFailureReason.Timeout]));
            Assert.Equal(2, outcomes.Count(outcome => outcome.Failure is not null));
            Assert.Equal(silent == "bank" ? "bank" : silent, outcomes[silent == "bank" ? 1 : 0].Failure!.Member.Value);
        }
    }

    // In shares and dealt values any word may be wrong; the opened numbers are then no scores, but for one in 10^14 of the probabilities.
    [Theory]
    [InlineData(nameof(JointStep.ScorePhase))]
    [InlineData(nameof(JointStep.ScoreTruncation))]
    [InlineData(nameof(JointStep.Score))]
    public async Task WrongShares_AreNoScores_OrWrongOnes(string name)
    {
        JointStep step = Enum.Parse<JointStep>(name);
        foreach (bool isBand in (bool[])[false, true])
        {
            _federation.Terms = isBand ? new ScoringTerms { BandEdges = [0.1, 0.2] } : new ScoringTerms();
            var links = new MemoryLinks { Tap = (from, _, label, bytes) => Spoil(from == 1 && label.Step == step, bytes) };
            (double[]? probabilities, int[]? bands) = await ScoreRun.RunAsync(_federation, links, seed: 5);

            // A wrong phase is another logit: the score is one, but not the model's.
            Assert.True(step == JointStep.ScorePhase || (isBand ? step == JointStep.ScoreTruncation || bands is null : probabilities is null));
        }

        void Spoil(bool applies, byte[] bytes)
        {
            if (applies)
            {
                new Random(6).NextBytes(bytes);
            }
        }
    }

    [Theory]
    [InlineData(DealtOperation.ScoreTable, false)]
    [InlineData(DealtOperation.TruncationBits, false)]
    [InlineData(DealtOperation.BandTable, true)]
    public async Task DealerThatLies_IsFoundOut(DealtOperation operation, bool isBand)
    {
        _federation.Terms = isBand ? new ScoringTerms { BandEdges = [0.1, 0.2] } : new ScoringTerms();
        var links = new MemoryLinks
        {
            DealtTap = (label, bytes) =>
            {
                if (label.Operation == operation)
                {
                    new Random(7).NextBytes(bytes);
                }
            },
        };

        (double[]? probabilities, int[]? bands) = await ScoreRun.RunAsync(_federation, links, seed: 8);

        Assert.Null(isBand ? (object?)bands : probabilities);
    }

    [Fact]
    public async Task WrongScores_AreKnownToTheBankAlone()
    {
        ScoringOutcome[] outcomes = await _federation.RunAsync(own: member => member != JointFederation.Dealer ? null : async channel =>
        {
            (ScoringResult? result, JointFailure? failure) = await JointMember.RunAsync<ScoringResult>(
                _federation.Members.Options(member),
                channel,
                new MemberOffer(IsDealer: true, [], HoldsLabel: false, new Wire.JointScoring()),
                async (session, _) =>
                {
                    await session.Link.ReceiveAsync(JointFederation.Bank, new StepLabel(JointStep.List), default);
                    var link = new PlacedLink(session.Link, session.Plan.Parties, member);
                    for (int block = 0; block < 2; block++)
                    {
                        await link.WriteAsync(new DealtLabel(DealtOperation.ScoreTable, 0, Block: block), new byte[ScorePool.Length(DealtOperation.ScoreTable)], default);
                    }

                    for (int block = 0; block < 2; block++)
                    {
                        await link.WriteAsync(new DealtLabel(DealtOperation.TruncationBits, 0, Block: block), new byte[ScorePool.Length(DealtOperation.TruncationBits)], default);
                    }

                    foreach (PartyId party in session.Plan.Parties)
                    {
                        await session.Link.ReceiveAsync(party, new StepLabel(JointStep.Seed), new byte[32], default);
                        await session.Link.ReceiveAsync(party, new StepLabel(JointStep.Done), Memory<byte>.Empty, default);
                    }

                    return new ScoringResult { Session = session.Plan.Session, Parties = session.Plan.Parties, Requested = 9, Scored = 9, Traffic = default, Learnt = [] };
                },
                default);
            return new ScoringOutcome(result, failure);
        });

        Assert.Equal((JointFailureReason.WrongScores, JointFederation.Bank), (outcomes[0].Failure!.Reason, outcomes[0].Failure!.Member));
        Assert.All(outcomes[1..], outcome => Assert.NotNull(outcome.Result));
    }

    [Fact]
    public async Task RelayThatChangesAnyMessage_EndsTheSession_AndNamesItsSender()
    {
        var sent = new System.Collections.Concurrent.ConcurrentDictionary<(PartyId, PartyId), int>();
        using (var whole = new ScoringFederation(2, 9, seed: 322))
        {
            SessionSteps.Tamper(whole.Members, (from, to, _, message) =>
            {
                sent.AddOrUpdate((from, to), 1, (_, count) => count + 1);
                return [message];
            });
            Assert.All(await whole.RunAsync(), outcome => Assert.Null(outcome.Failure));
        }

        Assert.True(sent.Values.Sum() > 25);
        foreach (((PartyId from, PartyId to), int count) in sent)
        {
            for (int place = 0; place < count; place++)
            {
                using var federation = new ScoringFederation(2, 9, seed: 322, patience: TimeSpan.FromSeconds(10));
                SessionSteps.Tamper(federation.Members, (sender, receiver, number, message) =>
                {
                    if ((sender, receiver, number) == (from, to, place))
                    {
                        message[message.Length / 2] ^= 1;
                    }

                    return [message];
                });

                ScoringOutcome[] outcomes = await federation.RunAsync();

                // The end of a session may be over for some when the others notice.
                ScoringOutcome receiver = outcomes[to == JointFederation.Bank ? 0 : to == JointFederation.Cloud ? 1 : 2];
                Assert.True(receiver.Failure is { Reason: JointFailureReason.BadMessage } failure && failure.Member == from, $"{from} to {to}, message {place}: {receiver.Failure}");
            }
        }
    }

    private async Task EndsAsync(JointFailureReason reason, PartyId member, Func<IMemberChannel, Task<ScoringOutcome>> cloud)
    {
        _federation.Members.Connect = new MemoryRelay().Connect;
        ScoringOutcome[] outcomes = await _federation.RunAsync(own: who => who == JointFederation.Cloud ? cloud : null);

        Assert.All(outcomes, outcome => Assert.Equal((reason, member), (outcome.Failure!.Reason, outcome.Failure.Member)));
        Assert.Single(outcomes.Select(outcome => outcome.Failure!.Message).Distinct());
    }

    /// <summary>A member that follows the protocol up to the plan and then sends what it should not; the receiver names it.</summary>
    private async Task LiesAsync(PartyId liar, Func<JointSession, Task> lie, PartyId? receiver = null)
    {
        PartyId found = receiver ?? (liar == JointFederation.Bank ? JointFederation.Cloud : JointFederation.Bank);
        JointHalf half = _federation.Halves[liar == JointFederation.Bank ? 0 : 1];
        ScoringOutcome[] outcomes = await _federation.RunAsync(own: member => member != liar ? null : async channel =>
        {
            (ScoringResult? result, JointFailure? failure) = await JointMember.RunAsync<ScoringResult>(
                _federation.Members.Options(liar),
                channel,
                new MemberOffer(IsDealer: false, half.Features, HoldsLabel: liar == JointFederation.Bank, _federation.Terms.ToWire(half.Session)),
                async (session, counted) =>
                {
                    await lie(session);
                    ReceivedMessage frame;
                    do
                    {
                        frame = await counted.ReceiveAsync(found, default);
                    }
                    while (frame.Length > 0 && frame.Span[0] != 1);
                    throw new JointException(JointFailureReason.BadMessage, liar, "It lied.");
                },
                default);
            return new ScoringOutcome(result, failure);
        });

        Assert.All(outcomes, outcome => Assert.Equal((JointFailureReason.BadMessage, liar), (outcome.Failure!.Reason, outcome.Failure.Member)));
    }
}
