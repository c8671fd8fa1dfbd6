using System.CommandLine;
using AgriCredit.Federation;
using AgriCredit.Federation.Grpc;
using AgriCredit.Federation.Vertical;
using AgriCredit.Harness.CommandLine;

namespace AgriCredit.Harness.Hosting;

/// <summary><c>dealer</c>: deals the randomness of one joint fit between institutions.</summary>
internal sealed class DealerVerb : Verb
{
    private readonly Argument<string> _configuration = new("CONFIG") { Description = "The dealer's configuration, such as dealer.json of its kit." };
    private readonly Option<bool> _json = new("--json") { Description = "Print the outcome as JSON alone." };
    private readonly Option<LogFormat> _log = new("--log") { Description = "How to write the log on the standard error: text or json." };
    private readonly Option<bool> _serve = new("--serve-scores") { Description = "Deal for scoring instead of a fit; one session after the other, until stopped." };
    private readonly Option<int> _prepare = new("--prepare") { Description = "Deal ahead for scoring so many applicants, which then needs no dealer: 'party --prepare N' at all parties, at the same time. Nothing is kept here.", HelpName = "N" };
    private readonly Option<int> _prepareFit = new("--prepare-fit") { Description = "Deal ahead for one fit of so many applicants in common at most, which then needs no dealer: 'party --prepare-fit ROWS' at all parties, at the same time. Nothing is kept here.", HelpName = "ROWS" };
    private readonly Option<string?> _relay = new("--relay") { Description = "Serve the relay as well, by the coordinator's configuration, until the dealer is done and the others have left: what is dealt then crosses one connection less.", HelpName = "CONFIG" };
    private readonly Option<bool> _bands = new("--bands") { Description = "With --prepare: for bands, not probabilities." };
    private readonly Option<bool> _supervised = new("--supervised") { Hidden = true };

    public DealerVerb()
        : base("dealer", "Deals the randomness of a fit over the columns of several parties. It can read none of their messages, and must be in the hand of none of them.")
    {
    }

    protected override IReadOnlyList<string> Examples => [$"{Cli.ToolName} preflight --dealer dealer.json", $"{Cli.ToolName} dealer dealer.json", $"{Cli.ToolName} dealer dealer.json --relay coordinator.json"];

    protected override void AddOptions(Command command)
    {
        command.Add(_configuration);
        command.Add(_json);
        command.Add(_log);
        command.Add(_serve);
        RequireRange(_prepare, 1, ScorePreparation.LargestApplicants);
        command.Add(_prepare);
        RequireRange(_prepareFit, 1, FitPreparation.LargestRows);
        command.Add(_prepareFit);
        command.Add(_bands);
        RequireWith(command, _bands, _prepare);
        command.Add(_relay);
        RefuseTogether(command, _serve, _prepare, _prepareFit);
        RefuseWith(command, _json, _serve, _prepare, _prepareFit);
        command.Add(_supervised);
    }

    protected override async Task RunAsync(ParseResult arguments, ConsoleOutput output, CancellationToken cancellationToken)
    {
        string configuration = arguments.GetRequiredValue(_configuration);
        using Supervision? supervision = arguments.GetValue(_supervised) ? Supervision.Start(output, cancellationToken) : null;
        CancellationToken stop = supervision?.Token ?? cancellationToken;
        var checks = new CheckList();
        using DealerSetup? setup = DealerSetup.Open(DealerSetup.Read(configuration), configuration, checks, TimeProvider.System);
        await ArithmeticCheck.RunAsync(checks, stop);
        checks.ThrowIfFailed($"{configuration}: the dealer cannot deal:");
        using CoordinatorSetup? coordinator = arguments.GetValue(_relay) is { } file ? OpenRelay(file, setup!) : null;
        string? word = supervision is null ? null : await supervision.WaitForWordAsync();
        using MemberTelemetry? telemetry = MemberTelemetry.Start(setup!.Section.Telemetry ?? coordinator?.Section.Telemetry, setup.Member.Identity.Id);
        HostLog log = Log(setup.Member);
        if (coordinator is null)
        {
            await DealAsync(setup, new RelayEntrance(setup.Member, word is null ? setup.Member.Roster.Address : new Uri(word)), arguments, output, supervision, log, stop);
            return;
        }

        HostLog relayLog = Log(coordinator.Member);
        await using RelayHost relay = await RelayRun.ListenAsync(coordinator, relayLog, supervision, stop);
        try
        {
            await DealAsync(setup, new RelayEntrance(setup.Member, relay), arguments, output, supervision, log, stop);
        }
        finally
        {
            await RelayRun.FinishAsync(relay, coordinator.Member, relayLog, stop);
        }

        HostLog Log(MemberSetup member) => new(output, TimeProvider.System, member.Identity.Id.Value, arguments.GetValue(_log));
    }

    private static CoordinatorSetup OpenRelay(string file, DealerSetup dealer)
    {
        var checks = new CheckList();
        CoordinatorSetup? setup = CoordinatorSetup.Open(CoordinatorSetup.Read(file), file, checks, TimeProvider.System);
        if (setup is { Member: var member })
        {
            checks.Run("roster", () => RequireSame("roster", member.Roster.Fingerprint, dealer.Member.Roster.Fingerprint), found => found);
            checks.Run("terms", () => RequireSame("terms", member.Terms.Fingerprint, dealer.Member.Terms.Fingerprint), found => found);
        }

        if (checks.Failed)
        {
            setup?.Dispose();
        }

        checks.ThrowIfFailed($"{file}: the relay cannot start:");
        return setup!;
    }

    private static string RequireSame(string file, string fingerprint, string dealers) =>
        fingerprint == dealers ? fingerprint : throw new HarnessException(ExitCode.Usage, $"{file}: not the dealer's, SHA-256 {fingerprint} here and {dealers} there. Give both the same.");

    private async Task DealAsync(DealerSetup setup, RelayEntrance relay, ParseResult arguments, ConsoleOutput output, Supervision? supervision, HostLog log, CancellationToken stop)
    {
        if (arguments.GetValue(_prepare) is var applicants and > 0)
        {
            ScoreRelease release = arguments.GetValue(_bands) ? ScoreRelease.Band : ScoreRelease.Probability;
            await Preparation.RunAsync(relay, log, async (channel, token) => (await new ScoreDealer(setup.Options).PrepareAsync(release, applicants, channel, token)).Failure, stop);
            output.WriteResult($"Dealt ahead for {applicants:N0} applicants; nothing is kept here.");
            return;
        }

        if (arguments.GetValue(_prepareFit) is var rows and > 0)
        {
            await Preparation.RunAsync(relay, log, async (channel, token) => (await new JointDealer(setup.Options).PrepareAsync(rows, channel, token)).Failure, stop);
            output.WriteResult($"Dealt ahead for one fit of up to {rows:N0} applicants in common; nothing is kept here.");
            return;
        }

        if (arguments.GetValue(_serve))
        {
            log.Write("serving", $"The dealer deals for scoring at the relay {relay.Address}; Ctrl-C stops it.", ("address", relay.Address));
            await ScoreService.ServeAsync(relay, log, new ScoreDealer(JointMemberSetup.Options(setup.Member, waits: true)).RunAsync, stop);
            return;
        }

        JointEnding.Report(await DealForFitAsync(setup, relay, log, stop), output, supervision, arguments.GetValue(_json));
    }

    private static async Task<MemberOutcome> DealForFitAsync(DealerSetup setup, RelayEntrance relay, HostLog log, CancellationToken stop)
    {
        MemberSetup member = setup.Member;
        var dealer = new JointDealer(setup.Options);
        log.Write("joining", $"The dealer joins the relay at {relay.Address}.", ("address", relay.Address));
        await using IMemberChannel channel = await relay.JoinAsync(log, stop);
        log.Write("joined", $"The dealer is at the relay; waiting up to {member.Terms.Section.Timeouts.CollectSeconds} s for the parties.");
        JointOutcome outcome = await dealer.RunAsync(channel, stop);
        stop.ThrowIfCancellationRequested();
        return outcome.Result is { } result
            ? new MemberOutcome { Member = member.Identity.Id.Value, Dealt = DealtRecord.Of(member.Terms.Section.Name, result), Passes = PassRecord.Of(result), Traffic = TrafficRecord.Of(result.Traffic) }
            : JointEnding.Fail(member.Identity.Id, outcome.Failure!, log);
    }
}
