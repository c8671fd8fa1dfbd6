using AgriCredit.Testing;
using System.Globalization;
using System.Text;
using System.Text.Json;
using AgriCredit.AspNetCore.Tests.Support;

namespace AgriCredit.AspNetCore.Tests;

public class ScoreTests
{
    private const string Sound = """{"area": 3.5, "amount": 12000, "delays": 2, "crop": "棉花", "tenure": "rented", "insured": true}""";

    [Fact]
    public async Task SoundApplicant_GetsScoreReasonsAndModelOfTheSameProcess()
    {
        await using TestService service = await TestService.StartAsync(TestModels.Mixed());
        var scorer = CreditScorer.Load(service.ModelPath);
        CreditScore expected = scorer.Score(scorer.NewApplicant().Set("area", 3.5).Set("amount", 12000).Set("delays", 2).Set("crop", "棉花").Set("tenure", "rented").Set("insured", true).Build());
        (int status, JsonElement answer) = await service.ScoreAsync(Sound);
        Assert.Equal(200, status);
        Assert.Equal(expected.ProbabilityOfDefault.Value, answer.GetProperty("pd").GetDouble());
        Assert.Equal(expected.Points.Value, answer.GetProperty("points").GetDouble());
        Assert.Equal(550, answer.GetProperty("cutOffPoints").GetDouble());
        Assert.Equal(expected.Points.Value >= 550, answer.GetProperty("approved").GetBoolean());
        Assert.NotEmpty(expected.ReasonCodes);
        Assert.Equal(
            expected.ReasonCodes.Select(reason => (reason.Code, reason.Text, reason.PointsLost)),
            answer.GetProperty("reasons").EnumerateArray().Select(reason => (reason.GetProperty("code").GetString()!, reason.GetProperty("text").GetString()!, reason.GetProperty("pointsLost").GetDouble())));
        string digest = TestService.Parse(await File.ReadAllTextAsync(service.ModelPath)).GetProperty("sha256").GetString()!;
        Assert.Equal(digest, answer.GetProperty("model").GetString());
    }

    [Theory]
    [InlineData("""{"tenure": "rented", "crop": "\u68c9\u82b1", "area": {"value": 3.5, "unit": "ha"}, "insured": 1, "delays": 2e0, "amount": 1.2E4, "loan_id": "secret"}""")]
    [InlineData("""  {"area":3.5,"amount":{"unit":"CNY","value":12000},"delays":2,"crop":"棉花","tenure":"rented","insured":true}  """)]
    public async Task OtherSpellings_GetTheSameScore(string body)
    {
        await using TestService service = await TestService.StartAsync(TestModels.Mixed());
        (_, JsonElement expected) = await service.ScoreAsync(Sound);
        (int status, JsonElement answer) = await service.ScoreAsync(body);
        Assert.Equal((200, expected.ToString()), (status, answer.ToString()));
    }

    [Theory]
    [InlineData("/score", null, "Payments were late")]
    [InlineData("/score", "zh-CN", "曾有逾期还款")]
    [InlineData("/score", "fr;q=1, zh-Hans-CN;q=0.8, en;q=0.5", "曾有逾期还款")]
    [InlineData("/score", "zh;q=0.2,en-GB;q=0.9", "Payments were late")]
    [InlineData("/score", "zh ; q = 0.2, en;q=0.9", "Payments were late")]
    [InlineData("/score", "zh;q=much, en;q=0.1", "Payments were late")]
    [InlineData("/score", "zh;q=0, *;q=0.1", "Payments were late")]
    [InlineData("/score?locale=zh-CN", "en", "曾有逾期还款")]
    public async Task Locale_IsTheQuerysOrTheBestAccepted(string path, string? languages, string expected)
    {
        await using TestService service = await TestService.StartAsync(TestModels.Mixed());
        (int status, JsonElement answer) = await service.ScoreAsync(Sound, path, languages: languages);
        Assert.Equal(200, status);
        Assert.Contains(expected, answer.GetProperty("reasons").EnumerateArray().Select(reason => reason.GetProperty("text").GetString()));
    }

    [Theory]
    [InlineData("""{"area": 3, "tenure": "owned"}""", new[] { "crop: missing" })]
    [InlineData("""{"area": 101, "crop": "rice", "tenure": "borrowed"}""", new[] { "tenure: unknownCategory", "area: outOfRange" })]
    [InlineData("""{"area": "3", "crop": 7, "tenure": "owned", "insured": [1], "colour": 1}""", new[] { "insured: wrongType", "area: wrongType", "crop: wrongType", "colour: unknownInput" })]
    [InlineData("""{"area": 3, "area": 3, "crop": "rice", "tenure": "owned"}""", new[] { "area: givenTwice" })]
    [InlineData("""{"area": {"value": 3, "unit": "mu"}, "crop": "rice", "tenure": "owned"}""", new[] { "area: wrongUnit" })]
    [InlineData("""{"area": {"value": 3, "size": 1}, "crop": "rice", "tenure": "owned"}""", new[] { "area: wrongType" })]
    [InlineData("""{"area": 1e999, "crop": "rice", "tenure": "owned"}""", new[] { "area: outOfRange" })]
    [InlineData("""{"area": 1e99999999999999999999, "crop": "rice", "tenure": "owned"}""", new[] { "area: outOfRange" })]
    [InlineData("""{"area": 3, "amount": -1, "crop": "rice", "tenure": "owned"}""", new[] { "amount: outOfRange" })]
    [InlineData("""{"area": 3, "insured": 1e300, "crop": "rice", "tenure": "owned"}""", new[] { "-: logitTooLarge" })]
    [InlineData("""[3, 5]""", new[] { "-: wrongType" })]
    [InlineData("""{"area": 03}""", new[] { "-: syntax" })]
    [InlineData("""{"area": NaN}""", new[] { "-: syntax" })]
    [InlineData("""{"area": 3, "crop": "rice", "tenure": "owned"} {}""", new[] { "-: syntax" })]
    [InlineData("""{"area": 3, "crop": "rice", "tenure": "owned",}""", new[] { "-: syntax" })]
    [InlineData("""{"area": [[[[[[[[[[[[1]]]]]]]]]]]]}""", new[] { "-: syntax" })]
    [InlineData("", new[] { "-: syntax" })]
    public async Task FaultyApplicant_IsRefusedWithAllFaults(string body, string[] expected)
    {
        await using TestService service = await TestService.StartAsync(TestModels.Mixed());
        using HttpResponseMessage response = await service.PostAsync("/score", body);
        JsonElement answer = TestService.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(400, answer.GetProperty("status").GetInt32());
        Assert.Equal(expected.Order(), TestService.Faults(answer).Order());
    }

    [Fact]
    public async Task TextThatIsNotUnicode_IsRefused()
    {
        await using TestService service = await TestService.StartAsync(TestModels.Mixed());
        byte[] body = Encoding.UTF8.GetBytes("""{"area": 3, "crop": "X", "tenure": "owned"}""");
        body[Array.IndexOf(body, (byte)'X')] = 0xff;
        using var content = new ByteArrayContent(body) { Headers = { { "Content-Type", "application/json" } } };
        using HttpResponseMessage response = await service.Client.PostAsync("/score", content);
        Assert.Equal(400, (int)response.StatusCode);
        (int status, JsonElement answer) = await service.ScoreAsync("""{"area": 3, "crop": "\ud800", "tenure": "owned"}""");
        Assert.Equal((400, "-: syntax"), (status, TestService.Faults(answer).Single()));
    }

    [Theory]
    [InlineData("/score", "text/plain", 415, "unsupportedMediaType")]
    [InlineData("/score", "application/json; charset=utf-16", 415, "unsupportedMediaType")]
    [InlineData("/score?locale=fr", "application/json", 400, "unknownOption")]
    [InlineData("/score?characteristics=maybe", "application/json", 400, "unknownOption")]
    [InlineData("/score?whatIf=perhaps", "application/json", 400, "unknownOption")]
    [InlineData("/score/batch", "text/csv", 415, "unsupportedMediaType")]
    [InlineData("/score/batch?reasons=all", "application/json", 400, "unknownOption")]
    public async Task RequestThatDoesNotFit_GetsProblemDetails(string path, string type, int expected, string reason)
    {
        await using TestService service = await TestService.StartAsync(TestModels.Mixed());
        (int status, JsonElement answer) = await service.ScoreAsync(Sound, path, type);
        Assert.Equal((expected, $"-: {reason}"), (status, TestService.Faults(answer).Single()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task BodyBeyondTheLimit_Is413(bool onPort)
    {
        await using TestService service = await TestService.StartAsync(TestModels.Mixed(), own => new CreditScoringOptions { ModelPath = own.ModelPath, MaximumApplicantBytes = 1024, ReloadInterval = null }, onPort);
        string body = Sound + new string(' ', 1024);
        (int status, JsonElement answer) = await service.ScoreAsync(body);
        Assert.Equal((413, "-: tooLarge"), (status, TestService.Faults(answer).Single()));

        using var request = new HttpRequestMessage(HttpMethod.Post, "/score") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.TransferEncodingChunked = true;
        using HttpResponseMessage response = await service.Client.SendAsync(request);
        Assert.Equal(413, (int)response.StatusCode);
    }

    [Fact]
    public async Task ManyFaults_AreListedUpToABound()
    {
        await using TestService service = await TestService.StartAsync(TestModels.Mixed());
        string body = "{" + string.Join(",", Enumerable.Range(0, 1000).Select(i => $"\"{new string('y', 300)}{i}\":[]")) + "}";
        (int status, JsonElement answer) = await service.ScoreAsync(body[..(body.LastIndexOf(',', 250_000))] + "}");
        Assert.Equal((400, 64), (status, answer.GetProperty("faults").GetArrayLength()));
        Assert.True(answer.GetProperty("faultsNotListed").GetInt32() > 500);
        Assert.All(answer.GetProperty("faults").EnumerateArray(), fault => Assert.InRange(fault.GetProperty("input").GetString()!.Length, 1, 257));
    }

    [Fact]
    public async Task Characteristics_AddUpToThePoints()
    {
        await using TestService service = await TestService.StartAsync(TestModels.Mixed());
        (_, JsonElement answer) = await service.ScoreAsync(Sound, "/score?characteristics=true");
        JsonElement[] characteristics = [.. answer.GetProperty("characteristics").EnumerateArray()];
        Assert.Equal(["area", "amount", "delays", "crop", "tenure", "insured"], characteristics.Select(one => one.GetProperty("input").GetString()));
        double sum = answer.GetProperty("centrePoints").GetDouble() + characteristics.Sum(one => one.GetProperty("points").GetDouble());
        Assert.Equal(answer.GetProperty("points").GetDouble(), sum, 1e-9);
    }

    [Fact]
    public async Task CharacteristicsOfAModelWithoutACentre_AreLeftOut()
    {
        await using TestService service = await TestService.StartAsync(TestModels.WithoutCentre());
        (int status, JsonElement answer) = await service.ScoreAsync("""{"area": 3.5}""", "/score?characteristics=true");
        Assert.Equal(200, status);
        Assert.Equal(CreditScorer.Load(service.ModelPath).Score([3.5]).Points.Value, answer.GetProperty("points").GetDouble());
        Assert.False(answer.TryGetProperty("centrePoints", out _));
        Assert.False(answer.TryGetProperty("characteristics", out _));
    }

    [DataFact]
    public async Task RealLoans_GetTheSameBitsAloneAndInABatch()
    {
        await using TestService service = await TestService.StartAsync(TestModels.FarmLoans());
        var scorer = CreditScorer.Load(service.ModelPath);
        IReadOnlyDictionary<string, string[]> loans = TestData.ReadCsv("sba_agri", "sba_agri.csv");
        int rows = loans["loan_id"].Length;
        double[][] values = [.. Enumerable.Range(0, rows).Select(row => scorer.Inputs
            .Select(input => input == "guarantee_share" ? Number(loans["sba_appv_usd"][row]) / Number(loans["gr_appv_usd"][row]) : Number(loans[input][row])).ToArray())];
        string[] lines = [.. values.Select(row => "{" + string.Join(", ", row.Select((value, input) => $"\"{scorer.Inputs[input]}\": {value.ToString("R", CultureInfo.InvariantCulture)}")) + "}")];
        JsonElement[] answers = await service.BatchAsync(string.Join('\n', lines));
        JsonElement[] fromArray = await service.BatchAsync($"[{string.Join(',', lines)}]", TestService.Json, "?reasons=none");
        Assert.Equal((7659, rows, rows), (rows, answers.Length, fromArray.Length));
        for (int row = 0; row < rows; row++)
        {
            CreditScore expected = scorer.Explain(values[row]);
            Assert.Equal((row, expected.ProbabilityOfDefault.Value, expected.Points.Value), Figures(answers[row]));
            Assert.Equal((row, expected.ProbabilityOfDefault.Value, expected.Points.Value), Figures(fromArray[row]));
            Assert.Equal(expected.ReasonCodes.Select(reason => reason.Code), answers[row].GetProperty("reasons").EnumerateArray().Select(code => code.GetString()));
            if (row % 37 == 0)
            {
                (_, JsonElement alone) = await service.ScoreAsync(lines[row]);
                Assert.Equal((expected.ProbabilityOfDefault.Value, expected.Points.Value), (alone.GetProperty("pd").GetDouble(), alone.GetProperty("points").GetDouble()));
            }
        }
    }

    internal static (int Row, double Probability, double Points) Figures(JsonElement row) =>
        (row.GetProperty("row").GetInt32(), row.GetProperty("pd").GetDouble(), row.GetProperty("points").GetDouble());

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
