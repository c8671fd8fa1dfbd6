using AgriCredit.Hosting.Tests.Support;
using AgriCredit.Testing;

namespace AgriCredit.Hosting.Tests;

/// <summary>Resilient mode between processes: a bank that stands still is left behind, also while the others are killed and come back.</summary>
[Collection(ProcessesCollection.Name)]
public sealed class DropOutTests
{
    private readonly Institutions _institutions;

    public DropOutTests(Institutions institutions) => _institutions = institutions;

    [DataFact]
    public async Task PausedParty_IsLeftBehind_AndToldSo()
    {
        PausedSession session = await _institutions.PausedSessionAsync();

        Assert.Equal(("DroppedOut", 1), (session.Late.Reason, session.Late.ExitCode));
        Assert.All(session.Others, end => Assert.True(end.ExitCode == 0, end.Messages));
        Assert.All(session.Others, end => Assert.Equal(session.Others[0].Model, end.Model));
        Assert.All(session.Others, end => Assert.Equal(["bank-d"], end.Outcome.At("session", "droppedOut").EnumerateArray().Select(party => party.GetString())));
    }

    /// <summary>Nobody signs two sets of survivors or unmasks twice: the sums of the survivors are those of the session in which only the pause happened.</summary>
    [DataFact]
    public async Task MembersKilledWhileTheyAgreeAndUnmask_GoOn()
    {
        // Both sessions wait most of their time for the bank that stands still.
        Task<PausedSession> reference = _institutions.PausedSessionAsync();
        using Consortium consortium = await Consortium.CreateAsync(_institutions, PausedSession.Terms, banks: 4);
        _ = consortium.Start("bank-d", PausedSession.Pause);
        Task<MemberEnd>[] parties =
        [
            consortium.LiveAsync("bank-a", ["exchange SurvivorAck:1:start:kill", "exchange Unmask:1:start:kill"]),
            consortium.LiveAsync("bank-b", ["exchange SurvivorAck:1:stop:kill", "exchange Unmask:1:stop:kill"]),
            consortium.LiveAsync("bank-c", []),
        ];
        await consortium.WaitUntilJoiningAsync();
        MemberEnd coordinator = await consortium.LiveAsync(
            Institutions.Hub,
            ["SurvivorAck:1:start:kill", "SurvivorAck:1:stop:kill", "Unmask:1:start:kill", "Unmask:1:stop:kill", "MaskedInput:5:start:kill"]);
        MemberEnd[] ends = await Task.WhenAll(parties);

        byte[] model = (await reference).Others[0].Model;
        Assert.All(ends.Prepend(coordinator), end => Assert.True(end.End.ExitCode == 0, end.Messages + end.End.Results));
        Assert.Equal([5, 2, 2, 0], ends.Prepend(coordinator).Select(end => end.Kills));
        Assert.All(ends.Prepend(coordinator), end => Assert.Equal(model, end.End.Model));
    }
}
