using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;

namespace AgriCredit.AspNetCore;

/// <summary>How answers are written.</summary>
internal static class Answer
{
    internal const string Json = "application/json";
    internal const string JsonLines = "application/x-ndjson";
    internal const string Problem = "application/problem+json";
    internal const string Markdown = "text/markdown";

    /// <summary>The response header with the digest of the model that scored.</summary>
    internal const string ModelHeader = "AgriCredit-Model";

    /// <summary>Chinese stays readable; what HTML gives a meaning is escaped.</summary>
    internal static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>Answers with bytes. Answers about applicants and models are not to be kept by caches.</summary>
    internal static Task BytesAsync(HttpContext context, string contentType, ReadOnlyMemory<byte> content, int status = StatusCodes.Status200OK)
    {
        HttpResponse response = context.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = content.Length;
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(content, context.RequestAborted).AsTask();
    }

    /// <summary>Answers with problem details (RFC 9457), the faults in an extension member.</summary>
    internal static Task ProblemAsync(HttpContext context, int status, IReadOnlyList<Fault> faults)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "about:blank"u8);
            writer.WriteString("title"u8, Title(status));
            writer.WriteNumber("status"u8, status);
            writer.WriteString("detail"u8, faults.Count == 1 ? faults[0].Message : $"{faults.Count} faults.");
            Fault.Write(writer, faults);
            writer.WriteEndObject();
        }

        return BytesAsync(context, Problem, buffer.WrittenMemory, status);
    }

    private static string Title(int status) => status switch
    {
        StatusCodes.Status400BadRequest => "Bad Request",
        StatusCodes.Status408RequestTimeout => "Request Timeout",
        StatusCodes.Status413PayloadTooLarge => "Content Too Large",
        StatusCodes.Status415UnsupportedMediaType => "Unsupported Media Type",
        StatusCodes.Status503ServiceUnavailable => "Service Unavailable",
        _ => "Internal Server Error",
    };
}
