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
    [InlineData("no nonce")]
    [InlineData("garbage")]
    public Task ImpossibleRequest_IsABadMessageOfTheBank(string lie) => LiesAsync(JointFederation.Bank, async session =>
    {
        Wire.ScoreRequest request = lie == "no nonce" ? new Wire.ScoreRequest() : Request();
        request.Ids.AddRange(lie switch { "none" => [], "repeated" => ["A", "A"], "not normalised" => ["a"], "no nonce" => ["A"], _ => Enumerable.Range(0, 1001).Select(i => $"A{i}") });
        await session.Link.SendAsync(JointFederation.Cloud, new StepLabel(JointStep.Request), lie == "garbage" ? new byte[] { 0xff, 0xff } : request.ToByteArray(), default);
    });

    [Theory]
    [InlineData("unknown")]
    [InlineData("beyond")]
    [InlineData("twice")]
    public Task ImpossibleList_IsABadMessageOfTheBank(string lie) => LiesAsync(JointFederation.Bank, async session =>
    {
        Wire.ScoreRequest request = Request();
        request.Ids.AddRange(["FARMER-1", "NOBODY"]);
        await session.Link.SendAsync(JointFederation.Cloud, new StepLabel(JointStep.Request), request.ToByteArray(), default);
        await session.Link.ReceiveAsync(JointFederation.Cloud, new StepLabel(JointStep.Answer), default);
        var list = new Wire.ScoreList();
        list.Positions.AddRange(lie switch { "unknown" => [0u, 1u], "beyond" => [2u], _ => [0u, 0u] });
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

    [Theory]
    [InlineData(1001, 32)]
    [InlineData(5, 31)]
    public Task ImpossibleCount_AtTheDealer_IsABadMessageOfTheBank(uint count, int hashLength) => LiesAsync(
        JointFederation.Bank,
        async session => await session.Link.SendAsync(
            JointFederation.Dealer, new StepLabel(JointStep.List), new Wire.ScoreCount { Count = count, Scored = ByteString.CopyFrom(new byte[hashLength]) }.ToByteArray(), default),
        JointFederation.Dealer);

    [Fact]
    public async Task CloudsThatAreAskedAboutDifferentApplicants_DoNotScore()
    {
        using var federation = new ScoringFederation(3, 9, seed: 323);
        JointHalf half = federation.Halves[0];
        ScoringOutcome[] outcomes = await federation.RunAsync(own: member => member != JointFederation.Bank ? null : async channel =>
        {
            (ScoringResult? result, JointFailure? failure) = await JointMember.RunAsync<ScoringResult>(
                federation.Members.Options(member),
                channel,
                new MemberOffer(IsDealer: false, half.Features, HoldsLabel: true, federation.Terms.ToWire(half.Session)),
                async (session, _) =>
                {
                    Wire.ScoreRequest request = Request();
                    foreach ((PartyId cloud, string id) in session.Plan.Parties.Skip(1).Zip((string[])["FARMER-1", "FARMER-2"]))
                    {
                        request.Ids.Clear();
                        request.Ids.Add(id);
                        await session.Link.SendAsync(cloud, new StepLabel(JointStep.Request), request.ToByteArray(), default);
                        await session.Link.ReceiveAsync(cloud, new StepLabel(JointStep.Answer), default);
                        var list = new Wire.ScoreList();
                        list.Positions.Add(0u);
                        await session.Link.SendAsync(cloud, new StepLabel(JointStep.List), list.ToByteArray(), default);
                        if (cloud == session.Plan.Parties[^1])
                        {
                            // To the second cloud and the dealer all is as it should be.
                            byte[] scored = ScoringAgreement.HashScored(request.ToByteArray(), list.ToByteArray());
                            await session.Link.SendAsync(JointFederation.Dealer, new StepLabel(JointStep.List), new Wire.ScoreCount { Count = 1, Scored = ByteString.CopyFrom(scored) }.ToByteArray(), default);
                            session.Link.Bind(scored);
                        }
                    }

                    using DealtSeed seed = await session.SendSeedAsync(default);
                    await session.Link.SendAsync(session.Plan.Parties[^1], new StepLabel(JointStep.ScorePhase), new byte[4 * ScoreTable.BlockRows], default);

                    // Which comes only once the second cloud has taken the first one's opening.
                    await session.Link.ReceiveAsync(session.Plan.Parties[^1], new StepLabel(JointStep.ScorePhase), new byte[4 * ScoreTable.BlockRows], default);
                    await session.Link.ReceiveAsync(session.Plan.Parties[^1], new StepLabel(JointStep.ScoreTruncation), new byte[8 * ScoreTable.BlockRows], default);
                    throw new InvalidOperationException("The second cloud went on.");
                },
                default);
            return new ScoringOutcome(result, failure);
        });

        // What the first cloud sends is under another hash than the dealer's and the second cloud's.
        Assert.All(outcomes, outcome => Assert.Equal((JointFailureReason.BadMessage, JointFederation.Cloud), (outcome.Failure!.Reason, outcome.Failure.Member)));
    }

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
            Assert.Equal(member, outcomes[silent == "bank" ? 1 : 0].Failure!.Member);
        }
    }

    [Theory]
    [InlineData(nameof(JointStep.ScorePhase), false)]
    [InlineData(nameof(JointStep.ScorePhase), true)]
    [InlineData(nameof(JointStep.ScoreTruncation), false)]
    [InlineData(nameof(JointStep.Score), false)]
    [InlineData(nameof(JointStep.Score), true)]
    public async Task WrongShares_AreNoScores(string step, bool isBand)
    {
        _federation.Terms = isBand ? new ScoringTerms { BandEdges = [0.1, 0.2] } : new ScoringTerms();
        var links = new MemoryLinks
        {
            Tap = (from, _, label, bytes) =>
            {
                if (from == 1 && label.Step.ToString() == step)
                {
                    new Random(6).NextBytes(bytes);
                }
            },
        };

        (double[]? probabilities, int[]? bands) = await ScoreRun.RunAsync(_federation, links, seed: 5);

        Assert.Null(isBand ? (object?)bands : probabilities);
    }

    // After the division by 2^48 a random word lies within 16 bits, of which 10,003 numbers are scores: of one applicant an error in a table or an opening is found five times in six, in a batch soon.
    [Theory]
    [InlineData(nameof(JointStep.ScorePhase), 10_003.0 / (1 << 16))]
    [InlineData(nameof(DealtOperation.ScoreTable), 10_003.0 / (1 << 16))]
    [InlineData(nameof(JointStep.ScoreTruncation), 10_003.0 / (1 << 16))]
    [InlineData(nameof(DealtOperation.TruncationBits), 0.0)]
    [InlineData(nameof(JointStep.Score), 0.0)]
    public async Task RandomWords_PassAsAScoreOfOneApplicant_AsOftenAsIsSaid(string what, double expected)
    {
        const int Runs = 400;
        using var federation = new ScoringFederation(2, 1, seed: 324);
        int passed = 0;
        for (int run = 0; run < Runs; run++)
        {
            var random = new Random(run);
            var links = new MemoryLinks
            {
                Tap = (from, _, label, bytes) => Spoil(from == 1 && label.Step.ToString() == what, bytes),
                DealtTap = (label, bytes) => Spoil(label.Operation.ToString() == what, bytes),
            };
            passed += (await ScoreRun.RunAsync(federation, links, run)).Probabilities is null ? 0 : 1;

            void Spoil(bool applies, byte[] bytes)
            {
                if (applies)
                {
                    random.NextBytes(bytes);
                }
            }
        }

        // Five standard deviations of a binomial count.
        Assert.InRange(passed, (Runs * expected) - (5 * Math.Sqrt(Runs * expected * (1 - expected))), (Runs * expected) + (5 * Math.Sqrt(Runs * expected * (1 - expected))));
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
                    byte[] list = await session.Link.ReceiveAsync(JointFederation.Bank, new StepLabel(JointStep.List), default);
                    session.Link.Bind(Wire.ScoreCount.Parser.ParseFrom(list).Scored.Span);
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

    private static Wire.ScoreRequest Request() => new() { Nonce = ByteString.CopyFrom(new byte[32]) };

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
