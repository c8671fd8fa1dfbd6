using System.Security.Cryptography;
using System.Text.Json;
using AgriCredit.AspNetCore.Tests.Support;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;
using NJsonSchema;

namespace AgriCredit.AspNetCore.Tests;

public class ServiceTests
{
    private const string Sound = """{"area": 3.5, "crop": "rice", "tenure": "owned"}""";

    [Fact]
    public async Task Model_IsMarkdownOrJsonAsAccepted()
    {
        await using TestService service = await TestService.StartAsync(TestModels.Mixed());
        using HttpResponseMessage card = await service.Client.GetAsync("/model");
        Assert.Equal("text/markdown", card.Content.Headers.ContentType!.MediaType);
        Assert.Equal(ModelCard.Create(ModelFile.Load(service.ModelPath)).ToMarkdown(), await card.Content.ReadAsStringAsync());

        using var request = new HttpRequestMessage(HttpMethod.Get, "/model") { Headers = { { "Accept", "application/json, text/markdown;q=0.5" } } };
        using HttpResponseMessage response = await service.Client.SendAsync(request);
        JsonElement model = TestService.Parse(await response.Content.ReadAsStringAsync());
        JsonElement[] inputs = [.. model.GetProperty("inputs").EnumerateArray()];
        Assert.Equal(["area", "amount", "delays", "crop", "tenure", "insured"], inputs.Select(input => input.GetProperty("name").GetString()));
        Assert.Equal("ha", inputs[0].GetProperty("unit").GetString());
        Assert.Equal(["rice", "wheat", "棉花"], inputs[3].GetProperty("categories").EnumerateArray().Select(category => category.GetString()));
    }

    [Fact]
    public async Task Health_FollowsTheFile()
    {
        await using TestService service = await TestService.StartAsync(model: null);
        using HttpResponseMessage without = await service.Client.GetAsync("/health");
        Assert.Equal((503, "Unhealthy"), ((int)without.StatusCode, await StatusAsync(without)));
        (int status, JsonElement answer) = await service.ScoreAsync(Sound);
        Assert.Equal((503, "-: noModel"), (status, TestService.Faults(answer).Single()));

        ModelFile.Save(TestModels.Mixed(), service.ModelPath);
        service.Source.CheckNow();
        using HttpResponseMessage sound = await service.Client.GetAsync("/health");
        Assert.Equal((200, "Healthy"), ((int)sound.StatusCode, await StatusAsync(sound)));

        await File.WriteAllTextAsync(service.ModelPath, "{}");
        service.Source.CheckNow();
        using HttpResponseMessage spoilt = await service.Client.GetAsync("/health");
        Assert.Equal((200, "Degraded"), ((int)spoilt.StatusCode, await StatusAsync(spoilt)));
        (status, _) = await service.ScoreAsync(Sound);
        Assert.Equal(200, status);
    }

    [Fact]
    public async Task FileThatAppearsLater_IsServedWithoutARestart()
    {
        await using TestService service = await TestService.StartAsync(model: null, own => new CreditScoringOptions { ModelPath = own.ModelPath, ReloadInterval = TimeSpan.FromMilliseconds(20) });
        Assert.Equal(503, (await service.ScoreAsync(Sound)).Status);
        ModelFile.Save(TestModels.Mixed(), service.ModelPath);
        int status = 503;
        for (int attempt = 0; attempt < 500 && status != 200; attempt++)
        {
            await Task.Delay(20);
            (status, _) = await service.ScoreAsync(Sound);
        }

        Assert.Equal(200, status);
    }

    [Fact]
    public async Task ReloadWhileServing_EveryAnswerIsWhollyOneModels()
    {
        CreditModel[] models = [TestModels.Mixed(-1.5), TestModels.Mixed(-0.5)];
        await using TestService service = await TestService.StartAsync(models[0]);
        double[] applicant = [3.5, double.NaN, double.NaN, 0, 0, double.NaN];
        double[] expected = [.. models.Select(model => new CreditScorer(model).Score(applicant).Points.Value)];
        var digests = new Dictionary<string, double>();
        using var stop = new CancellationTokenSource();
        Task replacing = Task.Run(async () =>
        {
            for (int i = 1; !stop.IsCancellationRequested; i++)
            {
                ModelFile.Save(models[i % 2], service.ModelPath);
                service.Source.CheckNow();
                await Task.Yield();
            }
        });
        for (int i = 0; i < 200 || digests.Count < 2; i++)
        {
            (int status, JsonElement answer) = await service.ScoreAsync(Sound);
            Assert.Equal(200, status);
            double points = answer.GetProperty("points").GetDouble();
            string digest = answer.GetProperty("model").GetString()!;
            Assert.Contains(points, expected);
            Assert.Equal(points, digests.TryGetValue(digest, out double known) ? known : digests[digest] = points);
        }

        await stop.CancelAsync();
        await replacing;
        Assert.Equal(2, digests.Count);
    }

    [Fact]
    public async Task SignedModel_IsServedOnlyWithTheAuthorsSignature()
    {
        using var author = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CreditScoringOptions Options(TestService own)
        {
            File.WriteAllText(own.ModelPath + ".pem", author.ExportSubjectPublicKeyInfoPem());
            File.WriteAllBytes(own.ModelPath + ".sig", new byte[70]);
            return new CreditScoringOptions { ModelPath = own.ModelPath, SignaturePath = own.ModelPath + ".sig", PublicKeyPath = own.ModelPath + ".pem", ReloadInterval = null };
        }

        await using TestService service = await TestService.StartAsync(TestModels.Mixed(), Options);
        Assert.Equal(503, (await service.ScoreAsync(Sound)).Status);
        await File.WriteAllBytesAsync(service.ModelPath + ".sig", ModelSignature.Sign(await File.ReadAllBytesAsync(service.ModelPath), author));
        service.Source.CheckNow();
        Assert.Equal(200, (await service.ScoreAsync(Sound)).Status);
    }

    [Theory]
    [InlineData("not PEM")]
    [InlineData(null)]
    public async Task KeyThatIsNone_IsSaidInPlainWordsUntilThereIsAnother(string? pem)
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var author = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CreditScoringOptions Options(TestService own)
        {
            File.WriteAllText(own.ModelPath + ".pem", pem ?? other.ExportSubjectPublicKeyInfoPem());
            File.WriteAllBytes(own.ModelPath + ".sig", ModelSignature.Sign(File.ReadAllBytes(own.ModelPath), author));
            return new CreditScoringOptions { ModelPath = own.ModelPath, SignaturePath = own.ModelPath + ".sig", PublicKeyPath = own.ModelPath + ".pem", ReloadInterval = null };
        }

        await using TestService service = await TestService.StartAsync(TestModels.Mixed(), Options);
        using HttpResponseMessage health = await service.Client.GetAsync("/health");
        string text = await health.Content.ReadAsStringAsync() + string.Join('\n', service.Recorder.Logs);
        Assert.Contains("P-256", text, StringComparison.Ordinal);
        Assert.DoesNotContain("(Parameter", text, StringComparison.Ordinal);

        await File.WriteAllTextAsync(service.ModelPath + ".pem", author.ExportSubjectPublicKeyInfoPem());
        service.Source.CheckNow();
        Assert.Equal(200, (await service.ScoreAsync(Sound)).Status);
    }

    [Fact]
    public async Task NoValueOfAnApplicant_IsLoggedMeasuredOrTraced()
    {
        const string Secret = "31415926.5";
        const string SecretText = "hush-hush";
        await using TestService service = await TestService.StartAsync(TestModels.Mixed(), onPort: true);
        string[] bodies =
        [
            $$"""{"area": 3.5, "amount": {{Secret}}, "crop": "{{SecretText}}", "tenure": "owned", "loan_id": "{{SecretText}}"}""",
            $$"""{"area": {{Secret}}, "crop": "rice", "tenure": "{{SecretText}}"}""",
            $$"""{"area": "{{SecretText}}", "amount": -{{Secret}}, "crop": {{Secret}}, "tenure": ["{{SecretText}}"]}""",
            $$"""{"area": {"value": {{Secret}}, "unit": "ha"}, "crop": "{{SecretText}}" {{Secret}}""",
            $$"""{"area": {"value": 3.5, "unit": "{{SecretText}}"}, "insured": {"value": 1, "unit": "{{SecretText}}"}, "crop": "rice", "tenure": "owned"}""",
            $"{Secret}{SecretText}",
        ];
        foreach (string body in bodies)
        {
            using HttpResponseMessage single = await service.PostAsync("/score", body);
            using HttpResponseMessage lines = await service.PostAsync("/score/batch", body, TestService.JsonLines);
            using HttpResponseMessage array = await service.PostAsync("/score/batch", $"[{body}]", TestService.Json);
            foreach (HttpResponseMessage response in new[] { single, lines, array })
            {
                string text = await response.Content.ReadAsStringAsync();
                Assert.DoesNotContain(Secret, text, StringComparison.Ordinal);
                Assert.DoesNotContain(SecretText, text, StringComparison.Ordinal);
            }
        }

        Assert.Contains("Request starting", service.Recorder.Everything, StringComparison.Ordinal);
        Assert.Contains("POST", string.Join('\n', service.Recorder.Traces), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, service.Recorder.Everything, StringComparison.Ordinal);
        Assert.DoesNotContain(SecretText, service.Recorder.Everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_CountRequestsApplicantsAndRefusalsByReason()
    {
        await using TestService service = await TestService.StartAsync(TestModels.Mixed());
        await service.ScoreAsync(Sound);
        await service.ScoreAsync("{}");
        await service.BatchAsync($"{Sound}\n{Sound}\n{{\"area\": 1}}");
        for (int attempt = 0; attempt < 200 && service.Recorder.Sum("agricredit.scoring.requests") < 3; attempt++)
        {
            await Task.Delay(10);
        }

        Recorder recorder = service.Recorder;
        Assert.Equal(1, recorder.Sum("agricredit.scoring.requests", "endpoint=score, status=200"));
        Assert.Equal(1, recorder.Sum("agricredit.scoring.requests", "endpoint=score, status=400"));
        Assert.Equal(1, recorder.Sum("agricredit.scoring.requests", "endpoint=batch, status=200"));
        Assert.Equal(3, recorder.Sum("agricredit.scoring.applicants"));
        Assert.Equal(5, recorder.Sum("agricredit.scoring.refusals", "reason=missing"));
        Assert.Equal(3, recorder.Own.Count(measurement => measurement.Instrument == "agricredit.scoring.duration" && measurement.Value > 0));
        Assert.Equal((0.0001, 10), (recorder.DurationBounds![0], recorder.DurationBounds[^1]));
    }

    [Fact]
    public async Task Interface_IsSoundOpenApiAndHoldsForTheEndpoints()
    {
        await using TestService service = await TestService.StartAsync(TestModels.Mixed());
        string text = await service.Client.GetStringAsync("/openapi.json");
        ReadResult read = OpenApiDocument.Parse(text, "json");
        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Equal(["/health", "/model", "/score", "/score/batch"], read.Document!.Paths.Keys.Order());

        Assert.Empty(await ErrorsAsync(text, "Applicant", Sound));
        Assert.NotEmpty(await ErrorsAsync(text, "Applicant", """{"area": 3.5, "crop": "rice"}"""));
        Assert.NotEmpty(await ErrorsAsync(text, "Applicant", """{"area": 3.5, "crop": "rice", "tenure": "borrowed"}"""));
        Assert.Empty(await ErrorsAsync(text, "Score", (await service.ScoreAsync(Sound, "/score?characteristics=true")).Answer.ToString()));
        JsonElement whatIf = (await service.ScoreAsync("""{"area": 2.5, "crop": "rice", "tenure": "rented", "delays": 2}""", "/score?whatIf=true")).Answer;
        Assert.Contains(whatIf.GetProperty("reasons").EnumerateArray(), reason => reason.TryGetProperty("change", out JsonElement change) && change.ValueKind == JsonValueKind.Object);
        Assert.Empty(await ErrorsAsync(text, "Score", whatIf.ToString()));
        Assert.Empty(await ErrorsAsync(text, "Problem", (await service.ScoreAsync("{}")).Answer.ToString()));
        foreach (JsonElement row in await service.BatchAsync($"{Sound}\n{{}}", query: "?reasons=texts"))
        {
            Assert.Empty(await ErrorsAsync(text, "Row", row.ToString()));
        }
    }

    [Fact]
    public async Task Prefix_ComesBeforeEveryPath()
    {
        await using TestService service = await TestService.StartAsync(TestModels.Mixed(), prefix: "/credit");
        Assert.Equal(200, (await service.ScoreAsync(Sound, "/credit/score")).Status);
        Assert.Contains("data-root=\"/credit\"", await service.Client.GetStringAsync("/credit"), StringComparison.Ordinal);
        using HttpResponseMessage health = await service.Client.GetAsync("/credit/health");
        Assert.Equal(200, (int)health.StatusCode);
    }

    [Fact]
    public void OptionsThatDoNotFit_AreRefusedTogether()
    {
        var options = new CreditScoringOptions { ModelPath = "", SignaturePath = "a", ReloadInterval = TimeSpan.Zero, ApprovalCutOffPoints = double.NaN, DefaultLocale = "fr", MaximumApplicantBytes = 1, MaximumBatchBytes = 0 };
        string message = Assert.Throws<ArgumentException>(() => options.Check(nameof(options))).Message;
        foreach (string name in new[] { "ModelPath", "PublicKeyPath", "ReloadInterval", "ApprovalCutOffPoints", "DefaultLocale", "MaximumApplicantBytes", "MaximumBatchBytes" })
        {
            Assert.Contains(name, message, StringComparison.Ordinal);
        }
    }

    private static async Task<string> StatusAsync(HttpResponseMessage response) =>
        TestService.Parse(await response.Content.ReadAsStringAsync()).GetProperty("status").GetString()!;

    private static async Task<IEnumerable<string>> ErrorsAsync(string document, string schema, string json)
    {
        string schemas = TestService.Parse(document).GetProperty("components").GetProperty("schemas").ToString().Replace("#/components/schemas/", "#/definitions/", StringComparison.Ordinal);
        string wrapped = $$"""{"definitions": {{schemas}}, "$ref": "#/definitions/{{schema}}"}""";
        JsonSchema parsed = await JsonSchema.FromJsonAsync(wrapped);
        return parsed.Validate(json).Select(error => error.ToString());
    }
}
