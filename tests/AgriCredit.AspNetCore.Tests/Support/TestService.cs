using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AgriCredit.AspNetCore.Tests.Support;

/// <summary>A scoring service in this process, with a folder of its own for its model file. On a real port if asked.</summary>
internal sealed class TestService : IAsyncDisposable
{
    public const string JsonLines = "application/x-ndjson";
    public const string Json = "application/json";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("agricredit-service-");
    private WebApplication? _application;

    private TestService()
    {
    }

    public string ModelPath => Path.Combine(_folder.FullName, "model.json");

    public Recorder Recorder { get; } = new();

    public HttpClient Client { get; private set; } = null!;

    public ModelSource Source => _application!.Services.GetRequiredService<ModelSource>();

    /// <summary>Starts a service; without a model where <paramref name="model"/> is null.</summary>
    public static async Task<TestService> StartAsync(CreditModel? model, Func<TestService, CreditScoringOptions>? options = null, bool onPort = false, string prefix = "", long? serverLimit = null)
    {
        var service = new TestService();
        if (model is not null)
        {
            ModelFile.Save(model, service.ModelPath);
        }

        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddProvider(service.Recorder);
        builder.Services.AddCreditScoring(options?.Invoke(service) ?? new CreditScoringOptions { ModelPath = service.ModelPath, ReloadInterval = null });
        if (onPort)
        {
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            if (serverLimit is not null)
            {
                builder.WebHost.ConfigureKestrel(server => server.Limits.MaxRequestBodySize = serverLimit);
            }
        }
        else
        {
            builder.WebHost.UseTestServer();
        }

        service._application = builder.Build();
        service.Recorder.Scope = service._application.Services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>();
        service._application.MapCreditScoring(prefix);
        await service._application.StartAsync();
        service.Client = onPort ? new HttpClient { BaseAddress = new Uri(service._application.Urls.First()) } : service._application.GetTestClient();
        return service;
    }

    public async Task<HttpResponseMessage> PostAsync(string path, string body, string type = Json, string? languages = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        if (languages is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept-Language", languages);
        }

        return await Client.SendAsync(request);
    }

    /// <summary>Scores, and returns status and answer.</summary>
    public async Task<(int Status, JsonElement Answer)> ScoreAsync(string body, string path = "/score", string type = Json, string? languages = null)
    {
        using HttpResponseMessage response = await PostAsync(path, body, type, languages);
        return ((int)response.StatusCode, Parse(await response.Content.ReadAsStringAsync()));
    }

    /// <summary>Sends a batch, and returns the rows of the answer.</summary>
    public async Task<JsonElement[]> BatchAsync(string body, string type = JsonLines, string query = "")
    {
        using HttpResponseMessage response = await PostAsync("/score/batch" + query, body, type);
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal(type, response.Content.Headers.ContentType!.MediaType);
        string text = await response.Content.ReadAsStringAsync();
        return type == Json ? [.. Parse(text).EnumerateArray()] : [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse)];
    }

    public static JsonElement Parse(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    /// <summary>What an answer says is wrong: "input: reason", in order.</summary>
    public static string[] Faults(JsonElement answer) =>
        [.. answer.GetProperty("faults").EnumerateArray().Select(fault => $"{(fault.TryGetProperty("input", out JsonElement input) ? input.GetString() : "-")}: {fault.GetProperty("reason").GetString()}")];

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _application!.DisposeAsync();
        Recorder.Dispose();
        _folder.Delete(recursive: true);
    }
}
