using System.Diagnostics.Metrics;
using System.IO.Pipelines;
using System.Text;
using AgriCredit.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AgriCredit.AspNetCore.Tests;

public class BatchRunTests
{
    private const string Sound = """{"area": 3.5, "crop": "rice", "tenure": "owned"}""";
    private const int LongestRow = 1024;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task MemoryGoesBackCleared(bool isArray)
    {
        // The row that is too long and the spaces leave a buffer without a row to score, which is then used on.
        string tooLong = $"{{\"area\": 3.5{new string(' ', 200_000)}}}";
        string[] rows = [.. Enumerable.Repeat(Sound, 3000), new string(' ', 70_000), tooLong, Sound, "{\"area\": 7", .. Enumerable.Repeat(Sound, 10)];
        foreach (int piece in new[] { 1000, 65_536, 100_000 })
        {
            var pool = new WatchedPool();
            string answer = await RunAsync(TestModels.Mixed(), isArray ? $"[{string.Join(',', rows)}]" : string.Join('\n', rows), isArray, pool, piece);
            Assert.Contains("\"row\":2999,\"pd\":", answer, StringComparison.Ordinal);
            Assert.Empty(pool.Remains);
            Assert.Equal(0, pool.Rented);
        }
    }

    [Theory]
    [InlineData(413, "tooLarge")]
    [InlineData(400, "brokenOff")]
    public async Task BodyThatTheServerEnds_IsAnsweredByWhy(int status, string expected)
    {
        string answer = await RunAsync(TestModels.Mixed(), $"{Sound}\n{Sound}\n", isArray: false, new WatchedPool(), piece: 1000, ending: new BadHttpRequestException("ended", status));
        Assert.Equal([$"-: {expected}"], TestService.Faults(TestService.Parse(answer)));
    }

    [Fact]
    public async Task VeryShortFaultyRows_AreAnsweredInManyPieces()
    {
        // Each is answered with 64 faults, some 10 KB.
        var pool = new WatchedPool();
        string answer = await RunAsync(TestModels.Linear(100), string.Join('\n', Enumerable.Repeat("{}", 2500)), isArray: false, pool, piece: 65_536);
        Assert.Equal(2500, answer.AsSpan().Count('\n'));
        Assert.InRange(pool.Largest, 1, answer.Length / 2);
    }

    private static async Task<string> RunAsync(CreditModel model, string body, bool isArray, WatchedPool pool, int piece, Exception? ending = null)
    {
        var input = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        var output = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        for (int start = 0; start < bytes.Length; start += piece)
        {
            await input.Writer.WriteAsync(bytes.AsMemory(start, Math.Min(piece, bytes.Length - start)));
        }

        await input.Writer.CompleteAsync(ending);
        await using ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var options = new CreditScoringOptions { ModelPath = "none" };
        var format = new BatchFormat(isArray, ReasonDetail.Codes, ReasonText.EnglishLocale, LongestRow);
        using (var run = new BatchRun(new ServedModel(new CreditScorer(model), options), format, new ScoringMetrics(services.GetRequiredService<IMeterFactory>()), options, pool))
        {
            await run.RunAsync(input.Reader, output.Writer, CancellationToken.None);
        }

        await output.Writer.CompleteAsync();
        using var reader = new StreamReader(output.Reader.AsStream());
        return await reader.ReadToEndAsync();
    }
}
