namespace AgriCredit.Federation.Vertical.Tests.Scoring;

/// <summary>How often a cloud lets itself be asked holds over restarts, whatever the clock does.</summary>
public sealed class ScoringLimitTests : IDisposable
{
    private static readonly PartyId Bank = new("bank");
    private static readonly PartyId OtherBank = new("other bank");
    private readonly MemoryStateStore _store = new();
    private readonly ManualClock _clock = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public void Period_TakesSoMany_AndTheNextBeginsAnew()
    {
        Assert.Equal([true, true, true, false], Ledger(3).Take(Bank, ["A", "B", "C", "D"]));

        // A restart: another ledger over the same store.
        Assert.Equal([false], Ledger(3).Take(Bank, ["E"]));
        Assert.Equal([true], Ledger(3).Take(OtherBank, ["E"]));
        _clock.Now += TimeSpan.FromDays(1);
        Assert.Equal([true, true], Ledger(3).Take(Bank, ["D", "E"]));
    }

    [Fact]
    public void Applicant_IsTakenSoOften_InAPeriodOfItsOwn()
    {
        for (int time = 0; time < 2; time++)
        {
            Assert.Equal([true], Ledger(1000, times: 2).Take(Bank, ["A"]));
            _clock.Now += TimeSpan.FromDays(1);
        }

        Assert.Equal([false, true], Ledger(1000, times: 2).Take(Bank, ["A", "B"]));
        Assert.Equal([true], Ledger(1000, times: 2).Take(OtherBank, ["A"]));
        _clock.Now += TimeSpan.FromDays(30);
        Assert.Equal([true], Ledger(1000, times: 2).Take(Bank, ["A"]));
    }

    [Fact]
    public void ClockThatIsSetBack_OpensNoPeriod()
    {
        Assert.Equal([true], Ledger(1).Take(Bank, ["A"]));
        _clock.Now -= TimeSpan.FromDays(300);

        Assert.Equal([false], Ledger(1).Take(Bank, ["B"]));
        Assert.Equal([false], Ledger(1000, times: 1).Take(Bank, ["A"]));
    }

    [Fact]
    public void PeriodOfAnotherLength_CountsOn()
    {
        Assert.Equal([true], Ledger(1000, times: 1, days: 1).Take(Bank, ["A"]));
        Assert.Equal([false], Ledger(1000, times: 1, days: 30).Take(Bank, ["A"]));
        Assert.Equal([false], Ledger(1000, times: 1, days: 7).Take(Bank, ["A"]));
        Assert.Equal([true], Ledger(1000, times: 1, days: 30).Take(Bank, ["B"]));
        Assert.Equal([false], Ledger(1000, times: 1, days: 7).Take(Bank, ["B"]));
        _clock.Now += TimeSpan.FromDays(60);

        // Not for ever, as it would if what is kept were the number of a period.
        Assert.Equal([true, true], Ledger(1000, times: 1, days: 1).Take(Bank, ["A", "B"]));
        _clock.Now += TimeSpan.FromDays(60);
        Assert.Equal([true], Ledger(1000, times: 1, days: 30).Take(Bank, ["A"]));
    }

    [Fact]
    public async Task LedgersOfOneStore_CountTogether()
    {
        Task<bool[]>[] asked = [.. Enumerable.Range(0, 8).Select(_ => Task.Run(() => Ledger(1_000_000, times: 3).Take(Bank, [.. Enumerable.Range(0, 200).Select(i => $"A{i}")])))];

        Assert.Equal(3 * 200, (await Task.WhenAll(asked)).Sum(allowed => allowed.Count(isAllowed => isAllowed)));
    }

    [Fact]
    public void OldApplicants_AreForgotten()
    {
        Ledger(1000).Take(Bank, [.. Enumerable.Range(0, 50).Select(i => $"A{i}")]);
        _clock.Now += TimeSpan.FromDays(60);
        Ledger(1000).Take(Bank, ["B"]);

        Assert.Equal(2, _store.ReadAll("").Count);
    }

    [Fact]
    public async Task Session_ScoresWithinTheLimit_AndTheNextProcessRemembers()
    {
        using var federation = new ScoringFederation(2, 10, seed: 310) { Limits = new ScoringLimits { ApplicantsPerPeriod = 6, TimesPerApplicant = 1 } };

        ScoringOutcome[] first = await federation.RunAsync();
        ScoringOutcome[] second = await federation.RunAsync();

        Assert.Equal(6, first[0].Result!.Applicants.Count(score => score.Outcome == ApplicantOutcome.Scored));
        Assert.All(first[0].Result!.Applicants.Skip(6), score => Assert.Equal((ApplicantOutcome.Limited, JointFederation.Cloud), (score.Outcome, score.Party)));
        Assert.Equal(4, first[1].Result!.Limited);
        Assert.All(second[0].Result!.Applicants, score => Assert.Equal(ApplicantOutcome.Limited, score.Outcome));
    }

    [Fact]
    public async Task LimitedApplicants_AreAnsweredAlike_WhetherTheyAreKnownOrNot()
    {
        using var federation = new ScoringFederation(2, 10, seed: 311) { Limits = new ScoringLimits { ApplicantsPerPeriod = 1 } };
        JointRows applicants = new(["farmer-1", "farmer-2", "nobody"], federation.Rows[0].Features, federation.Rows[0].SelectColumns([1, 2, 0]), labels: null);

        ScoringOutcome[] outcomes = await federation.RunAsync(applicants);

        Assert.Equal([ApplicantOutcome.Scored, ApplicantOutcome.Limited, ApplicantOutcome.Limited], outcomes[0].Result!.Applicants.Select(score => score.Outcome));
    }

    [Fact]
    public async Task SessionThatFailsAfterTheRequest_HasCounted()
    {
        using var federation = new ScoringFederation(2, 5, seed: 312) { Limits = new ScoringLimits { ApplicantsPerPeriod = 5 } };
        ScoringOutcome[] failed = await federation.RunAsync(own: member => member != JointFederation.Dealer ? null : async channel =>
        {
            (ScoringResult? result, JointFailure? failure) = await JointMember.RunAsync<ScoringResult>(
                federation.Members.Options(member),
                channel,
                new MemberOffer(IsDealer: true, [], HoldsLabel: false, new Wire.JointScoring()),
                async (session, _) =>
                {
                    await session.Link.ReceiveAsync(JointFederation.Bank, new StepLabel(JointStep.List), default);
                    throw new JointException(JointFailureReason.Stopped, member, "It stops.");
                },
                default);
            return new ScoringOutcome(result, failure);
        });

        Assert.All(failed, outcome => Assert.Equal((JointFailureReason.Stopped, JointFederation.Dealer), (outcome.Failure!.Reason, outcome.Failure.Member)));
        Assert.All((await federation.RunAsync())[0].Result!.Applicants, score => Assert.Equal(ApplicantOutcome.Limited, score.Outcome));
    }

    [Fact]
    public void StoreThatCannotBeWritten_AnswersNothing() =>
        Assert.Throws<StateStoreException>(() => new ScoringLedger(new BrokenStore(), new ScoringLimits(), _clock).Take(Bank, ["A"]));

    private ScoringLedger Ledger(int applicants, int times = 3, int days = 30) =>
        new(_store, new ScoringLimits { ApplicantsPerPeriod = applicants, TimesPerApplicant = times, ApplicantPeriod = TimeSpan.FromDays(days) }, _clock);

    private sealed class ManualClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 3, 1, 23, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private sealed class BrokenStore : IStateStore
    {
        public byte[]? Read(string key) => null;

        public IReadOnlyList<KeyValuePair<string, byte[]>> ReadAll(string prefix) => [];

        public void Write(IReadOnlyList<StateChange> changes) => throw new StateStoreException("The disk is full.");

        public void Dispose()
        {
        }
    }
}
