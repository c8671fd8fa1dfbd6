using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AgriCredit.AspNetCore.Tests.Support;

/// <summary>A page in a real browser without a window, driven over the DevTools protocol.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private const string Announcement = "DevTools listening on ";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string? Program = new[] { "chromium", "chromium-browser", "google-chrome" }
        .SelectMany(name => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Select(folder => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);

    private readonly DirectoryInfo _profile = Directory.CreateTempSubdirectory("agricredit-browser-");
    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _patience = new(Patience);
    private readonly Process _process;
    private string? _session;
    private int _commands;

    private Browser()
    {
        var start = new ProcessStartInfo(
            Program!,
            ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--lang=en-US", "--remote-debugging-port=0", $"--user-data-dir={_profile.FullName}", "about:blank"])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["LANG"] = "en_US.UTF-8";
        start.Environment["HOME"] = _profile.FullName;
        _process = Process.Start(start)!;
    }

    /// <summary>Why there is none; null when there is one.</summary>
    public static string? Missing { get; } = Program is null ? "There is no chromium on the path; install it (Debian: apt-get install chromium)." : null;

    /// <summary>What the page wrote to its console, and what its policy forbade.</summary>
    public List<string> Complaints { get; } = [];

    /// <summary>Addresses that the page asked for.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Opens a page.</summary>
    public static async Task<Browser> OpenAsync(Uri address)
    {
        var browser = new Browser();
        try
        {
            string? line;
            do
            {
                line = await browser._process.StandardError.ReadLineAsync(browser._patience.Token) ?? throw new InvalidOperationException("The browser ended.");
            }
            while (!line.StartsWith(Announcement, StringComparison.Ordinal));

            _ = browser._process.StandardError.ReadToEndAsync();
            _ = browser._process.StandardOutput.ReadToEndAsync();
            await browser._socket.ConnectAsync(new Uri(line[Announcement.Length..]), browser._patience.Token);
            JsonElement target = await browser.SendAsync("Target.createTarget", new() { ["url"] = "about:blank" });
            JsonElement session = await browser.SendAsync("Target.attachToTarget", new() { ["targetId"] = target.GetProperty("targetId").GetString(), ["flatten"] = true });
            browser._session = session.GetProperty("sessionId").GetString();
            foreach (string domain in new[] { "Page", "Runtime", "Log", "Network" })
            {
                await browser.SendAsync($"{domain}.enable", []);
            }

            await browser.SendAsync("Page.navigate", new() { ["url"] = address.ToString() });
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    /// <summary>Evaluates an expression in the page, and returns its value as text.</summary>
    public async Task<string> EvaluateAsync(string expression)
    {
        JsonElement answer = await SendAsync("Runtime.evaluate", new() { ["expression"] = $"String({expression})", ["awaitPromise"] = true });
        Assert.False(answer.TryGetProperty("exceptionDetails", out JsonElement details), $"{expression}: {details}");
        return answer.GetProperty("result").GetProperty("value").GetString()!;
    }

    /// <summary>Waits until an expression is true.</summary>
    public async Task WaitForAsync(string expression)
    {
        while (await EvaluateAsync(expression) != "true")
        {
            Assert.False(_patience.IsCancellationRequested, $"{expression} did not become true; the page: {await EvaluateAsync("document.body.innerText")}; it complained: {string.Join("; ", Complaints)}");
            await Task.Delay(30);
        }
    }

    /// <summary>Types text with keys into the element of an id, as a person does.</summary>
    public async Task TypeAsync(string id, string text)
    {
        await EvaluateAsync($"document.getElementById('{id}').focus()");
        await SendAsync("Input.insertText", new() { ["text"] = text });
    }

    /// <summary>Presses the enter key.</summary>
    public async Task PressEnterAsync()
    {
        foreach (string type in new[] { "keyDown", "keyUp" })
        {
            await SendAsync("Input.dispatchKeyEvent", new() { ["type"] = type, ["key"] = "Enter", ["code"] = "Enter", ["text"] = "\r", ["windowsVirtualKeyCode"] = 13 });
        }
    }

    /// <summary>Sends a command and returns its result.</summary>
    public async Task<JsonElement> SendAsync(string method, JsonObject parameters)
    {
        int id = ++_commands;
        var command = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        if (_session is not null)
        {
            command["sessionId"] = _session;
        }

        await _socket.SendAsync(Encoding.UTF8.GetBytes(command.ToJsonString()), WebSocketMessageType.Text, endOfMessage: true, _patience.Token);
        while (true)
        {
            JsonElement message = await ReceiveAsync();
            if (message.TryGetProperty("id", out JsonElement answered) && answered.GetInt32() == id)
            {
                Assert.False(message.TryGetProperty("error", out JsonElement error), $"{method}: {error}");
                return message.GetProperty("result");
            }

            switch (message.TryGetProperty("method", out JsonElement happened) ? happened.GetString() : null)
            {
                case "Runtime.exceptionThrown" or "Runtime.consoleAPICalled" or "Log.entryAdded":
                    Complaints.Add(message.ToString());
                    break;
                case "Network.requestWillBeSent":
                    Requests.Add(message.GetProperty("params").GetProperty("request").GetProperty("url").GetString()!);
                    break;
                default:
                    break;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _socket.Dispose();
        _patience.Dispose();
        _profile.Delete(recursive: true);
    }

    private async Task<JsonElement> ReceiveAsync()
    {
        using var content = new MemoryStream();
        byte[] buffer = new byte[16 * 1024];
        ValueWebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(buffer.AsMemory(), _patience.Token);
            content.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);

        return TestService.Parse(Encoding.UTF8.GetString(content.ToArray()));
    }
}
