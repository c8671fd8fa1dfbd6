using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using AgriCredit.AspNetCore;
using AgriCredit.Federation.Grpc;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AgriCredit.Benchmarks.Inputs;

/// <summary>A scoring service on loopback, in blocks of memory as the command line serves in, with a model of 23 linear features, and the least client there can be: a socket. Beside it an endpoint that reads a body and answers as many bytes without scoring.</summary>
internal sealed class ScoringServer : IDisposable
{
    public const int Features = 23;
    private const string Nothing = "/nothing";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("agricredit-served-");
    private readonly WebApplication _application;
    private readonly Socket _socket;
    private readonly byte[] _received = new byte[1 << 20];
    private byte[] _answer = [];

    public ScoringServer()
    {
        string path = Path.Combine(_folder.FullName, "model.json");
        ModelFile.Save(SyntheticModel.Scorer(Features).Model, path);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server =>
        {
            server.Listen(IPAddress.Loopback, 0);
            server.Limits.MaxRequestBodySize = null;
        });
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>, ConnectionBlocks>();
        builder.Services.AddRouting();
        builder.Services.AddCreditScoring(new CreditScoringOptions { ModelPath = path, ReloadInterval = null });
        _application = builder.Build();
        _application.UseRouting();
        _application.MapCreditScoring();
        _application.MapPost(Nothing, AnswerNothingAsync);
        _application.StartAsync().GetAwaiter().GetResult();
        var address = new Uri(_application.Urls.First());
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _socket.Connect(IPAddress.Loopback, address.Port);
    }

    /// <summary>Applicants as lines of JSON: an id and values of up to six digits.</summary>
    public static byte[] Lines(int rows)
    {
        var random = new Random(1);
        var text = new StringBuilder();
        for (int row = 0; row < rows; row++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{{\"id\":\"A{row:D6}\"");
            for (int feature = 0; feature < Features; feature++)
            {
                text.Append(CultureInfo.InvariantCulture, $",\"x{feature}\":{Math.Round(random.NextDouble() * 10, 5)}");
            }

            text.Append("}\n");
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>A request as it goes over the wire.</summary>
    public static byte[] Request(string path, string type, ReadOnlySpan<byte> body) =>
        [.. Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\n\r\n"), .. body];

    /// <summary>The same body to the endpoint that does not score.</summary>
    public static byte[] RequestOfNothing(ReadOnlySpan<byte> body) => Request(Nothing, "application/json", body);

    /// <summary>Has the endpoint that does not score answer so many bytes.</summary>
    public void AnswerNothingWith(int bytes) => _answer = new byte[bytes];

    /// <summary>Sends a short request and waits for its whole answer.</summary>
    /// <returns>The bytes of the answer's body.</returns>
    public int Exchange(byte[] request)
    {
        _socket.Send(request);
        int length = 0;
        while (true)
        {
            length += Receive(length);
            ReadOnlySpan<byte> answer = _received.AsSpan(0, length);
            int end = answer.IndexOf("\r\n\r\n"u8);
            if (end < 0)
            {
                continue;
            }

            int start = answer.IndexOf("Content-Length: "u8) + "Content-Length: "u8.Length;
            int body = int.Parse(answer[start..(start + answer[start..].IndexOf((byte)'\r'))], CultureInfo.InvariantCulture);
            if (length == end + 4 + body)
            {
                return answer.StartsWith("HTTP/1.1 200"u8) ? body : throw new InvalidOperationException(Encoding.UTF8.GetString(answer));
            }
        }
    }

    /// <summary>Sends a long request, reading its answer in chunks meanwhile.</summary>
    /// <returns>The bytes of the answer, framing and all.</returns>
    public long Stream(byte[] request)
    {
        var sending = Task.Run(() => _socket.Send(request));
        long length = 0;
        Span<byte> last = stackalloc byte[5];
        Span<byte> tail = stackalloc byte[10];
        while (!last.SequenceEqual("0\r\n\r\n"u8))
        {
            int read = Receive(0);
            length += read;
            last.CopyTo(tail);
            int kept = Math.Min(read, 5);
            _received.AsSpan(read - kept, kept).CopyTo(tail[5..]);
            tail.Slice(kept, 5).CopyTo(last);
        }

        sending.GetAwaiter().GetResult();
        return length;
    }

    public void Dispose()
    {
        _socket.Dispose();
        _application.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _folder.Delete(recursive: true);
    }

    private int Receive(int offset) => _socket.Receive(_received.AsSpan(offset)) is > 0 and var read ? read : throw new InvalidOperationException("The service closed the connection.");

    private async Task AnswerNothingAsync(HttpContext context)
    {
        while (true)
        {
            System.IO.Pipelines.ReadResult result = await context.Request.BodyReader.ReadAsync();
            context.Request.BodyReader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
            {
                break;
            }
        }

        if (_answer.Length < _received.Length)
        {
            context.Response.ContentLength = _answer.Length;
        }

        await context.Response.Body.WriteAsync(_answer);
    }
}
