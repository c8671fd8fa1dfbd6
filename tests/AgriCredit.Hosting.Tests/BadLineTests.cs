using AgriCredit.Hosting.Tests.Support;
using AgriCredit.Testing;

namespace AgriCredit.Hosting.Tests;

/// <summary>Parties reach their coordinator through a line with faults of its own: the model is that of a good line, bit by bit.</summary>
[Collection(ProcessesCollection.Name)]
public sealed class BadLineTests
{
    private readonly Institutions _institutions;

    public BadLineTests(Institutions institutions) => _institutions = institutions;

    [DataFact]
    public async Task LineThatDelaysAndBreaksOffAndIsCut_ChangesNothing()
    {
        // A tenth of that is less than the handshake of two members.
        await using var line = new FaultyProxy(seed: 20260302, longestLife: 20_000);
        await RunAsync(line, () => line.CutAsync(TimeSpan.FromSeconds(3)));

        Assert.True(line.BrokenOff >= 3, $"Only {line.BrokenOff} connections broke off.");
    }

    /// <summary>A firewall that forgets a connection tells neither end: the party must notice, for it waits for an answer that cannot come.</summary>
    [DataFact]
    public async Task LineThatFallsSilent_ChangesNothing()
    {
        await using var line = new FaultyProxy(seed: 1, longestLife: int.MaxValue);
        await RunAsync(line, () =>
        {
            line.FallSilent();
            return Task.CompletedTask;
        });
    }

    /// <summary>Runs a session in which something happens to the line in the midst of training.</summary>
    private async Task RunAsync(FaultyProxy line, Func<Task> inTraining)
    {
        using Consortium consortium = await Consortium.CreateAsync(_institutions, Consortium.StaticTerms, banks: 3, line.Port);
        line.Target = consortium.Port;
        string goOn = consortium.At("go-on");
        ProgramRun held = consortium.Start("bank-b", $"exchange MaskedInput:4:start:hold:{goOn}");
        ProgramRun[] members = [consortium.Start("bank-a"), held, consortium.Start("bank-c"), consortium.Start(Institutions.Hub)];
        await members[^1].WaitForMessageAsync(message => message.Contains("Training round 1 ", StringComparison.Ordinal));
        await inTraining();
        await File.WriteAllTextAsync(goOn, "");
        ProgramEnd[] ends = await Task.WhenAll(members.Select(member => member.EndAsync()));

        byte[] model = await _institutions.UndisturbedModelAsync();
        Assert.All(ends, end => Assert.True(end.ExitCode == 0, end.Messages + end.Results));
        Assert.All(ends, end => Assert.Equal(model, end.Model));
    }
}
