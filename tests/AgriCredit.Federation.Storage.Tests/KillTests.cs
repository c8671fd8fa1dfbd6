using System.Diagnostics;
using System.Globalization;
using AgriCredit.Federation.Storage.Tests.Support;

namespace AgriCredit.Federation.Storage.Tests;

[Collection(StoresCollection.Name)]
public class KillTests
{
    private const int Kills = 12;

    private readonly PostgresServer _server;

    public KillTests(PostgresServer server) => _server = server;

    public static TheoryData<string> Durable => Places.Durable;

    /// <summary>A process that dies in the middle of a write leaves all of it or nothing, and everything that it acknowledged. (Its machine's death is the promise of SQLite and PostgreSQL.)</summary>
    [Theory]
    [MemberData(nameof(Durable))]
    public void KilledWriter_LosesNothingAcknowledged_AndLeavesNoHalfWrite(string kind)
    {
        using Place place = Places.New(kind, _server);
        var random = new Random(20260101);
        int last = 0;
        for (int kill = 0; kill < Kills; kill++)
        {
            int acknowledged = WriteAndKill(place, TimeSpan.FromMilliseconds(random.NextDouble() * 60));
            using IStateStore store = place.Open();
            int step = WriterProcess.CheckedStepOf(store);
            Assert.True(step == acknowledged || step == acknowledged + 1, $"acknowledged {acknowledged}, found {step}");
            Assert.True(step > last, $"writer {kill} wrote nothing");
            last = step;
        }
    }

    /// <summary>Kills the writer a while after its first acknowledgement.</summary>
    /// <returns>The last step acknowledged.</returns>
    private static int WriteAndKill(Place place, TimeSpan after)
    {
        using var writer = WriterProcess.Start("write", place.Location, place.Member);
        string? line = writer.StandardOutput.ReadLine();
        if (line is null)
        {
            Assert.Fail(writer.StandardError.ReadToEnd());
        }

        using var timer = new Timer(_ => writer.Kill(), null, after, Timeout.InfiniteTimeSpan);
        int acknowledged = 0;
        for (; line is not null; line = writer.StandardOutput.ReadLine())
        {
            // The last line may be cut off by the kill; then its step counts as found but not acknowledged.
            acknowledged = int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out int step) ? Math.Max(step, acknowledged) : acknowledged;
        }

        writer.WaitForExit();
        return acknowledged;
    }
}
