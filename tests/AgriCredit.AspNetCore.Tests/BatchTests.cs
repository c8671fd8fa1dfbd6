using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using AgriCredit.AspNetCore.Tests.Support;

namespace AgriCredit.AspNetCore.Tests;

public class BatchTests
{
    private const string Sound = """{"area": 3.5, "crop": "rice", "tenure": "owned"}""";

    [Fact]
    public async Task FaultyLines_AreAnsweredByNumberAndTheOthersScored()
    {
        await using TestService service = await TestService.StartAsync(TestModels.Mixed());
        JsonElement[] answers = await service.BatchAsync($"{Sound}\r\n{{\"area\": 77.25, \"crop\": \"rice\"}}\n\n  \nrubbish\n[1]\n{Sound}");
        Assert.Equal([0, 1, 4, 5, 6], answers.Select(answer => answer.GetProperty("row").GetInt32()));
        Assert.Equal(["tenure: missing"], TestService.Faults(answers[1]));
        Assert.Equal(["-: syntax"], TestService.Faults(answers[2]));
        Assert.Equal(["-: wrongType"], TestService.Faults(answers[3]));
        Assert.Equal(answers[0].GetProperty("pd").GetDouble(), answers[4].GetProperty("pd").GetDouble());
        Assert.DoesNotContain("77.25", string.Join("", answers), StringComparison.Ordinal);
        Assert.DoesNotContain("rubbish", string.Join("", answers), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FaultyElements_AreAnsweredByNumberAndTheOthersScored()
    {
        await using TestService service = await TestService.StartAsync(TestModels.Mixed());
        JsonElement[] answers = await service.BatchAsync($$""" [ {{Sound}} , {"area": tru}, 12, "a]b\"}", [{}], {"crop": "]},{["}, {{Sound}} ] """, TestService.Json);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6], answers.Select(answer => answer.GetProperty("row").GetInt32()));
        Assert.Equal(["-: syntax"], TestService.Faults(answers[1]));
        Assert.All(answers[2..5], answer => Assert.Equal(["-: wrongType"], TestService.Faults(answer)));
        Assert.Equal(["area: missing", "tenure: missing"], TestService.Faults(answers[5]));
        Assert.True(answers[0].TryGetProperty("pd", out _) && answers[6].TryGetProperty("pd", out _));
    }

    [Theory]
    [InlineData("", 0, "syntax")]
    [InlineData("{}", 0, "syntax")]
    [InlineData("[{}", 1, "syntax")]
    [InlineData("[{},{\"a", 1, "syntax")]
    [InlineData("[{} {}]", 1, "syntax")]
    [InlineData("[{},]", 1, "syntax")]
    [InlineData("[{}] x", 1, "syntax")]
    public async Task ArrayThatCannotBeReadOn_EndsWithAFault(string body, int row, string reason)
    {
        await using TestService service = await TestService.StartAsync(TestModels.Mixed());
        JsonElement[] answers = await service.BatchAsync(body, TestService.Json);
        Assert.Equal(row + 1, answers.Length);
        Assert.Equal(row, answers[^1].GetProperty("row").GetInt32());
        Assert.Equal([$"-: {reason}"], TestService.Faults(answers[^1]));
    }

    [Fact]
    public async Task EmptyBatches_GetEmptyAnswers()
    {
        await using TestService service = await TestService.StartAsync(TestModels.Mixed());
        Assert.Empty(await service.BatchAsync(""));
        Assert.Empty(await service.BatchAsync("[ ]", TestService.Json));
    }

    [Fact]
    public async Task RowsBeyondTheLimit_AreRefusedAndLinesAfterThemScored()
    {
        await using TestService service = await TestService.StartAsync(TestModels.Mixed(), own => new CreditScoringOptions { ModelPath = own.ModelPath, MaximumApplicantBytes = 1024, ReloadInterval = null });
        string longRow = Sound.Replace("3.5", new string(' ', 300_000) + "3.5", StringComparison.Ordinal);
        JsonElement[] lines = await service.BatchAsync($"{Sound}\n{longRow}\n{Sound}");
        Assert.Equal([0, 1, 2], lines.Select(answer => answer.GetProperty("row").GetInt32()));
        Assert.Equal(["-: tooLarge"], TestService.Faults(lines[1]));
        Assert.True(lines[2].TryGetProperty("pd", out _));
        JsonElement[] elements = await service.BatchAsync($"[{Sound},{longRow},{Sound}]", TestService.Json);
        Assert.Equal(["-: syntax"], TestService.Faults(elements[1]));
        Assert.Equal(2, elements.Length);
    }

    [Fact]
    public async Task BatchBeyondTheLimit_IsRefusedIfStatedAndElseBrokenOff()
    {
        await using TestService service = await TestService.StartAsync(TestModels.Mixed(), own => new CreditScoringOptions { ModelPath = own.ModelPath, MaximumApplicantBytes = 1024, MaximumBatchBytes = 4096, ReloadInterval = null });
        string body = string.Join('\n', Enumerable.Repeat(Sound, 1000));
        using HttpResponseMessage refused = await service.PostAsync("/score/batch", body, TestService.JsonLines);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);

        using var request = new HttpRequestMessage(HttpMethod.Post, "/score/batch") { Content = new StringContent(body, Encoding.UTF8, TestService.JsonLines) };
        request.Headers.TransferEncodingChunked = true;
        using HttpResponseMessage response = await service.Client.SendAsync(request);
        string last = (await response.Content.ReadAsStringAsync()).TrimEnd().Split('\n')[^1];
        Assert.Equal(["-: tooLarge"], TestService.Faults(TestService.Parse(last)));
    }

    [Theory]
    [InlineData(60, true)]
    [InlineData(70, false)]
    public async Task ChunksOnAServerWithALowerLimit_AreCountedWithoutTheirFrames(int rows, bool fits)
    {
        const int Most = 4096;
        await using TestService service = await TestService.StartAsync(
            TestModels.Mixed(),
            own => new CreditScoringOptions { ModelPath = own.ModelPath, MaximumApplicantBytes = 1024, MaximumBatchBytes = Most, ReloadInterval = null },
            onPort: true,
            serverLimit: Most / 2);
        string body = string.Join('\n', Enumerable.Repeat(Sound.PadRight(64), rows));
        Assert.Equal(fits, body.Length <= Most);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/score/batch") { Content = new PiecesContent(Encoding.UTF8.GetBytes(body), piece: 7) };
        request.Content.Headers.ContentType = new(TestService.JsonLines);
        using HttpResponseMessage response = await service.Client.SendAsync(request);
        JsonElement[] answers = [.. (await response.Content.ReadAsStringAsync()).TrimEnd().Split('\n').Select(TestService.Parse)];
        if (fits)
        {
            Assert.Equal(rows, answers.Count(answer => answer.TryGetProperty("pd", out _)));
        }
        else
        {
            Assert.Equal(["-: tooLarge"], TestService.Faults(answers[^1]));
        }
    }

    [Fact]
    public async Task Reasons_AreCodesTextsOrNone()
    {
        await using TestService service = await TestService.StartAsync(TestModels.Mixed());
        const string Late = """{"area": 3.5, "delays": 2, "crop": "rice", "tenure": "owned"}""";
        Assert.Contains("D1", (await service.BatchAsync(Late))[0].GetProperty("reasons").EnumerateArray().Select(code => code.GetString()));
        JsonElement texts = (await service.BatchAsync(Late, query: "?reasons=texts&locale=zh-CN"))[0].GetProperty("reasons");
        Assert.Contains(("D1", "曾有逾期还款"), texts.EnumerateArray().Select(reason => (reason.GetProperty("code").GetString(), reason.GetProperty("text").GetString())));
        Assert.False((await service.BatchAsync(Late, query: "?reasons=none"))[0].TryGetProperty("reasons", out _));
    }

    [Fact]
    public void Numbers_AreWrittenAsJson_WhateverTheCulture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NegativeSign = "minus ";
        CultureInfo.CurrentCulture = culture;
        try
        {
            Span<byte> room = stackalloc byte[1 + TextInRoom.RoomOfLong + ShortestDecimal.Room];
            var text = new TextInRoom(room);
            text.Add(-3L);
            text.Add(" "u8);
            text.Add(-0.5);
            Assert.Equal("-3 -0.5", Encoding.UTF8.GetString(room[..text.Length]));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData(TestService.JsonLines, 1)]
    [InlineData(TestService.JsonLines, 7)]
    [InlineData(TestService.Json, 1)]
    [InlineData(TestService.Json, 7)]
    public async Task BodyInPieces_IsAnsweredAsAWhole(string type, int piece)
    {
        await using TestService service = await TestService.StartAsync(TestModels.Mixed());
        string[] rows = [.. Enumerable.Range(0, 40).Select(row => row % 5 == 4 ? """{"crop": "\"\\[", "x": 1}""" : Sound.Replace("3.5", row.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal))];
        string body = type == TestService.Json ? $"[{string.Join(" , ", rows)}]" : string.Join('\n', rows);
        using HttpResponseMessage whole = await service.PostAsync("/score/batch", body, type);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/score/batch") { Content = new PiecesContent(Encoding.UTF8.GetBytes(body), piece) };
        request.Content.Headers.ContentType = new(type);
        using HttpResponseMessage inPieces = await service.Client.SendAsync(request);
        Assert.Equal(await whole.Content.ReadAsStringAsync(), await inPieces.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task LargeBatch_OverASocket_IsAnsweredInOrderAlsoToAClientThatReadsLast()
    {
        // HttpClient reads nothing before it has sent everything, so this hangs if answers are not kept for it.
        const int Rows = 60_000;
        await using TestService service = await TestService.StartAsync(TestModels.Linear(6), onPort: true);
        var scorer = CreditScorer.Load(service.ModelPath);
        var random = new Random(1);
        double[] values = [.. Enumerable.Range(0, 6 * Rows).Select(_ => Math.Round(random.NextDouble() * 4, 6))];
        var body = new StringBuilder();
        for (int row = 0; row < Rows; row++)
        {
            body.Append('{').AppendJoin(',', Enumerable.Range(0, 6).Select(input => $"\"x{input}\":{values[(row * 6) + input].ToString("R", CultureInfo.InvariantCulture)}")).Append("}\n");
        }

        JsonElement[] answers = await service.BatchAsync(body.ToString());
        double[] expected = new double[Rows];
        scorer.ScoreBatch(values, expected);
        Assert.Equal(Rows, answers.Length);
        for (int row = 0; row < Rows; row++)
        {
            Assert.Equal((row, expected[row]), (answers[row].GetProperty("row").GetInt32(), answers[row].GetProperty("pd").GetDouble()));
        }
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(64L * 1024 * 1024)]
    public async Task ClientThatReadsLast_IsServedUpToTheLimit_AndGivenUpBeyond(long mostPending)
    {
        // Twenty MB each way: more than sockets keep by themselves.
        string row = new string(' ', 1000) + "{}";
        int rows = 20_000;
        await using TestService service = await TestService.StartAsync(
            TestModels.Linear(8),
            own => new CreditScoringOptions { ModelPath = own.ModelPath, ReloadInterval = null, MaximumPendingBytes = mostPending, StallTimeout = TimeSpan.FromSeconds(1) },
            onPort: true);
        Task<JsonElement[]> batch = service.BatchAsync(string.Join('\n', Enumerable.Repeat(row, rows)));
        if (mostPending > row.Length * rows)
        {
            Assert.Equal(rows, (await batch).Length);
        }
        else
        {
            await Assert.ThrowsAsync<HttpRequestException>(() => batch);
        }
    }

    [Fact]
    public async Task Answers_FlowWhileRowsStillCome()
    {
        await using TestService service = await TestService.StartAsync(TestModels.Mixed(), onPort: true);
        using var socket = new System.Net.Sockets.TcpClient();
        await socket.ConnectAsync(service.Client.BaseAddress!.Host, service.Client.BaseAddress.Port);
        await using System.Net.Sockets.NetworkStream stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /score/batch HTTP/1.1\r\nHost: localhost\r\nContent-Type: {TestService.JsonLines}\r\nContent-Length: {(Sound.Length * 2) + 1}\r\n\r\n{Sound}\n"));
        using var reader = new StreamReader(stream);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        string? line;
        while (!(line = await reader.ReadLineAsync(patience.Token))!.StartsWith("{\"row\":0", StringComparison.Ordinal))
        {
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes(Sound));
        while (!(line = await reader.ReadLineAsync(patience.Token))!.StartsWith("{\"row\":1", StringComparison.Ordinal))
        {
        }
    }

    private sealed class PiecesContent : HttpContent
    {
        private readonly byte[] _body;
        private readonly int _piece;

        public PiecesContent(byte[] body, int piece) => (_body, _piece) = (body, piece);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            for (int start = 0; start < _body.Length; start += _piece)
            {
                await stream.WriteAsync(_body.AsMemory(start, Math.Min(_piece, _body.Length - start)));
                await stream.FlushAsync();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
