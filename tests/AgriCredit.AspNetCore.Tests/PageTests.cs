using System.Text.Json;
using System.Text.RegularExpressions;
using AgriCredit.AspNetCore.Tests.Support;

namespace AgriCredit.AspNetCore.Tests;

public class PageTests
{
    [Fact]
    public async Task Page_LoadsNothingFromElsewhereAndSaysSo()
    {
        await using TestService service = await TestService.StartAsync(TestModels.Mixed());
        using HttpResponseMessage response = await service.Client.GetAsync("/");
        string page = await response.Content.ReadAsStringAsync();
        string policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none'; script-src 'sha256-", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotMatch(new Regex("https?://|src=|@import|url\\(|style=|\\son[a-z]+="), page);
        Assert.Contains("prefers-color-scheme: dark", page, StringComparison.Ordinal);
    }

    [ChromiumFact]
    public async Task Applicant_IsScoredInABrowserInBothLanguages()
    {
        await using TestService service = await TestService.StartAsync(TestModels.Mixed(), onPort: true);
        await using Browser browser = await Browser.OpenAsync(service.Client.BaseAddress!);
        await browser.WaitForAsync("document.querySelectorAll('.field').length === 6 && !document.getElementById('score').disabled");
        Assert.Equal("area|amount|delays|crop|tenure|insured", await browser.EvaluateAsync("[...document.querySelectorAll('.field label')].map(label => label.textContent).join('|')"));
        Assert.Equal("true", await browser.EvaluateAsync("[...document.querySelectorAll('input:not([hidden]), select')].every(control => control.labels.length === 1 && control.labels[0].textContent !== '')"));
        Assert.Equal("in ha, from 0 to 100", await browser.EvaluateAsync("document.getElementById('input-0-hint').textContent"));

        // Nothing filled in: every missing value that the model refuses is named at its place, and the first has the focus.
        await browser.EvaluateAsync("document.getElementById('score').click()");
        await browser.WaitForAsync("document.querySelectorAll('[aria-invalid=true]').length === 3");
        Assert.Equal("input-0", await browser.EvaluateAsync("document.activeElement.id"));

        await browser.TypeAsync("input-0", "3.5");
        await browser.TypeAsync("input-1", "12000");
        await browser.TypeAsync("input-2", "2");
        await Select(browser, "input-3", "棉花");
        await Select(browser, "input-4", "rented");
        await browser.EvaluateAsync("document.getElementById('input-0').focus()");
        await browser.PressEnterAsync();
        await browser.WaitForAsync("!document.getElementById('result').hidden");

        (_, JsonElement expected) = await service.ScoreAsync("""{"area": 3.5, "amount": 12000, "delays": 2, "crop": "棉花", "tenure": "rented"}""", "/score?whatIf=true");
        Assert.Equal($"{expected.GetProperty("points").GetDouble():F0}", await browser.EvaluateAsync("document.getElementById('points').textContent"));
        Assert.Equal($"{expected.GetProperty("pd").GetDouble() * 100:F2} %", await browser.EvaluateAsync("document.getElementById('pd').textContent"));
        string reasons = await browser.EvaluateAsync("document.getElementById('reasons').textContent");
        Assert.All(expected.GetProperty("reasons").EnumerateArray(), reason => Assert.Contains($"{reason.GetProperty("text").GetString()} ({reason.GetProperty("code").GetString()}", reasons, StringComparison.Ordinal));
        Assert.Contains("Payments were late (D1", reasons, StringComparison.Ordinal);
        JsonElement change = expected.GetProperty("reasons").EnumerateArray().Select(reason => reason.GetProperty("change")).Single(change => change.ValueKind == JsonValueKind.Object && change.GetProperty("input").GetString() == "area");
        Assert.Contains($"reaches the cut-off with area {change.GetProperty("to").GetRawText()}, instead of 3.5", reasons, StringComparison.Ordinal);
        Assert.Equal("7", await browser.EvaluateAsync("document.querySelectorAll('#characteristics tr').length"));

        await Select(browser, "locale", "中文");
        await browser.WaitForAsync("document.getElementById('reasons').textContent.includes('曾有逾期还款 (D1')");
        Assert.Equal("zh-CN|试算申请人", await browser.EvaluateAsync("document.documentElement.lang + '|' + document.getElementById('title').textContent"));

        // Only the refused applicant is a complaint: the browser reports every answer of 400.
        Assert.All(browser.Complaints, complaint => Assert.Contains("status of 400", complaint, StringComparison.Ordinal));
        Assert.All(browser.Requests, request => Assert.StartsWith(service.Client.BaseAddress!.ToString(), request, StringComparison.Ordinal));
    }

    [ChromiumFact]
    public async Task ModelWithoutACentre_ShowsTheScoreAlone()
    {
        await using TestService service = await TestService.StartAsync(TestModels.WithoutCentre(), onPort: true);
        await using Browser browser = await Browser.OpenAsync(service.Client.BaseAddress!);
        await browser.WaitForAsync("document.querySelectorAll('.field').length === 1 && !document.getElementById('score').disabled");
        await browser.TypeAsync("input-0", "3.5");
        await browser.PressEnterAsync();
        await browser.WaitForAsync("!document.getElementById('result').hidden");
        (_, JsonElement expected) = await service.ScoreAsync("""{"area": 3.5}""");
        Assert.Equal($"{expected.GetProperty("points").GetDouble():F0}|true", await browser.EvaluateAsync("document.getElementById('points').textContent + '|' + document.getElementById('parts').hidden"));
        Assert.Empty(browser.Complaints);
    }

    private static async Task Select(Browser browser, string id, string text)
    {
        await browser.EvaluateAsync($"(select => {{ select.value = [...select.options].find(option => option.textContent === '{text}').value; select.dispatchEvent(new Event('change')); }})(document.getElementById('{id}'))");
    }
}
