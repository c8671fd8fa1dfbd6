using System.CommandLine;
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
    private readonly Option<bool> _bands = new("--bands") { Description = "With --prepare: for bands, not probabilities." };
    private readonly Option<bool> _supervised = new("--supervised") { Hidden = true };

    public DealerVerb()
        : base("dealer", "Deals the randomness of a fit over the columns of several parties. It sees none of their messages, and must be in the hand of none of them.")
    {
    }

    protected override IReadOnlyList<string> Examples => [$"{Cli.ToolName} preflight --dealer dealer.json", $"{Cli.ToolName} dealer dealer.json"];

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
        Uri address = supervision is null ? setup!.Member.Roster.Address : new Uri(await supervision.WaitForWordAsync());
        var log = new HostLog(output, TimeProvider.System, setup!.Member.Identity.Id.Value, arguments.GetValue(_log));
        using MemberTelemetry? telemetry = MemberTelemetry.Start(setup.Section.Telemetry, setup.Member.Identity.Id);
        if (arguments.GetValue(_prepare) is var applicants and > 0)
        {
            ScoreRelease release = arguments.GetValue(_bands) ? ScoreRelease.Band : ScoreRelease.Probability;
            await Preparation.RunAsync(setup.Member, address, log, async (channel, token) => (await new ScoreDealer(setup.Options).PrepareAsync(release, applicants, channel, token)).Failure, stop);
            output.WriteResult($"Dealt ahead for {applicants:N0} applicants; nothing is kept here.");
            return;
        }

        if (arguments.GetValue(_prepareFit) is var rows and > 0)
        {
            await Preparation.RunAsync(setup.Member, address, log, async (channel, token) => (await new JointDealer(setup.Options).PrepareAsync(rows, channel, token)).Failure, stop);
            output.WriteResult($"Dealt ahead for one fit of up to {rows:N0} applicants in common; nothing is kept here.");
            return;
        }

        if (arguments.GetValue(_serve))
        {
            log.Write("serving", $"The dealer deals for scoring at the relay {address}; Ctrl-C stops it.", ("address", address));
            await ScoreService.ServeAsync(setup.Member, address, log, new ScoreDealer(JointMemberSetup.Options(setup.Member, waits: true)).RunAsync, stop);
            return;
        }

        JointEnding.Report(await DealAsync(setup, address, log, stop), output, supervision, arguments.GetValue(_json));
    }

    private static async Task<MemberOutcome> DealAsync(DealerSetup setup, Uri address, HostLog log, CancellationToken stop)
    {
        MemberSetup member = setup.Member;
        var dealer = new JointDealer(setup.Options);
        log.Write("joining", $"The dealer joins the relay at {address}.", ("address", address));
        await using GrpcMemberChannel channel = await JointMemberSetup.ConnectAsync(member, address, log, stop);
        log.Write("joined", $"The dealer is at the relay; waiting up to {member.Terms.Section.Timeouts.CollectSeconds} s for the parties.");
        JointOutcome outcome = await dealer.RunAsync(channel, stop);
        stop.ThrowIfCancellationRequested();
        return outcome.Result is { } result
            ? new MemberOutcome { Member = member.Identity.Id.Value, Dealt = DealtRecord.Of(member.Terms.Section.Name, result), Passes = PassRecord.Of(result), Traffic = TrafficRecord.Of(result.Traffic) }
            : JointEnding.Fail(member.Identity.Id, outcome.Failure!, log);
    }
}
