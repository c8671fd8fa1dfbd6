namespace AgriCredit.Federation.Tests;

/// <summary>Each member is killed in each of its writes, before and after the bytes are durable, and goes on from its store: to the same bits, or to an end by name.</summary>
public sealed class WriteCrashTests : IDisposable
{
    private const int TrainingRounds = 3;
    private readonly EphemeralCredentials _credentials =
        new(new PartyId("coordinator"), [.. Enumerable.Range(0, 4).Select(party => new PartyId($"bank-{party}"))], TimeProvider.System);

    public void Dispose() => _credentials.Dispose();

    [Theory]
    [InlineData(AggregationMode.Static, false)]
    [InlineData(AggregationMode.Resilient, false)]
    [InlineData(AggregationMode.Resilient, true)]
    public void KilledInEveryWrite_TheSessionGoesOnToTheSameBits(AggregationMode mode, bool dropOut)
    {
        using FaultySession undisturbed = Run(mode, dropOut, (_, _) => Crash.None);
        Assert.True(undisturbed.Driven.Outcome.IsFinished);
        int[] writes = undisturbed.Writes;
        for (int member = 0; member < writes.Length; member++)
        {
            // The coordinator is last, and named -1.
            int victim = member == writes.Length - 1 ? -1 : member;
            for (int write = 0; write < writes[member]; write++)
            {
                foreach (Crash crash in (Crash[])[Crash.Before, Crash.After])
                {
                    int at = write;
                    using FaultySession session = Run(mode, dropOut, (who, number) => who == victim && number == at ? crash : Crash.None);
                    string where = $"{mode}, member {victim}, write {write}, {crash}";
                    Assert.True(session.Driven.Crashes == 1, where);
                    Assert.True(session.Driven.Outcome.IsFinished, $"{where}: {session.Driven.Outcome.Failure?.Message}");
                    Assert.True(undisturbed.Driven.Outcome.Result!.Weights.SequenceEqual(session.Driven.Outcome.Result.Weights), where);
                }
            }
        }
    }

    [Theory]
    [InlineData(AggregationMode.Static)]
    [InlineData(AggregationMode.Resilient)]
    public void KilledInEveryWriteOfTheSameKind_TheSessionGoesOnToTheSameBits(AggregationMode mode)
    {
        using FaultySession undisturbed = Run(mode, dropOut: false, (_, _) => Crash.None);

        // Every second write of everybody: each write is tried again at least once, and fails for no one twice in a row.
        foreach (Crash crash in (Crash[])[Crash.Before, Crash.After])
        {
            using FaultySession session = Run(mode, dropOut: false, (_, number) => number % 2 == 0 ? crash : Crash.None);
            Assert.True(session.Driven.Outcome.IsFinished, session.Driven.Outcome.Failure?.Message);
            Assert.Equal(undisturbed.Driven.Outcome.Result!.Weights, session.Driven.Outcome.Result.Weights);
            Assert.True(session.Driven.Crashes > 20);
        }
    }

    private FaultySession Run(AggregationMode mode, bool dropOut, Func<int, int, Crash> crash)
    {
        var session = new FaultySession(_credentials, mode, TrainingRounds, crash);
        session.Driven.Decide = (party, message) => dropOut && party.Value == "bank-2" && message is { Kind: MessageKind.MaskedInput, Round: 4 } ? Fate.VanishBefore : Fate.Send;
        session.Driven.Run();
        session.Check();
        return session;
    }
}
