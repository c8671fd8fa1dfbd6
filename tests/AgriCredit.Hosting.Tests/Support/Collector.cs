using System.Collections.Concurrent;
using System.Globalization;
using System.Net;

namespace AgriCredit.Hosting.Tests.Support;

/// <summary>A collector of OpenTelemetry, as far as a sender can tell: it keeps the bodies of what is posted to it.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly ConcurrentQueue<(string Path, byte[] Body)> _received = new();
    private readonly HttpListener _listener = new();
    private readonly Task _serving;

    public Collector()
    {
        Address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Institutions.FreePort()}");
        _listener.Prefixes.Add(Address + "/");
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Address { get; }

    /// <summary>What was posted to a path.</summary>
    public IReadOnlyList<byte[]> Bodies(string path) => [.. _received.Where(post => post.Path == path).Select(post => post.Body)];

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                HttpListenerContext call = await _listener.GetContextAsync();
                using var body = new MemoryStream();
                await call.Request.InputStream.CopyToAsync(body);
                _received.Enqueue((call.Request.Url!.AbsolutePath, body.ToArray()));
                call.Response.ContentType = "application/x-protobuf";
                call.Response.Close();
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
