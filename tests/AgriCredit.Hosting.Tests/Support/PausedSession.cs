using System.Text.Json;

namespace AgriCredit.Hosting.Tests.Support;

/// <summary>Four banks in resilient mode; the last is paused before its third sum, for longer than the others wait, and goes on while they still train.</summary>
/// <param name="Late">How the paused bank ended.</param>
/// <param name="Others">How the coordinator and the other banks ended.</param>
internal sealed record PausedSession(ProgramEnd Late, IReadOnlyList<ProgramEnd> Others)
{
    public const int CollectSeconds = 30;

    /// <summary>What befalls the last bank.</summary>
    public const string Pause = "exchange MaskedInput:3:start:pause";

    public static string Terms => Consortium.Terms("resilient", CollectSeconds, reconnectSeconds: 60);

    /// <summary>Runs it.</summary>
    public static async Task<PausedSession> RunAsync(Institutions institutions)
    {
        using Consortium consortium = await Consortium.CreateAsync(institutions, Terms, banks: 4);
        string goOn = consortium.At("go-on");
        ProgramRun late = consortium.Start("bank-d", Pause), slow = consortium.Start("bank-c", $"exchange MaskedInput:5:start:hold:{goOn}");
        ProgramRun[] parties = [consortium.Start("bank-a"), consortium.Start("bank-b"), slow];
        await consortium.WaitUntilJoiningAsync();
        ProgramRun coordinator = consortium.Start(Institutions.Hub, fault: null, "--log", "json");
        await late.WaitUntilPausedAsync();
        await coordinator.WaitForMessageAsync(IsRoundOfThree);
        late.Signal("CONT");
        ProgramEnd end = await late.EndAsync();
        await File.WriteAllTextAsync(goOn, "");
        return new PausedSession(end, await Task.WhenAll(parties.Prepend(coordinator).Select(member => member.EndAsync())));
    }

    private static bool IsRoundOfThree(string message)
    {
        JsonElement line = JsonDocument.Parse(message).RootElement;
        return line.GetProperty("event").GetString() == "round" && line.GetProperty("parties").GetInt32() == 3;
    }
}
