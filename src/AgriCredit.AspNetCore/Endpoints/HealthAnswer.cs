using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AgriCredit.AspNetCore;

/// <summary>A report of health as JSON.</summary>
internal static class HealthAnswer
{
    internal static Task WriteAsync(HttpContext context, HealthReport report)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Answer.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteString("status"u8, report.Status.ToString());
            writer.WriteStartObject("checks"u8);
            foreach ((string name, HealthReportEntry entry) in report.Entries)
            {
                writer.WriteStartObject(name);
                writer.WriteString("status"u8, entry.Status.ToString());
                writer.WriteString("description"u8, entry.Description);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return Answer.BytesAsync(context, Answer.Json, buffer.WrittenMemory, context.Response.StatusCode);
    }
}
