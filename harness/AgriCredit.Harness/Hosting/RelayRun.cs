using AgriCredit.Federation.Grpc;
using AgriCredit.Harness.CommandLine;

namespace AgriCredit.Harness.Hosting;

/// <summary>The relay of a joint fit: what the coordinator's host is there, in a process of its own or in the dealer's.</summary>
internal static class RelayRun
{
    /// <summary>How long members are given to leave a relay that was told to stop.</summary>
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(2);

    /// <summary>Carries sealed messages until it is stopped: it cannot tell one session from the next, since it reads nothing, so it does not end with one.</summary>
    /// <exception cref="OperationCanceledException">It was stopped: the only way it ends.</exception>
    /// <exception cref="HarnessException">It cannot listen; exit code 2.</exception>
    public static async Task RunAsync(CoordinatorSetup setup, HostLog log, Supervision? supervision, CancellationToken stop)
    {
        await using RelayHost relay = await ListenAsync(setup, log, supervision, stop);
        await Task.Delay(Timeout.Infinite, stop);
    }

    /// <summary>Starts carrying sealed messages.</summary>
    /// <exception cref="HarnessException">It cannot listen; exit code 2.</exception>
    public static async Task<RelayHost> ListenAsync(CoordinatorSetup setup, HostLog log, Supervision? supervision, CancellationToken stop)
    {
        var options = new RelayOptions
        {
            Joined = member => log.Write("joined", $"'{member}' has joined.", ("party", member)),
            Left = member => log.Write("left", $"'{member}' has left.", ("party", member)),
        };
        RelayHost relay;
        try
        {
            relay = await RelayHost.StartAsync(setup.Endpoint, setup.Member.Security, options, stop);
        }
        catch (IOException exception)
        {
            throw new HarnessException(ExitCode.Usage, $"Cannot listen on {setup.Endpoint}: {exception.Message}", exception);
        }

        log.Write(
            "listening",
            $"Coordinator '{setup.Member.Identity.Id}' listens on {relay.Address} and relays the sealed messages of {string.Join(", ", setup.Member.Roster.Parties)}; Ctrl-C stops it.",
            ("address", relay.Address));
        supervision?.Tell(new MemberEvent { Listening = relay.Address.ToString() });
        return relay;
    }

    /// <summary>Takes no more members, and stays until those that are there have left, who may still have to finish: as long as they may wait for each other, or a moment where it was told to stop.</summary>
    public static async Task FinishAsync(RelayHost relay, MemberSetup member, HostLog log, CancellationToken stop)
    {
        using var patience = new CancellationTokenSource(stop.IsCancellationRequested ? StopPatience : member.Terms.CollectTimeout);
        using CancellationTokenRegistration hurry = stop.IsCancellationRequested ? default : stop.Register(() => patience.CancelAfter(StopPatience));
        log.Write("closing", $"The relay takes no more members, and stays until those that are there have left, up to {member.Terms.Section.Timeouts.CollectSeconds} s; Ctrl-C stops it.");
        try
        {
            await relay.CloseAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            log.Write("stopping", "The relay stops, though a member is still there.");
        }
    }
}
