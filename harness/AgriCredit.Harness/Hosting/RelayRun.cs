using AgriCredit.Federation.Grpc;
using AgriCredit.Harness.CommandLine;

namespace AgriCredit.Harness.Hosting;

/// <summary>The coordinator's host in a joint fit: a relay, for as long as it is not stopped.</summary>
/// <remarks>It cannot tell one session from the next, since it reads nothing; so it does not end with one.</remarks>
internal static class RelayRun
{
    /// <summary>Carries sealed messages until it is stopped.</summary>
    /// <exception cref="OperationCanceledException">It was stopped: the only way it ends.</exception>
    /// <exception cref="HarnessException">It cannot listen; exit code 2.</exception>
    public static async Task RunAsync(CoordinatorSetup setup, HostLog log, Supervision? supervision, CancellationToken stop)
    {
        var options = new RelayOptions
        {
            Joined = member => log.Write("joined", $"'{member}' has joined.", ("party", member)),
            Left = member => log.Write("left", $"'{member}' has left.", ("party", member)),
        };
        await using RelayHost relay = await ListenAsync(setup, options, stop);
        log.Write(
            "listening",
            $"Coordinator '{setup.Member.Identity.Id}' listens on {relay.Address} and relays the sealed messages of {string.Join(", ", setup.Member.Roster.Parties)}; Ctrl-C stops it.",
            ("address", relay.Address));
        supervision?.Tell(new MemberEvent { Listening = relay.Address.ToString() });
        await Task.Delay(Timeout.Infinite, stop);
    }

    private static async Task<RelayHost> ListenAsync(CoordinatorSetup setup, RelayOptions options, CancellationToken stop)
    {
        try
        {
            return await RelayHost.StartAsync(setup.Endpoint, setup.Member.Security, options, stop);
        }
        catch (IOException exception)
        {
            throw new HarnessException(ExitCode.Usage, $"Cannot listen on {setup.Endpoint}: {exception.Message}", exception);
        }
    }
}
