using System.Globalization;
using System.Text;
using System.Text.Json;
using AgriCredit.Hosting.Tests.Support;
using AgriCredit.Testing;

namespace AgriCredit.Hosting.Tests;

/// <summary>What an operator sees of members: logs that machines read, metrics and traces; and no value of any row.</summary>
[Collection(ProcessesCollection.Name)]
public sealed class ObservationTests
{
    private readonly Institutions _institutions;

    public ObservationTests(Institutions institutions) => _institutions = institutions;

    [DataFact]
    public async Task Members_LogJson_AndSendMetricsAndTraces_WithoutValuesOfRows()
    {
        await using var collector = new Collector();
        using Consortium consortium = await Consortium.CreateAsync(_institutions, Consortium.StaticTerms, banks: 3);
        string[] members = [Institutions.Hub, .. Institutions.Banks.Take(3)];
        foreach (string member in members)
        {
            consortium.Configure(member, section => section["telemetry"] = collector.Address);
        }

        ProgramEnd[] ends = await Task.WhenAll(members.Select(member => consortium.Start(member, fault: null, "--log", "json").EndAsync()));

        Assert.All(ends, end => Assert.True(end.ExitCode == 0, end.Messages));
        IReadOnlyList<byte[]> metrics = collector.Bodies("/v1/metrics"), traces = collector.Bodies("/v1/traces");
        foreach (string name in (string[])["agricredit.rounds", "agricredit.round.duration", "agricredit.stage.duration", "agricredit.messages", "agricredit.bytes", "agricredit.exchange.duration", "agricredit.sessions", .. members])
        {
            Assert.Contains(metrics, body => Holds(body, name));
        }

        foreach (string name in (string[])["session", "KeyAdvert", "MaskedInput", "exchange MaskedInput", "exchange Complete", .. members])
        {
            Assert.Contains(traces, body => Holds(body, name));
        }

        for (int member = 0; member < members.Length; member++)
        {
            AssertIsLogOf(members[member], ends[member].Messages);
        }

        AssertHoldNoValues([.. ends.Select(end => Encoding.UTF8.GetBytes(end.Messages)), .. metrics, .. traces]);
    }

    private static void AssertIsLogOf(string member, string messages)
    {
        string[] lines = messages.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.NotEmpty(lines);
        foreach (string line in lines)
        {
            JsonElement entry = JsonDocument.Parse(line).RootElement;
            Assert.Equal(member, entry.GetProperty("member").GetString());
            Assert.NotEqual("", entry.GetProperty("event").GetString());
            Assert.NotEqual("", entry.GetProperty("message").GetString());
            Assert.True(entry.GetProperty("time").TryGetDateTimeOffset(out _), line);
        }
    }

    /// <summary>Neither as text, to seven digits, nor as the upper six bytes of a double.</summary>
    private static void AssertHoldNoValues(IReadOnlyList<byte[]> outputs)
    {
        const int Digits = 8, LowBytes = 2;
        double[] values = [.. TestData.ReadCsv("sba_agri", "sba_agri.csv")["gr_appv_usd"].Distinct().Select(text => Math.Log(double.Parse(text, CultureInfo.InvariantCulture)))];
        Assert.True(values.Length > 100);
        foreach (double value in values)
        {
            string text = value.ToString("R", CultureInfo.InvariantCulture);
            Assert.DoesNotContain(outputs, output => Holds(output, text[..Math.Min(Digits, text.Length)]));
            byte[] bits = BitConverter.GetBytes(value);
            Assert.DoesNotContain(outputs, output => output.AsSpan().IndexOf(bits.AsSpan(LowBytes)) >= 0);
        }
    }

    private static bool Holds(byte[] output, string text) => output.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
}
