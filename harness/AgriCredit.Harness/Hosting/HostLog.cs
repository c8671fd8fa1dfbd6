using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using AgriCredit.Harness.CommandLine;

namespace AgriCredit.Harness.Hosting;

/// <summary>
/// A member's log on the standard error, a line an event: for people, the time in UTC and a sentence; for machines, one JSON object with the same sentence and its
/// facts as fields. It names rounds, parties and figures of the sums, never a value of a row.
/// </summary>
internal sealed class HostLog
{
    private readonly ConsoleOutput _output;
    private readonly TimeProvider _clock;
    private readonly string _member;
    private readonly LogFormat _format;

    public HostLog(ConsoleOutput output, TimeProvider clock, string member, LogFormat format)
    {
        _output = output;
        _clock = clock;
        _member = member;
        _format = format;
    }

    /// <summary>Whether machines read it: then every line is an event.</summary>
    public bool IsForMachines => _format == LogFormat.Json;

    /// <summary>Writes an event.</summary>
    /// <param name="happened">Its name, always the same for the same kind of event.</param>
    /// <param name="text">The sentence.</param>
    /// <param name="facts">Text, numbers and booleans.</param>
    public void Write(string happened, string text, params ReadOnlySpan<(string Name, object Value)> facts)
    {
        string time = _clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        _output.WriteMessage(_format == LogFormat.Json ? ToJson(time, happened, text, facts) : $"{time} {text}");
    }

    private string ToJson(string time, string happened, string text, ReadOnlySpan<(string Name, object Value)> facts)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("time", time);
            json.WriteString("event", happened);
            json.WriteString("member", _member);
            foreach ((string name, object value) in facts)
            {
                Write(json, name, value);
            }

            json.WriteString("message", text);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, string name, object value)
    {
        switch (value)
        {
            case bool flag:
                json.WriteBoolean(name, flag);
                break;
            case double number when double.IsFinite(number):
                json.WriteNumber(name, number);
                break;
            case int or long or ulong:
                json.WriteNumber(name, Convert.ToDecimal(value, CultureInfo.InvariantCulture));
                break;
            default:
                json.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
