using System.Collections.Concurrent;
using AgriCredit.Learning;
using AgriCredit.Privacy;
using AgriCredit.Testing;

namespace AgriCredit.Federation.Vertical.Tests;

/// <summary>Randomness that was dealt ahead serves one fit without a dealer, once.</summary>
public sealed class FitPoolTests : IDisposable
{
    /// <summary>A direction of 600 rows, in blocks of 256, sealed.</summary>
    private const int FirstOpeningLength = 1 + SealedStream.Overhead + (768 * sizeof(ulong));

    private static readonly JointTerms Terms = new() { PaddingMultiple = 1 };
    private readonly JointFederation _federation = new(2) { Patience = TimeSpan.FromSeconds(20) };
    private readonly SyntheticSides _sides = SyntheticSides.Create(600, [2, 2], 0.3, seed: 400);
    private StoppingStore[] _stores = [new(), new()];

    public void Dispose()
    {
        _federation.Dispose();
        Array.ForEach(_stores, store => store.Dispose());
    }

    [Theory]
    [InlineData(2, 3000, 0)]
    [InlineData(2, 5900, 0)]
    [InlineData(2, 3100, 0.01)]
    [InlineData(3, 3300, 0)]
    [InlineData(2, 70_000, 0)]
    public async Task Fit_IsThePooledOne_WithoutADealer(int parties, int capacity, double l2)
    {
        var terms = new JointTerms { PaddingMultiple = 1, L2 = l2, Standardise = false };
        SyntheticSides sides = SyntheticSides.Create(3000, [.. ((int[])[3, 2, 1]).Take(parties)], 0.2, seed: 401);
        using var federation = new JointFederation(parties);
        StoppingStore[] stores = [.. Enumerable.Range(0, parties).Select(_ => new StoppingStore())];

        JointOutcome[] prepared = await PrepareAsync(federation, sides.Rows(), terms, stores, capacity);
        Assert.All(prepared, outcome => Assert.Equal(capacity, outcome.Result!.Rows));
        JointOutcome[] outcomes = await FitAsync(federation, sides.Rows(), terms, stores);

        Assert.All(outcomes, outcome => Assert.Null(outcome.Failure));
        Assert.All(outcomes, outcome => Assert.Equal((3000, 8), (outcome.Result!.Rows, outcome.Result.Passes)));
        LogisticFit pooled = sides.PooledFit(l2);
        double[] weights = [outcomes[0].Result!.Own!.Intercept!.Value, .. outcomes.SelectMany(outcome => outcome.Result!.Own!.Coefficients)];
        Assert.All(weights.Select((weight, i) => Math.Abs(weight - pooled.Weights[i]) / pooled.Inference!.StandardErrors[i]), difference => Assert.InRange(difference, 0, 0.01));
        Assert.All(stores, store => Assert.Empty(store.ReadAll("")));
    }

    [DataFact]
    public async Task RealLoans_MeetTheReference()
    {
        LoanSides sides = LoanSides.DefaultCredit();
        var terms = new JointTerms { Standardise = sides.Standardise };
        JointRows[] rows = [sides.Bank, sides.Cloud];

        Assert.All(await PrepareAsync(_federation, rows, terms, _stores, 30_000), outcome => Assert.Null(outcome.Failure));
        JointOutcome[] outcomes = await FitAsync(_federation, rows, terms, _stores);

        Assert.All(outcomes, outcome => Assert.Null(outcome.Failure));
        double[] coefficients = [outcomes[0].Result!.Own!.Intercept!.Value, .. outcomes[0].Result!.Own!.Coefficients, .. outcomes[1].Result!.Own!.Coefficients];
        Assert.All(coefficients.Zip(sides.Reference("unpenalised", "coef")), pair => Assert.Equal(pair.Second, pair.First, 1e-4));
    }

    [Fact]
    public async Task SecondFit_IsRefused()
    {
        await PrepareAsync(600);
        Assert.All(await FitAsync(), outcome => Assert.Null(outcome.Failure));

        JointOutcome[] again = await FitAsync();

        Assert.All(again.Zip(_federation.Parties), pair => Assert.Equal((JointFailureReason.UsedRandomness, pair.Second), (pair.First.Failure!.Reason, pair.First.Failure.Member)));
        Assert.Throws<JointException>(() => new FitPool(_stores[0]).Take(new byte[32], JointFederation.Bank));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task PartyKilledAfterMarking_NeverUsesItAgain_AndTheNextPreparationRemovesWhatItLeft(int killed)
    {
        await PrepareAsync(600);
        _stores[killed].StopsAfterNextWrite = true;

        Task<JointOutcome>[] runs = Start(_federation, _sides.Rows(), Terms, _stores);
        await Assert.ThrowsAsync<KilledException>(() => runs[killed]);
        Assert.NotNull((await runs[1 - killed]).Failure);
        Assert.Equal(0, new FitPool(_stores[killed]).Capacity);

        await PrepareAsync(500);
        Assert.All(_stores, store => Assert.Equal(500, new FitPool(store).Capacity));
        StoppingStore[] used = _stores;
        _stores = [new(), new()];
        await PrepareAsync(500);
        Assert.Equal(_stores.Select(store => store.ReadAll("").Count), used.Select(store => store.ReadAll("").Count));
        Array.ForEach(used, store => store.Dispose());
    }

    [Fact]
    public async Task NothingIsOpened_BeforeAllHaveMarkedIt()
    {
        await PrepareAsync(600);
        var lengths = new ConcurrentBag<int>();
        RecordLengths();
        _stores[1].StopsBeforeNextWrite = true;

        Task<JointOutcome>[] runs = Start(_federation, _sides.Rows(), Terms, _stores);
        await Assert.ThrowsAsync<KilledException>(() => runs[1]);
        Assert.NotNull((await runs[0]).Failure);

        Assert.DoesNotContain(FirstOpeningLength, lengths);
        Assert.Equal((0, 600), (new FitPool(_stores[0]).Capacity, new FitPool(_stores[1]).Capacity));

        await PrepareAsync(600);
        RecordLengths();
        Assert.All(await FitAsync(), outcome => Assert.Null(outcome.Failure));
        Assert.Contains(FirstOpeningLength, lengths);

        void RecordLengths() => SessionSteps.Tamper(_federation, (from, to, _, message) =>
        {
            lengths.Add((from, to) == (JointFederation.Bank, JointFederation.Cloud) ? message.Length : 0);
            return [message];
        });
    }

    [Fact]
    public async Task MoreRowsThanPrepared_AreNotFitted_AndNothingIsUsedUp()
    {
        await PrepareAsync(599);

        JointOutcome[] outcomes = await FitAsync();

        Assert.All(outcomes, outcome => Assert.Equal(JointFailureReason.RowCount, outcome.Failure!.Reason));
        Assert.All(_stores, store => Assert.Equal(599, new FitPool(store).Capacity));
    }

    [Fact]
    public async Task ColumnsThatDependOnEachOther_AreNotWhatWasPrepared()
    {
        await PrepareAsync(600);
        JointRows[] rows = _sides.Rows();
        rows[1] = new JointRows(rows[1].Ids, rows[1].Features, [_sides.Columns[1][0], _sides.Columns[1][0]], labels: null);

        JointOutcome[] outcomes = await Task.WhenAll(Start(_federation, rows, Terms, _stores));

        Assert.All(outcomes, outcome => Assert.Equal((JointFailureReason.OtherTerms, JointFederation.Cloud), (outcome.Failure!.Reason, outcome.Failure.Member)));
    }

    [Theory]
    [InlineData("ridge")]
    [InlineData("column")]
    public async Task OtherColumnsOrARidge_AreToldBeforeAnythingIsSent(string change)
    {
        await PrepareAsync(600);
        JointTerms terms = change == "ridge" ? new JointTerms { PaddingMultiple = 1, L2 = 0.01 } : Terms;
        JointRows cloud = change == "column" ? new JointRows(_sides.Rows()[1].Ids, ["one"], [_sides.Columns[1][0]], labels: null) : _sides.Rows()[1];
        await using IMemberChannel channel = _federation.Connect(JointFederation.Cloud);

        JointOutcome outcome = await new JointParty(_federation.Options(JointFederation.Cloud, terms), cloud, new FitPool(_stores[1])).RunAsync(channel, default);

        Assert.Equal((JointFailureReason.OtherTerms, JointFederation.Cloud), (outcome.Failure!.Reason, outcome.Failure.Member));
        Assert.Equal(600, new FitPool(_stores[1]).Capacity);
    }

    [Theory]
    [InlineData("ends early", JointFailureReason.BadMessage)]
    [InlineData("goes on", JointFailureReason.BadMessage)]
    [InlineData("a label alone", JointFailureReason.BadMessage)]
    [InlineData("other labels", null)]
    public async Task DealerThatLies_IsFoundOut_AtTheLatestInTheFit(string lie, JointFailureReason? preparing)
    {
        JointOutcome[] prepared = await _federation.RunAsync(_sides.Rows(), Terms, member => channel =>
            member != JointFederation.Dealer ? Preparation(_federation, _sides.Rows(), Terms, _stores, member, 600).RunAsync(channel, default)
            : LieAsync(channel, lie));
        if (preparing is { } reason)
        {
            Assert.All(prepared[..2], outcome => Assert.Equal((reason, JointFederation.Dealer), (outcome.Failure!.Reason, outcome.Failure.Member)));
            Assert.Equal(0, new FitPool(_stores[1]).Capacity);
            return;
        }

        Assert.All(prepared, outcome => Assert.Null(outcome.Failure));
        _federation.Connect = new MemoryRelay().Connect;
        JointOutcome[] outcomes = await FitAsync();
        Assert.All(outcomes, outcome => Assert.Equal((JointFailureReason.UsedRandomness, JointFederation.Cloud), (outcome.Failure!.Reason, outcome.Failure.Member)));
    }

    private async Task<JointOutcome> LieAsync(IMemberChannel channel, string lie)
    {
        (JointResult? result, JointFailure? failure) = await JointMember.RunAsync(
            _federation.Options(JointFederation.Dealer, Terms),
            channel,
            MemberOffer.ToFit(rows: null, FitPreparation.Offer(600)),
            async (session, counted) =>
            {
                var preparation = PreparedFit.Of(session.Plan);
                await session.WithSeedsAsync(
                    async seeds =>
                    {
                        var sink = new LyingSink(new FitPreparation.Sink(session), lie);
                        using var dealing = new Dealing(preparation.ToShape(600), seeds, sink, default);
                        await dealing.RunAsync();
                        await sink.EndAsync();
                    },
                    default);
                await session.EndAsync(default);
                return FitPreparation.Result(session, preparation, counted);
            },
            default);
        return new JointOutcome(result, failure);
    }

    private sealed class LyingSink(FitPreparation.Sink sink, string lie) : IDealtSink
    {
        private int _written;

        public async ValueTask WriteAsync(DealtLabel label, ReadOnlyMemory<byte> values, CancellationToken cancellationToken)
        {
            _written++;
            if (lie == "ends early" && _written > 20)
            {
                return;
            }

            await sink.WriteAsync(lie == "other labels" ? label with { Item = label.Item + 1 } : label, lie == "a label alone" && _written == 3 ? default : values, cancellationToken);
        }

        public async Task EndAsync()
        {
            if (lie == "goes on")
            {
                await sink.WriteAsync(default, new byte[8], default);
            }

            await sink.EndAsync(default);
        }
    }

    [Fact]
    public async Task MoreColumnsThanAFitTakes_AreNotPreparedFor()
    {
        JointRows[] rows = _sides.Rows();
        string[] many = [.. Enumerable.Range(0, 511).Select(i => $"x{i}")];
        JointOutcome[] outcomes = await _federation.RunAsync(rows, Terms, member => channel =>
            member == JointFederation.Dealer ? new JointDealer(_federation.Options(member, Terms)).PrepareAsync(600, channel, default)
            : new FitPreparation(_federation.Options(member, Terms), member == JointFederation.Cloud ? many : rows[0].Features, 600, new FitPool(_stores[member == JointFederation.Cloud ? 1 : 0])).RunAsync(channel, default));

        Assert.All(outcomes, outcome => Assert.Equal((JointFailureReason.RowCount, JointFederation.Bank), (outcome.Failure!.Reason, outcome.Failure.Member)));
    }

    [Theory]
    [InlineData(500, false)]
    [InlineData(500, true)]
    [InlineData(70_000, false)]
    public void DealtBytes_AreThoseOfTheTable(int rows, bool hasRidge)
    {
        var shape = new FitShape(rows, [3, 2, 4], FitShape.SmallestBlock, 0, hasRidge, FitShape.MostPasses);

        Assert.Equal(new FitTraffic(shape).Dealt().Bytes, shape.DealtBytes);
    }

    [Fact]
    public async Task MembersThatPrepareDifferently_PrepareNothing()
    {
        JointOutcome[] outcomes = await _federation.RunAsync(_sides.Rows(), Terms, member => channel =>
            member == JointFederation.Dealer ? new JointDealer(_federation.Options(member, Terms)).PrepareAsync(600, channel, default)
            : Preparation(_federation, _sides.Rows(), Terms, _stores, member, member == JointFederation.Bank ? 600 : 601).RunAsync(channel, default));

        Assert.All(outcomes, outcome => Assert.Equal((JointFailureReason.OtherTerms, JointFederation.Cloud), (outcome.Failure!.Reason, outcome.Failure.Member)));
        Assert.All(_stores, store => Assert.Equal(0, new FitPool(store).Capacity));
    }

    [Fact]
    public async Task MembersThatHaveComeForDifferentThings_AreTold()
    {
        await PrepareAsync(600);
        JointOutcome[] oneFits = await _federation.RunAsync(_sides.Rows(), Terms, member => member != JointFederation.Cloud ? null : channel =>
            Preparation(_federation, _sides.Rows(), Terms, _stores, member, 600).RunAsync(channel, default));
        Assert.All(oneFits, outcome => Assert.Equal((JointFailureReason.OtherTerms, JointFederation.Cloud), (outcome.Failure!.Reason, outcome.Failure.Member)));

        StoppingStore[] others = [new(), new()];
        _federation.Connect = new MemoryRelay().Connect;
        await PrepareAsync(_federation, _sides.Rows(), Terms, others, 600);
        JointOutcome[] mixed = await FitAsync(_federation, _sides.Rows(), Terms, [_stores[0], others[1]]);
        Assert.All(mixed, outcome => Assert.Equal((JointFailureReason.UsedRandomness, JointFederation.Cloud), (outcome.Failure!.Reason, outcome.Failure.Member)));
    }

    private static FitPreparation Preparation(JointFederation federation, JointRows[] rows, JointTerms terms, StoppingStore[] stores, PartyId member, int capacity)
    {
        int place = federation.Parties.ToList().IndexOf(member);
        return new FitPreparation(federation.Options(member, terms), rows[place].Features, capacity, new FitPool(stores[place]));
    }

    private static Task<JointOutcome[]> PrepareAsync(JointFederation federation, JointRows[] rows, JointTerms terms, StoppingStore[] stores, int capacity) =>
        federation.RunAsync(rows, terms, member => channel =>
            member == JointFederation.Dealer ? new JointDealer(federation.Options(member, terms)).PrepareAsync(capacity, channel, default)
            : Preparation(federation, rows, terms, stores, member, capacity).RunAsync(channel, default));

    private static Task<JointOutcome[]> FitAsync(JointFederation federation, JointRows[] rows, JointTerms terms, StoppingStore[] stores) => Task.WhenAll(Start(federation, rows, terms, stores));

    private static Task<JointOutcome>[] Start(JointFederation federation, JointRows[] rows, JointTerms terms, StoppingStore[] stores)
    {
        (int Place, IMemberChannel Channel)[] members = [.. federation.Parties.Select((member, place) => (place, federation.Connect(member)))];
        return [.. members.Select(member => Task.Run(async () =>
        {
            await using IMemberChannel channel = member.Channel;
            return await new JointParty(federation.Options(federation.Parties[member.Place], terms), rows[member.Place], new FitPool(stores[member.Place])).RunAsync(channel, default);
        }))];
    }

    private async Task PrepareAsync(int capacity)
    {
        _federation.Connect = new MemoryRelay().Connect;
        Assert.All(await PrepareAsync(_federation, _sides.Rows(), Terms, _stores, capacity), outcome => Assert.Null(outcome.Failure));
        _federation.Connect = new MemoryRelay().Connect;
    }

    private Task<JointOutcome[]> FitAsync() => FitAsync(_federation, _sides.Rows(), Terms, _stores);
}
