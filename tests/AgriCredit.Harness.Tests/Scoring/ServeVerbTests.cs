using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Tests.CommandLine;

namespace AgriCredit.Harness.Tests.Scoring;

public sealed class ServeVerbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Service_AnswersUntilItIsStopped()
    {
        using var stop = new CancellationTokenSource();
        await using var messages = new SharedWriter();
        using var results = new StringWriter();
        Task<int> serving = Cli.RunAsync(["serve", "--model", SaveModel(), "--url", "http://127.0.0.1:0", "--cut-off", "500", "--locale", "zh-CN"], results, messages, stop.Token);
        Match address = await WaitForAsync(messages, new Regex("Serving '.*' on (http://127\\.0\\.0\\.1:[0-9]+)"), serving);
        using var client = new HttpClient { BaseAddress = new Uri(address.Groups[1].Value) };
        using HttpResponseMessage response = await client.PostAsync(new Uri("/score", UriKind.Relative), new StringContent("""{"term_months": 18}""", new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")));
        JsonElement answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(new CreditScorer(Model).Score([18]).ProbabilityOfDefault.Value, answer.GetProperty("pd").GetDouble());
        Assert.Equal(500, answer.GetProperty("cutOffPoints").GetDouble());
        Assert.Contains("zh-CN", response.Content.Headers.ContentLanguage);
        using HttpResponseMessage unknown = await client.GetAsync(new Uri("/nowhere", UriKind.Relative));
        Assert.Equal((HttpStatusCode.NotFound, "application/problem+json"), (unknown.StatusCode, unknown.Content.Headers.ContentType!.MediaType));

        await stop.CancelAsync();
        Assert.Equal((int)ExitCode.Cancelled, await serving);
        Assert.Equal("", results.ToString());
        Assert.DoesNotContain("18", Regex.Replace(messages.ToString()!, "[0-9T:.-]+Z|[0-9a-f]{64}|127.0.0.1:[0-9]+", ""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ModelThatCannotBeUsed_EndsWithOneMessage()
    {
        string path = _folder.Write("bad.json", "{}");
        await AssertRefusedInOneLineAsync($"The model '{path}' cannot be used. No sound model: Model file '{path}'", "--model", path);
        await AssertRefusedInOneLineAsync("The model 'nowhere.json' cannot be used. No sound model: ", "--model", "nowhere.json");
        await AssertRefusedInOneLineAsync("--signature and --public-key go together", "--model", SaveModel(), "--signature", path);
        await AssertRefusedInOneLineAsync($"No sound model: '{path}' is not a public key in PEM form on the curve P-256.", "--model", SaveModel(), "--signature", path, "--public-key", path);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        string key = _folder.Write("key.pem", other.ExportSubjectPublicKeyInfoPem());
        await AssertRefusedInOneLineAsync($"No sound model: The key '{key}' is not on the curve P-256.", "--model", SaveModel(), "--signature", path, "--public-key", key);
    }

    [Theory]
    [InlineData("https://127.0.0.1:8443")]
    [InlineData("http://example.com:80")]
    [InlineData("127.0.0.1:80")]
    public async Task UrlThatCannotBeListenedOn_IsRefused(string url) => await AssertRefusedAsync("--url: expected http://", "--model", SaveModel(), "--url", url);

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e999")]
    public async Task CutOffThatIsNotFinite_IsRefused(string points) => await AssertRefusedAsync("--cut-off: expected a finite number", "--model", SaveModel(), "--cut-off", points);

    [Fact]
    public async Task PortThatIsTaken_IsRefused()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        await AssertRefusedAsync("Cannot listen on http://127.0.0.1:", "--model", SaveModel(), "--url", $"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}");
    }

    private static readonly CreditModel Model = new(
        [new ModelFeature("term_months", new StandardiseTransform(mean: 12, standardDeviation: 6))],
        intercept: -2.5,
        coefficients: [0.75],
        new ScorecardScaling(),
        new ModelProvenance { Scenario = "two-banks", Parties = ["a", "b"], Rounds = 5, Optimizer = "newton" });

    private string SaveModel()
    {
        string path = _folder.PathOf("model.json");
        ModelFile.Save(Model, path);
        return path;
    }

    private static async Task AssertRefusedInOneLineAsync(string expected, params string[] arguments)
    {
        CliRun run = await AssertRefusedAsync(expected, arguments);
        Assert.Single(run.Messages.TrimEnd().Split('\n'));
    }

    private static async Task<CliRun> AssertRefusedAsync(string expected, params string[] arguments)
    {
        CliRun run = await CliRun.RunAsync(["serve", .. arguments]);
        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains(expected, run.Messages, StringComparison.Ordinal);
        Assert.DoesNotContain("(Parameter", run.Messages, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Messages, StringComparison.Ordinal);
        return run;
    }

    private static async Task<Match> WaitForAsync(SharedWriter messages, Regex text, Task<int> serving)
    {
        while (true)
        {
            Match match = text.Match(messages.ToString()!);
            if (match.Success || serving.IsCompleted)
            {
                Assert.True(match.Success, messages.ToString());
                return match;
            }

            await Task.Delay(20);
        }
    }

    /// <summary>Written and read by several threads.</summary>
    private sealed class SharedWriter : StringWriter
    {
        private readonly Lock _access = new();

        public override void WriteLine(string? value)
        {
            lock (_access)
            {
                base.WriteLine(value);
            }
        }

        public override string ToString()
        {
            lock (_access)
            {
                return base.ToString();
            }
        }
    }
}
