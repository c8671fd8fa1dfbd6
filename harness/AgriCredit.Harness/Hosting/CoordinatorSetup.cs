using System.Globalization;
using System.Net;
using System.Net.Sockets;
using AgriCredit.Federation;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Configuration;

namespace AgriCredit.Harness.Hosting;

/// <summary>A coordinator that is ready to listen.</summary>
internal sealed class CoordinatorSetup : IDisposable
{
    private CoordinatorSetup(CoordinatorSection section, string output, IPEndPoint endpoint, MemberSetup member)
    {
        Section = section;
        Output = output;
        Endpoint = endpoint;
        Member = member;
    }

    public CoordinatorSection Section { get; }

    /// <summary>The folder for models.</summary>
    public string Output { get; }

    public IPEndPoint Endpoint { get; }

    public MemberSetup Member { get; }

    /// <summary>Where the coordinator keeps its state.</summary>
    public required string State { get; init; }

    /// <summary>Reads a coordinator's configuration.</summary>
    /// <exception cref="HarnessException">It is not there or has faults; exit code 2.</exception>
    public static CoordinatorSection Read(string configuration) => ConfigurationFile.Read<CoordinatorSection>(configuration, "coordinator's configuration", (section, faults) =>
    {
        if (section.Telemetry is { } collector && !MemberTelemetry.IsCollector(collector))
        {
            faults.Add("$.telemetry", "expected an http or https address, such as http://127.0.0.1:4318");
        }

        if (section.Listen is { } listen && ParseEndpoint(listen) is null)
        {
            faults.Add("$.listen", $"expected ADDRESS:PORT, such as 0.0.0.0:8443 or [::]:8443, got '{listen}'");
        }
    });

    /// <summary>Reads and checks all that a coordinator needs.</summary>
    /// <returns>The setup; null where a check found a fault.</returns>
    public static CoordinatorSetup? Open(CoordinatorSection section, string configuration, CheckList checks, TimeProvider clock)
    {
        IPEndPoint endpoint = ParseEndpoint(section.Listen)!;
        MemberSetup? member = MemberSetup.Open(section, configuration, party: null, checks, clock);
        checks.Run("listen", () => RequireFree(endpoint), _ => $"{endpoint} is free");
        if (member is { Terms.Partition: null })
        {
            checks.Run("plan", () => RequirePlan(member), request => $"up to {request.Training.MaxRounds} rounds of {request.Training.Optimizer}; waived: {(request.Waivers.Count == 0 ? "nothing" : string.Join(", ", request.Waivers))}");
            CheckMinimums(member, checks);
        }

        if (member is not null && !checks.Failed)
        {
            return new CoordinatorSetup(section, ConfigurationFile.Resolve(configuration, section.Output), endpoint, member)
            {
                State = MemberState.Resolve(configuration, section.State),
            };
        }

        member?.Dispose();
        return null;
    }

    public void Dispose() => Member.Dispose();

    private static IPEndPoint? ParseEndpoint(string text)
    {
        int colon = text.LastIndexOf(':');
        return colon > 0
            && ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port)
            && IPAddress.TryParse(text.AsSpan(0, colon), out IPAddress? address)
            && (address.AddressFamily == AddressFamily.InterNetwork || text[0] == '[')
                ? new IPEndPoint(address, port)
                : null;
    }

    private static IPEndPoint RequireFree(IPEndPoint endpoint)
    {
        try
        {
            using var listener = new TcpListener(endpoint);
            listener.Start();
            return endpoint;
        }
        catch (SocketException exception)
        {
            throw new HarnessException(ExitCode.Usage, $"Cannot listen on {endpoint}: {exception.Message}", exception);
        }
    }

    private static SessionRequest RequirePlan(MemberSetup member)
    {
        SessionRequest request = member.Terms.ToRequest(new byte[32]);
        try
        {
            using var coordinator = new Coordinator(new CoordinatorOptions { Identity = member.Identity, Roster = member.Roster.Roster, Request = request });
            return request;
        }
        catch (ArgumentException exception)
        {
            throw new HarnessException(ExitCode.Usage, HarnessException.TextOf(exception), exception);
        }
    }

    private static void CheckMinimums(MemberSetup member, CheckList checks)
    {
        IReadOnlyList<string> waived = member.Terms.ToRequest(new byte[32]).Waivers;
        IReadOnlyList<BrokenMinimum> broken = PlanMinimums.CheckParties(member.Roster.Parties.Count);
        checks.Run(
            "minimums",
            () => broken.Where(minimum => !waived.Contains(minimum.Rule)).Select(minimum => minimum.ToString()).ToList() is { Count: > 0 } refused
                ? throw new HarnessException(ExitCode.Refused, "Below a minimum that the terms do not waive:", refused)
                : broken,
            _ => $"{member.Roster.Parties.Count} parties");
    }
}
