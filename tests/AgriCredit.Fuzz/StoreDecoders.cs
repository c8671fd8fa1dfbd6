using System.Globalization;
using AgriCredit.Federation;
using AgriCredit.Fuzz.Sessions;
using Google.Protobuf;
using Wire = AgriCredit.Federation.Wire;

namespace AgriCredit.Fuzz;

/// <summary>What a member finds in its store after damage, or after somebody wrote there.</summary>
internal static class StoreDecoders
{
    private static readonly string FirstEnd = "coordinator/end/" + 1.ToString("D10", CultureInfo.InvariantCulture);

    public static IReadOnlyList<Decoder> All { get; } =
    [
        new("party-state", ReadState, typeof(StateStoreException), () => RecordedSession.Instance.PartySteps.SelectMany(step => step.Store).Where(entry => entry.Key == "party/session").Select(entry => entry.Value)),
        new("party-round", ReadRound, typeof(StateStoreException), () => LastStore("party/round/")),
        new("coordinator-event", ReadEvent, typeof(StateStoreException), () => LastCoordinatorStore("coordinator/event/")),
        new("coordinator-round", ReadEnd, typeof(StateStoreException), () => LastCoordinatorStore("coordinator/end/")),
    ];

    private static PartyStep LastStep => RecordedSession.Instance.PartySteps[^1];

    private static void ReadState(byte[] bytes) => Resume(KeyValuePair.Create("party/session", bytes));

    private static void ReadRound(byte[] bytes) => Resume(KeyValuePair.Create("party/round/0000000001", bytes));

    private static void Resume(KeyValuePair<string, byte[]> changed)
    {
        using MemoryStateStore store = StoreCopy.Of(LastStep.Store, [changed]);
        _ = new Party(RecordedSession.Instance.PartyOptions(new PartyId(RecordedSession.Victim), store)).Begin(out PartyContext context);
        context.Dispose();
    }

    private static void ReadEvent(byte[] bytes)
    {
        KeyValuePair<string, byte[]>[] contents = [.. RecordedSession.Instance.CoordinatorSteps[^1].Store];
        string last = contents.Last(entry => entry.Key.StartsWith("coordinator/event/", StringComparison.Ordinal)).Key;
        Restart(contents, KeyValuePair.Create(last, bytes));
    }

    private static void ReadEnd(byte[] bytes) => Restart(RecordedSession.Instance.CoordinatorSteps[^1].Store, KeyValuePair.Create(FirstEnd, bytes));

    private static void Restart(IEnumerable<KeyValuePair<string, byte[]>> contents, KeyValuePair<string, byte[]> changed)
    {
        using MemoryStateStore store = StoreCopy.Of(contents, [changed]);
        using var coordinator = new Coordinator(RecordedSession.Instance.CoordinatorOptions(store, new Federation.Tests.FakeClock()));
    }

    private static IEnumerable<byte[]> LastStore(string prefix) =>
        LastStep.Store.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(entry => entry.Value);

    private static IEnumerable<byte[]> LastCoordinatorStore(string prefix) =>
        RecordedSession.Instance.CoordinatorSteps.SelectMany(step => step.Store).Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal)).DistinctBy(entry => entry.Key).Select(entry => entry.Value).Take(12)
            .Append(new Wire.CoordinatorEvent { TimedOut = true }.ToByteArray());
}
