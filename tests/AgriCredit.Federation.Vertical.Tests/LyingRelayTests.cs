using System.Collections.Concurrent;
using Xunit.Abstractions;

namespace AgriCredit.Federation.Vertical.Tests;

/// <summary>A relay that changes, cuts, repeats, exchanges, moves, loses or invents messages, at every step of a session: it ends for all members, with a reason, and nobody waits for ever.</summary>
public class LyingRelayTests(ITestOutputHelper output)
{
    private const int Together = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Where waiting is what ends the session.</summary>
    private static readonly TimeSpan ShortPatience = TimeSpan.FromSeconds(5);

    /// <summary>No session may take longer, whatever the relay does: several members may run out of patience one after the other.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private enum Fault
    {
        Changed,
        Truncated,
        Emptied,
        Repeated,
        Replaced,
        Moved,
        Lost,
        OfAnotherSession,
        OfAnotherLink,
    }

    [Fact]
    public Task ChangedBit_AtEveryStep_IsABadMessageOfItsSender() => AtEveryStepAsync(Fault.Changed, every: 1, offset: 0);

    [Fact]
    public Task TruncatedMessage_IsABadMessageOfItsSender() => AtEveryStepAsync(Fault.Truncated, every: 4, offset: 0);

    [Fact]
    public Task EmptyMessage_IsABadMessageOfItsSender() => AtEveryStepAsync(Fault.Emptied, every: 4, offset: 1);

    [Fact]
    public Task EarlierMessage_InAMessagesPlace_IsABadMessageOfItsSender() => AtEveryStepAsync(Fault.Replaced, every: 4, offset: 2);

    [Fact]
    public Task MessageOfAnotherSession_IsABadMessageOfItsSender() => AtEveryStepAsync(Fault.OfAnotherSession, every: 3, offset: 0);

    [Fact]
    public Task MessageOfAnotherLink_IsABadMessageOfItsSender() => AtEveryStepAsync(Fault.OfAnotherLink, every: 1, offset: 0);

    [Fact]
    public Task RepeatedMessage_EndsTheSession() => AtEveryStepAsync(Fault.Repeated, every: 4, offset: 3);

    [Fact]
    public Task MovedMessage_EndsTheSession() => AtEveryStepAsync(Fault.Moved, every: 8, offset: 1);

    [Fact]
    public Task LostMessage_EndsTheSession() => AtEveryStepAsync(Fault.Lost, every: 8, offset: 5);

    private async Task AtEveryStepAsync(Fault fault, int every, int offset)
    {
        ConcurrentDictionary<(PartyId From, PartyId To), List<byte[]>> recorded = await SessionSteps.RecordAsync();
        IReadOnlyList<(PartyId From, PartyId To, int Number, string Step)> places = await SessionSteps.PlacesAsync(recorded);
        (PartyId From, PartyId To, int Number, string Step)[] chosen = [.. places.Where((_, index) => index % every == offset)];
        output.WriteLine($"{chosen.Length} of {places.Count} places, steps {string.Join(", ", chosen.Select(place => place.Step).Distinct())}");
        var wrong = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(chosen, new ParallelOptions { MaxDegreeOfParallelism = Together }, async (place, _) =>
        {
            try
            {
                JointOutcome[] outcomes = await RunAsync(fault, place.From, place.To, place.Number, recorded);
                if (Judge(fault, place, outcomes) is { } complaint)
                {
                    wrong.Add($"{fault} {place}: {complaint}: {string.Join(" | ", outcomes.Select(outcome => outcome.Failure is { } failure ? $"{failure.Reason} {failure.Member}" : "result"))}");
                }
            }
            catch (Exception exception)
            {
                wrong.Add($"{fault} {place}: {exception.GetType().Name}: {exception.Message}");
            }
        });

        Assert.True(wrong.IsEmpty, string.Join('\n', wrong));
    }

    private static string? Judge(Fault fault, (PartyId From, PartyId To, int Number, string Step) place, JointOutcome[] outcomes)
    {
        JointOutcome receiver = outcomes[place.To == JointFederation.Bank ? 0 : place.To == JointFederation.Cloud ? 1 : 2];
        bool isStrict = fault is not (Fault.Repeated or Fault.Moved or Fault.Lost);
        JointFailureReason[] allowed = isStrict ? [JointFailureReason.BadMessage] : [JointFailureReason.BadMessage, JointFailureReason.MemberLost, JointFailureReason.Timeout];
        if (place.Step == "end")
        {
            // Who has sent its last message may be through already; a repeated last one is read by nobody.
            return outcomes.All(outcome => outcome.Failure is null || allowed.Contains(outcome.Failure.Reason)) && (!isStrict || receiver.Failure is not null) ? null : "at the end";
        }

        if (fault == Fault.Repeated && outcomes.All(outcome => outcome.Failure is null))
        {
            // The dealer's last message, repeated: nobody reads it a second time.
            return place.From == JointFederation.Dealer && place.Step.EndsWith("FactorProduct", StringComparison.Ordinal) ? null : "nobody noticed";
        }

        if (fault == Fault.Repeated && place.To == JointFederation.Dealer && receiver.Failure?.Reason == JointFailureReason.BadMessage)
        {
            // After a party's seed the dealer reads nothing of it but that it is done: it may notice when the parties are, with the right results.
            return outcomes.All(outcome => outcome.Failure is null || allowed.Contains(outcome.Failure.Reason)) ? null : "another reason";
        }

        if (receiver.Failure is null || outcomes.Any(outcome => outcome.Failure is null))
        {
            return "somebody has a result";
        }

        return outcomes.All(outcome => allowed.Contains(outcome.Failure!.Reason) && (!isStrict || outcome.Failure.Member == place.From)) ? null : "another reason or member";
    }

    private static async Task<JointOutcome[]> RunAsync(Fault fault, PartyId liedFrom, PartyId liedTo, int liedNumber, ConcurrentDictionary<(PartyId From, PartyId To), List<byte[]>> earlier)
    {
        using var federation = new JointFederation(2) { Patience = fault is Fault.Lost or Fault.Moved ? ShortPatience : Patience };
        var before = new ConcurrentDictionary<(PartyId From, PartyId To), byte[]>();
        SessionSteps.Tamper(federation, (from, to, number, message) =>
        {
            bool isHere = from == liedFrom && to == liedTo;
            IReadOnlyList<byte[]> arriving = !isHere ? [message]
                : fault == Fault.Moved && number == liedNumber + 1 ? [message, before[(from, to)]]
                : number == liedNumber ? Lie(fault, from, to, number, message, before, earlier)
                : [message];
            before[(from, to)] = message;
            return arriving;
        });
        return await federation.RunAsync(SessionSteps.Sides.Rows(), SessionSteps.Terms).WaitAsync(Longest);
    }

    private static IReadOnlyList<byte[]> Lie(
        Fault fault,
        PartyId from,
        PartyId to,
        int number,
        byte[] message,
        ConcurrentDictionary<(PartyId From, PartyId To), byte[]> before,
        ConcurrentDictionary<(PartyId From, PartyId To), List<byte[]>> earlier) => fault switch
    {
        Fault.Changed => [[.. message[..^1], (byte)(message[^1] ^ 1)]],
        Fault.Truncated => [message[..^1]],
        Fault.Emptied => [[]],
        Fault.Repeated => [message, message],
        Fault.Replaced => [before.GetValueOrDefault((from, to)) ?? [1]],
        Fault.Moved or Fault.Lost => [],
        Fault.OfAnotherSession => [earlier[(from, to)][number]],

        // What was last sent on another link to the same receiver, or what this sender got.
        _ => [before.Where(link => link.Key.To == to && link.Key.From != from).Select(link => link.Value).Append(before.GetValueOrDefault((to, from)) ?? [0]).First()],
    };
}
