using AgriCredit.Hosting.Tests.Support;
using AgriCredit.Testing;

namespace AgriCredit.Hosting.Tests;

/// <summary>kill -9 of members in every stage: whoever is started again goes on, and the model is that of a session that nothing befell, bit by bit.</summary>
[Collection(ProcessesCollection.Name)]
public sealed class KillTests
{
    private readonly Institutions _institutions;

    public KillTests(Institutions institutions) => _institutions = institutions;

    /// <summary>At a stage's start the stage before is written, and its answers are perhaps on their way.</summary>
    [DataFact]
    public Task Coordinator_KilledAtTheStartOfEachStage_GoesOn() => RunAsync(new()
    {
        [Institutions.Hub] =
        [
            "Declaration:1:start:kill", "KeyAdvert:1:start:kill", "GroupKeyOffer:1:start:kill", "Ready:1:start:kill",
            "MaskedInput:1:start:kill", "MaskedInput:3:start:kill", "Complete:1:start:kill", "session:1:stop:kill",
        ],
    });

    /// <summary>At a stage's end all messages are in, and nothing of it is written.</summary>
    [DataFact]
    public Task Coordinator_KilledAtTheEndOfEachStage_GoesOn() => RunAsync(new()
    {
        [Institutions.Hub] =
        [
            "Declaration:1:stop:kill", "KeyAdvert:1:stop:kill", "GroupKeyOffer:1:stop:kill", "Ready:1:stop:kill",
            "MaskedInput:1:stop:kill", "MaskedInput:3:stop:kill", "Complete:1:stop:kill",
        ],
    });

    /// <summary>Before a message leaves a party what it follows from is written; after the answer has come, nothing of that is.</summary>
    [DataFact]
    public Task Parties_KilledInEachStage_GoOn() => RunAsync(new()
    {
        ["bank-a"] =
        [
            "exchange Declaration:1:start:kill", "exchange KeyAdvert:1:start:kill", "exchange GroupKeyOffer:1:start:kill", "exchange GroupKeyOffer:1:stop:kill",
            "exchange MaskedInput:1:start:kill", "exchange MaskedInput:3:start:kill", "exchange Complete:1:start:kill",
        ],
        ["bank-b"] =
        [
            "exchange Declaration:1:stop:kill", "exchange KeyAdvert:1:stop:kill", "exchange Ready:1:start:kill", "exchange Ready:1:stop:kill",
            "exchange MaskedInput:1:stop:kill", "exchange MaskedInput:3:stop:kill",
        ],
    });

    [DataFact]
    public Task All_KilledAtOnce_GoOn() => RunAsync(new()
    {
        [Institutions.Hub] = ["KeyAdvert:1:stop:kill", "MaskedInput:2:stop:kill", "Complete:1:start:kill"],
        ["bank-a"] = ["exchange KeyAdvert:1:start:kill", "exchange MaskedInput:2:start:kill", "exchange Complete:1:start:kill"],
        ["bank-b"] = ["exchange KeyAdvert:1:stop:kill", "exchange MaskedInput:2:stop:kill"],
        ["bank-c"] = ["exchange KeyAdvert:1:start:kill", "exchange MaskedInput:2:start:kill"],
    });

    /// <summary>The coordinator has seen the last message arrive, and may be gone when the party that did not keep it comes back.</summary>
    [DataFact]
    public async Task Party_KilledWithTheLastMessageInItsHands_HasTheModelOrAReason()
    {
        using Consortium consortium = await Consortium.CreateAsync(_institutions, Consortium.Terms("static", collectSeconds: 120, reconnectSeconds: 5), banks: 3);
        Task<MemberEnd>[] banks =
        [
            consortium.LiveAsync("bank-a", ["exchange Complete:1:stop:kill"]), consortium.LiveAsync("bank-b", []), consortium.LiveAsync("bank-c", []),
        ];
        MemberEnd coordinator = await consortium.LiveAsync(Institutions.Hub, []);
        MemberEnd[] ends = await Task.WhenAll(banks);

        byte[] model = await _institutions.UndisturbedModelAsync();
        Assert.All([coordinator, .. ends.Skip(1)], end => Assert.Equal(model, end.End.Model));
        Assert.Equal(1, ends[0].Kills);
        if (ends[0].End.Reason is { } reason)
        {
            Assert.Equal(("Timeout", 1), (reason, ends[0].End.ExitCode));
        }
        else
        {
            Assert.Equal(model, ends[0].End.Model);
        }
    }

    [DataFact]
    public async Task Party_WhoseStateWasDeleted_IsRefused()
    {
        using Consortium consortium = await Consortium.CreateAsync(_institutions, Consortium.StaticTerms, banks: 3);
        ProgramRun[] others = [consortium.Start(Institutions.Hub), consortium.Start("bank-b"), consortium.Start("bank-c")];
        ProgramEnd killed = await consortium.Start("bank-a", "exchange MaskedInput:2:start:kill").EndAsync();
        Assert.True(killed.WasKilled, killed.Messages);
        foreach (string file in Directory.GetFiles(consortium.At("kits", "bank-a"), "state.db*"))
        {
            File.Delete(file);
        }

        ProgramEnd refused = await consortium.Start("bank-a").EndAsync();
        others[0].Signal("INT");
        ProgramEnd[] ends = await Task.WhenAll(others.Select(member => member.EndAsync()));

        Assert.Equal(("StateLost", 1), (refused.Reason, refused.ExitCode));
        Assert.All(ends.Skip(1), end => Assert.NotNull(end.Reason));
        Assert.All(ends, end => Assert.NotEqual(0, end.ExitCode));
    }

    private async Task RunAsync(Dictionary<string, string[]> faults)
    {
        using Consortium consortium = await Consortium.CreateAsync(_institutions, Consortium.StaticTerms, banks: 3);
        IReadOnlyDictionary<string, MemberEnd> ends = await consortium.RunAsync(faults);

        byte[] model = await _institutions.UndisturbedModelAsync();
        Assert.All(ends.Values, end => Assert.True(end.End.ExitCode == 0, end.Messages));
        Assert.All(ends.Values, end => Assert.Equal(model, end.End.Model));
    }
}
