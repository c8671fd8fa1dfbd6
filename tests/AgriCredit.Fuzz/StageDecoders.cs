using AgriCredit.Federation;
using AgriCredit.Fuzz.Sessions;
using Wire = AgriCredit.Federation.Wire;

namespace AgriCredit.Fuzz;

/// <summary>Whole stages: a party gets an answer that the coordinator changed and signed, a coordinator a message that a party changed and signed. Neither may throw.</summary>
/// <remarks>The first byte says at which step of a recorded session, the second which envelope of an answer; the rest are <see cref="Edits"/>.</remarks>
internal static class StageDecoders
{
    private const int Head = 2;

    public static IReadOnlyList<Decoder> All { get; } =
    [
        new("party-stage", ReadAnswer, Refusal: null, () => Seeds(RecordedSession.Instance.PartySteps.Count)),
        new("coordinator-stage", ReadMessage, Refusal: null, () => Seeds(RecordedSession.Instance.CoordinatorSteps.Count)),
    ];

    private static void ReadAnswer(byte[] bytes)
    {
        if (bytes.Length < Head)
        {
            return;
        }

        RecordedSession session = RecordedSession.Instance;
        PartyStep step = session.PartySteps[bytes[0] % session.PartySteps.Count];
        Envelope[] answer = [.. step.Answer];
        int changed = bytes[1] % answer.Length;
        answer[changed] = Edits.Apply(bytes.AsSpan(Head), answer[changed], session.Coordinator);
        using MemoryStateStore store = StoreCopy.Of(step.Store);
        PartyStage stage = new Party(session.PartyOptions(new PartyId(RecordedSession.Victim), store)).Begin(out PartyContext context);
        using PartyContext owned = context;
        context.Journal.Save(stage.Accept(answer));
    }

    private static void ReadMessage(byte[] bytes)
    {
        if (bytes.Length < Head)
        {
            return;
        }

        RecordedSession session = RecordedSession.Instance;
        CoordinatorStep step = session.CoordinatorSteps[bytes[0] % session.CoordinatorSteps.Count];
        using MemoryStateStore store = StoreCopy.Of(step.Store);
        var clock = new Federation.Tests.FakeClock();
        using var coordinator = new Coordinator(session.CoordinatorOptions(store, clock));
        foreach (Envelope message in step.Messages.OrderBy(message => message.Sender == RecordedSession.Victim))
        {
            _ = coordinator.Submit(message.Sender == RecordedSession.Victim ? Edits.Apply(bytes.AsSpan(Head), message, session.VictimIdentity) : message);
        }

        // Time is up for whoever was turned away.
        clock.Advance(TimeSpan.FromMinutes(2));
        if (coordinator.Completion.IsFaulted)
        {
            throw new InvalidOperationException("The coordinator faulted.", coordinator.Completion.Exception);
        }
    }

    private static IEnumerable<byte[]> Seeds(int steps)
    {
        for (int step = 0; step < steps; step++)
        {
            yield return [(byte)step, 0];
            yield return [(byte)step, 1, 0, 0, 3, 1];
            yield return [(byte)step, 0, 3, 0, 20, 0];
        }
    }
}
