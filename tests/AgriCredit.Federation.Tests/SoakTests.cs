using System.Globalization;
using Xunit.Abstractions;

namespace AgriCredit.Federation.Tests;

/// <summary>A thousand rounds with drop-outs, late and lost messages, duplicates, reordering, and members killed at random, from a seed that is printed.</summary>
public sealed class SoakTests(ITestOutputHelper output)
{
    private const int Rounds = 1_000;
    private const int Parties = 7;
    private const int TrainingRounds = 40;
    private const int Seed = 3_141_592;

    [Fact]
    public void ThousandRoundsOfRandomFaults_EachSumIsExactAndEachEndHasAName()
    {
        using var credentials = new EphemeralCredentials(
            new PartyId("coordinator"), [.. Enumerable.Range(0, Parties).Select(party => new PartyId($"bank-{party}"))], TimeProvider.System);
        var faults = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var ends = new SortedDictionary<string, int>(StringComparer.Ordinal);
        int rounds = 0;
        int sessions = 0;
        for (; rounds < Rounds; sessions++)
        {
            int seed = Seed + sessions;
            try
            {
                rounds += RunSession(credentials, new Random(seed), faults, ends);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Session {sessions}, seed {seed}: {exception.Message}", exception);
            }
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rounds} rounds in {sessions} sessions from seed {Seed}."));
        output.WriteLine($"Faults: {string.Join(", ", faults.Select(fault => $"{fault.Key} {fault.Value}"))}.");
        output.WriteLine($"Ends: {string.Join(", ", ends.Select(end => $"{end.Key} {end.Value}"))}.");

        // Whatever the seed does, sessions that end with a model and sessions that do not must both have been seen.
        Assert.True(ends.ContainsKey("Finished") && ends.Count > 1);
    }

    private static int RunSession(EphemeralCredentials credentials, Random random, SortedDictionary<string, int> faults, SortedDictionary<string, int> ends)
    {
        using var session = new FaultySession(credentials, AggregationMode.Resilient, TrainingRounds, (_, _) => random.Next(400) switch
        {
            0 => Note(faults, "killed before a write", Crash.Before),
            1 => Note(faults, "killed after a write", Crash.After),
            _ => Crash.None,
        });
        DrivenFederation driven = session.Driven;
        int[] order = [.. Enumerable.Range(0, Parties)];
        driven.Order = () =>
        {
            random.Shuffle(order);
            return order;
        };
        driven.Decide = (_, message) => message.Round == 0 ? Disturb(random, faults, leaves: false) : Disturb(random, faults, leaves: true);
        driven.KillCoordinator = _ => random.Next(300) == 0 && Note(faults, "coordinator killed", true);
        driven.Interfere = coordinator =>
        {
            // Any message of any party once more, whatever round it belongs to: it is answered as before or turned away, and changes nothing.
            if (random.Next(10) == 0)
            {
                Envelope again = driven.Received[random.Next(driven.Received.Count)];
                Note(faults, "message repeated", true);
                _ = coordinator.Submit(again);
            }
        };
        driven.Run();
        SessionOutcome outcome = driven.Outcome;
        Note(ends, outcome.IsFinished ? "Finished" : outcome.Failure.Reason.ToString(), true);
        Assert.True(
            outcome.IsFinished || outcome.Failure.Reason is SessionFailureReason.TooFewSurvivors or SessionFailureReason.Void or SessionFailureReason.MissingParty,
            outcome.Failure?.Message);
        return session.Check();
    }

    private static Fate Disturb(Random random, SortedDictionary<string, int> faults, bool leaves) => random.Next(1_000) switch
    {
        < 3 when leaves => Note(faults, "left before a message", Fate.VanishBefore),
        < 6 when leaves => Note(faults, "left after a message", Fate.VanishAfter),
        < 9 when leaves => Note(faults, "message late", Fate.Late),
        < 20 => Note(faults, "killed before a message", Fate.RestartBefore),
        < 30 => Note(faults, "killed after a message", Fate.RestartAfter),
        < 50 => Note(faults, "answer lost", Fate.LoseReply),
        _ => Fate.Send,
    };

    private static T Note<T>(SortedDictionary<string, int> counts, string what, T value)
    {
        counts[what] = counts.GetValueOrDefault(what) + 1;
        return value;
    }
}
