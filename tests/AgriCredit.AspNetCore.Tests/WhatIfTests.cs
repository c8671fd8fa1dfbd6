using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using AgriCredit.AspNetCore.Tests.Support;

namespace AgriCredit.AspNetCore.Tests;

public class WhatIfTests
{
    private const string Path = "/score?whatIf=true";
    private const string Below = """{"area": 3.5, "amount": 12000, "delays": 2, "crop": "棉花", "tenure": "rented", "insured": true}""";

    [Fact]
    public async Task Change_ReachesTheCutOffWhenScoredAgain_AndASmallerOneDoesNot()
    {
        // Some 18 points above his: within the reach of each of the four reasons.
        await using TestService service = await TestService.StartAsync(TestModels.Mixed(cutOffPoints: 520));
        (int status, JsonElement answer) = await service.ScoreAsync(Below, Path);
        Assert.Equal((200, false), (status, answer.GetProperty("approved").GetBoolean()));
        JsonObject[] changes = Changes(answer);
        Assert.Equal(["amount", "area", "crop", "delays"], changes.Select(change => (string)change["input"]!).Order());
        JsonNode applicant = JsonNode.Parse(Below)!;
        foreach (JsonObject change in changes)
        {
            string input = (string)change["input"]!;
            Assert.True(JsonNode.DeepEquals(applicant[input], change["from"]));
            Assert.True(await IsApprovedAsync(service, With(Below, input, change["to"])), input);
            if (input is "area" or "amount" or "delays")
            {
                double from = (double)change["from"]!;
                double to = (double)change["to"]!;
                double smaller = to > from ? Math.BitDecrement(to) : Math.BitIncrement(to);
                Assert.False(await IsApprovedAsync(service, With(Below, input, smaller)), input);
            }
        }
    }

    [Fact]
    public async Task ChangeThatNothingMakes_IsNull_AndAnApplicantWithThePointsHasNone()
    {
        await using TestService service = await TestService.StartAsync(TestModels.Mixed(intercept: 0.5));
        (_, JsonElement declined) = await service.ScoreAsync(Below, Path);
        JsonElement[] reasons = [.. declined.GetProperty("reasons").EnumerateArray()];
        Assert.Contains(reasons, reason => reason.GetProperty("change").ValueKind == JsonValueKind.Null);

        await using TestService generous = await TestService.StartAsync(TestModels.Mixed(intercept: -4));
        (_, JsonElement approved) = await generous.ScoreAsync(Below, Path);
        Assert.True(approved.GetProperty("approved").GetBoolean());
        Assert.NotEmpty(approved.GetProperty("reasons").EnumerateArray());
        Assert.All(approved.GetProperty("reasons").EnumerateArray(), reason => Assert.False(reason.TryGetProperty("change", out _)));

        (_, JsonElement unasked) = await service.ScoreAsync(Below);
        Assert.All(unasked.GetProperty("reasons").EnumerateArray(), reason => Assert.False(reason.TryGetProperty("change", out _)));
    }

    [Fact]
    public async Task MissingValueAndUnlistedCategory_ChangeFromNull()
    {
        await using TestService service = await TestService.StartAsync(TestModels.Mixed(cutOffPoints: 515));
        const string Body = """{"area": 3.5, "amount": 12000, "crop": "tea", "tenure": "rented", "insured": true}""";
        (_, JsonElement answer) = await service.ScoreAsync(Body, Path);
        JsonObject[] changes = [.. Changes(answer).Where(change => (string)change["input"]! is "delays" or "crop")];
        Assert.Equal(2, changes.Length);
        foreach (JsonObject change in changes)
        {
            Assert.True(change.ContainsKey("from") && change["from"] is null);
            Assert.True(await IsApprovedAsync(service, With(Body, (string)change["input"]!, change["to"])));
        }
    }

    [Fact]
    public async Task WithoutACutOff_IsRefused_AndTheServicesOwnComesFirst()
    {
        await using TestService without = await TestService.StartAsync(TestModels.Linear(3));
        const string Body = """{"x0": 2, "x1": 0, "x2": 0}""";
        (int status, JsonElement answer) = await without.ScoreAsync(Body, Path);
        Assert.Equal((400, "-: noCutOff"), (status, TestService.Faults(answer).Single()));
        Assert.Equal(200, (await without.ScoreAsync(Body, "/score?whatIf=false")).Status);

        await using TestService own = await TestService.StartAsync(
            TestModels.Mixed(), service => new CreditScoringOptions { ModelPath = service.ModelPath, ApprovalCutOffPoints = 540, ReloadInterval = null });
        (_, JsonElement lower) = await own.ScoreAsync(Below, Path);
        foreach (JsonObject change in Changes(lower))
        {
            (_, JsonElement changed) = await own.ScoreAsync(With(Below, (string)change["input"]!, change["to"]));
            Assert.True(changed.GetProperty("points").GetDouble() >= 540);
            if ((string)change["input"]! == "area")
            {
                Assert.Equal(540, changed.GetProperty("points").GetDouble(), 1e-9);
            }
        }
    }

    [Fact]
    public async Task FromAndTo_AreNotLoggedMeasuredOrTraced()
    {
        await using TestService service = await TestService.StartAsync(TestModels.Mixed(), onPort: true);
        (_, JsonElement answer) = await service.ScoreAsync("""{"area": 3.5, "amount": 31415.9265, "crop": "rice", "tenure": "rented"}""", Path);
        JsonObject change = Changes(answer).Single(change => (string)change["input"]! == "amount");
        Assert.Contains("whatIf=true", service.Recorder.Everything, StringComparison.Ordinal);
        Assert.DoesNotContain("31415.9265", service.Recorder.Everything, StringComparison.Ordinal);
        Assert.DoesNotContain(((double)change["to"]!).ToString("R", CultureInfo.InvariantCulture), service.Recorder.Everything, StringComparison.Ordinal);
    }

    private static JsonObject[] Changes(JsonElement answer) =>
        [.. answer.GetProperty("reasons").EnumerateArray().Select(reason => reason.GetProperty("change")).Where(change => change.ValueKind == JsonValueKind.Object).Select(change => JsonObject.Create(change)!)];

    private static string With(string applicant, string input, JsonNode? value)
    {
        JsonNode changed = JsonNode.Parse(applicant)!;
        changed[input] = value?.DeepClone();
        return changed.ToJsonString();
    }

    private static async Task<bool> IsApprovedAsync(TestService service, string applicant)
    {
        (int status, JsonElement answer) = await service.ScoreAsync(applicant);
        Assert.Equal(200, status);
        return answer.GetProperty("approved").GetBoolean();
    }
}
