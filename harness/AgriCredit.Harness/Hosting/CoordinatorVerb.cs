using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json;
using AgriCredit.Federation;
using AgriCredit.Federation.Grpc;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Simulation;
using AgriCredit.Learning;

namespace AgriCredit.Harness.Hosting;

/// <summary><c>coordinator</c>: runs one session between institutions.</summary>
internal sealed class CoordinatorVerb : Verb
{
    /// <summary>How long parties that come for an answer after a session has failed are still told why.</summary>
    private static readonly TimeSpan FarewellTime = TimeSpan.FromSeconds(5);

    private readonly Argument<string> _configuration = new("CONFIG") { Description = "The coordinator's configuration, such as coordinator.json of its kit." };
    private readonly Option<bool> _json = new("--json") { Description = "Print the outcome as JSON alone." };
    private readonly Option<LogFormat> _log = new("--log") { Description = "How to write the log on the standard error: text or json." };
    private readonly Option<bool> _supervised = new("--supervised") { Hidden = true };
    private readonly Option<string?> _session = new("--session") { Hidden = true };

    public CoordinatorVerb()
        : base("coordinator", "Runs a session between institutions: collects masked sums, learns and publishes only their total. Where the terms join different columns, it relays sealed messages until it is stopped.")
    {
    }

    protected override IReadOnlyList<string> Examples => [$"{Cli.ToolName} preflight --coordinator coordinator.json", $"{Cli.ToolName} coordinator coordinator.json"];

    protected override void AddOptions(Command command)
    {
        command.Add(_configuration);
        command.Add(_json);
        command.Add(_log);
        command.Add(_supervised);
        command.Add(_session);
    }

    protected override async Task RunAsync(ParseResult arguments, ConsoleOutput output, CancellationToken cancellationToken)
    {
        string configuration = arguments.GetRequiredValue(_configuration);
        using Supervision? supervision = arguments.GetValue(_supervised) ? Supervision.Start(output, cancellationToken) : null;
        CancellationToken stop = supervision?.Token ?? cancellationToken;
        var checks = new CheckList();
        using CoordinatorSetup? setup = CoordinatorSetup.Open(CoordinatorSetup.Read(configuration), configuration, checks, TimeProvider.System);
        checks.ThrowIfFailed($"{configuration}: the coordinator cannot start:");
        if (supervision is not null)
        {
            await supervision.WaitForWordAsync();
        }

        var log = new HostLog(output, TimeProvider.System, setup!.Member.Identity.Id.Value, arguments.GetValue(_log));
        using MemberTelemetry? telemetry = MemberTelemetry.Start(setup.Section.Telemetry, setup.Member.Identity.Id);
        if (setup.Member.Terms.Partition is not null)
        {
            await RelayRun.RunAsync(setup, log, supervision, stop);
            return;
        }

        MemberOutcome outcome = await RunAsync(setup, SessionId(arguments.GetValue(_session)), log, supervision, stop);
        MemberEnding.Report(outcome, output, supervision, arguments.GetValue(_json), stop);
    }

    private static async Task<MemberOutcome> RunAsync(CoordinatorSetup setup, byte[] session, HostLog log, Supervision? supervision, CancellationToken stop)
    {
        MemberSetup member = setup.Member;
        using IStateStore store = MemberState.Open(setup.State, member.Identity.Id);
        ReadOnlyMemory<byte>? interrupted = Coordinator.SessionInProgress(store);
        int plannedRounds = member.Terms.Scenario.Training.MaxRounds;
        using Coordinator coordinator = Begin(setup, new CoordinatorOptions
        {
            Identity = member.Identity,
            Roster = member.Roster.Roster,
            Request = member.Terms.ToRequest(interrupted ?? session),
            Store = store,
            RoundFinished = round =>
            {
                log.Write(
                    "round",
                    Describe(round, plannedRounds),
                    ("round", round.Round),
                    ("kind", round.Kind),
                    ("parties", round.Parties),
                    ("bytes", round.Bytes),
                    ("seconds", round.Elapsed.TotalSeconds));
                if (round.Kind == RoundKind.Training)
                {
                    supervision?.Tell(new MemberEvent { Round = round.TrainingRound });
                }
            },
        });
        if (interrupted is not null)
        {
            string id = Convert.ToHexStringLower(interrupted.Value.Span);
            log.Write("resuming", $"Going on with session {id}, which was interrupted.", ("session", id));
        }

        await using CoordinatorHost host = await ListenAsync(coordinator, setup, stop);
        log.Write(
            "listening",
            $"Coordinator '{member.Identity.Id}' listens on {host.Address}; waiting up to {member.Terms.Section.Timeouts.CollectSeconds} s for {member.Roster.Parties.Count} parties.",
            ("address", host.Address),
            ("parties", member.Roster.Parties.Count));
        supervision?.Tell(new MemberEvent { Listening = host.Address.ToString() });
        SessionOutcome outcome;
        using (stop.Register(coordinator.Cancel))
        {
            outcome = await coordinator.Completion;
        }

        if (outcome.Failure is { } failure)
        {
            log.Write("failed", $"The session ended without a model: {failure.Reason}.", ("reason", failure.Reason));
            await coordinator.WaitForDeliveryAsync(FarewellTime, stop);
            Coordinator.Forget(store);
            stop.ThrowIfCancellationRequested();
            return new MemberOutcome { Member = member.Identity.Id.Value, Failure = SessionFailures.Record(failure, coordinator.Rounds) };
        }

        MemberOutcome written = MemberEnding.Write(
            member,
            outcome.Result!,
            coordinator.Rounds,
            [.. coordinator.Roster.Parties.Except(coordinator.Participants)],
            setup.Output);

        // A party that was killed at the very end comes back for the last message.
        await coordinator.WaitForDeliveryAsync(member.Terms.CollectTimeout, stop);
        Coordinator.Forget(store);
        return written;
    }

    private static Coordinator Begin(CoordinatorSetup setup, CoordinatorOptions options)
    {
        try
        {
            return new Coordinator(options);
        }
        catch (ArgumentException exception)
        {
            throw HarnessException.Usage("The coordinator's state", exception);
        }
    }

    private static async Task<CoordinatorHost> ListenAsync(Coordinator coordinator, CoordinatorSetup setup, CancellationToken stop)
    {
        try
        {
            return await CoordinatorHost.StartAsync(coordinator, setup.Endpoint, setup.Member.Security, stop);
        }
        catch (IOException exception)
        {
            throw new HarnessException(ExitCode.Usage, $"Cannot listen on {setup.Endpoint}: {exception.Message}", exception);
        }
    }

    private static string Describe(RoundRecord round, int plannedRounds) => round switch
    {
        { Parties: 0 } => $"{round.Kind} round given up: a party dropped out of it after another; {round.Bytes:N0} bytes, {round.Elapsed.TotalMilliseconds:N0} ms.",
        { Kind: RoundKind.Training } =>
            $"Training round {round.TrainingRound} of at most {plannedRounds}: {round.Parties} parties, objective {round.Objective:G6}, largest step {round.LargestStep:G3}, "
            + $"{round.Bytes:N0} bytes, {round.Elapsed.TotalMilliseconds:N0} ms.",
        _ => $"{round.Kind} round: {round.Parties} parties, {round.Bytes:N0} bytes, {round.Elapsed.TotalMilliseconds:N0} ms.",
    };

    private static byte[] SessionId(string? text)
    {
        if (text is null)
        {
            return RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);
        }

        try
        {
            return Convert.FromHexString(text);
        }
        catch (FormatException exception)
        {
            throw new HarnessException(ExitCode.Usage, "--session: expected 64 hexadecimal digits.", exception);
        }
    }
}
