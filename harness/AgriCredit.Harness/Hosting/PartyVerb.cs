using System.CommandLine;
using AgriCredit.Federation;
using AgriCredit.Federation.Grpc;
using AgriCredit.Federation.Vertical;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Configuration;
using AgriCredit.Harness.Simulation;

namespace AgriCredit.Harness.Hosting;

/// <summary><c>party</c>: takes part in one session between institutions.</summary>
internal sealed class PartyVerb : Verb
{
    private const string CannotTakePart = "the party cannot take part";

    private readonly Argument<string> _configuration = new("CONFIG") { Description = "The party's configuration, such as party.json of its kit." };
    private readonly Option<bool> _ask = new("--ask") { Description = "Show the plan, and take part only if a person at the terminal types yes." };
    private readonly Option<bool> _json = new("--json") { Description = "Print the outcome as JSON alone." };
    private readonly Option<LogFormat> _log = new("--log") { Description = "How to write the log on the standard error: text or json." };
    private readonly Option<bool> _serve = new("--serve-scores") { Description = "Score applicants together with the party that holds the label, which asks with 'score --config'; one session after the other, until stopped." };
    private readonly Option<int> _prepare = new("--prepare") { Description = "Take part in preparing randomness for scoring so many applicants without a dealer; the dealer and all parties, at the same time.", HelpName = "N" };
    private readonly Option<int> _prepareFit = new("--prepare-fit") { Description = "Take part in preparing the randomness of one fit of so many applicants in common at most, without a dealer later; the dealer and all parties, at the same time.", HelpName = "ROWS" };
    private readonly Option<bool> _prepared = new("--prepared") { Description = "Fit with what --prepare-fit has prepared, without a dealer; the same at all parties." };
    private readonly Option<bool> _supervised = new("--supervised") { Hidden = true };
    private readonly Option<string?> _leaves = new("--leaves") { Hidden = true };

    public PartyVerb()
        : base("party", "Takes part in a session between institutions with the rows of one of them. Only masked sums leave it, or where the terms join different columns, shares and sealed ids.")
    {
    }

    protected override IReadOnlyList<string> Examples =>
    [
        $"{Cli.ToolName} preflight --party party.json",
        $"{Cli.ToolName} party party.json --ask",
    ];

    protected override void AddOptions(Command command)
    {
        command.Add(_configuration);
        command.Add(_ask);
        command.Add(_json);
        command.Add(_log);
        command.Add(_serve);
        RequireRange(_prepare, 1, ScorePreparation.LargestApplicants);
        command.Add(_prepare);
        RequireRange(_prepareFit, 1, FitPreparation.LargestRows);
        command.Add(_prepareFit);
        command.Add(_prepared);
        RefuseTogether(command, _serve, _prepare, _prepareFit, _prepared);
        RefuseWith(command, _ask, _serve, _prepare, _prepareFit);
        RefuseWith(command, _json, _serve, _prepare, _prepareFit);
        command.Add(_supervised);
        command.Add(_leaves);
    }

    protected override async Task RunAsync(ParseResult arguments, ConsoleOutput output, CancellationToken cancellationToken)
    {
        string configuration = arguments.GetRequiredValue(_configuration);
        bool asks = arguments.GetValue(_ask);
        if (asks && Console.IsInputRedirected)
        {
            throw new HarnessException(ExitCode.Usage, "--ask needs a terminal to ask at.");
        }

        if (arguments.GetValue(_prepare) is var applicants and > 0)
        {
            using var preparing = ScoringSetup.Open(configuration, asks: null);
            await ScoreService.PrepareAsync(preparing, applicants, new HostLog(output, TimeProvider.System, preparing.Section.Party, arguments.GetValue(_log)), cancellationToken);
            output.WriteResult($"Prepared for {applicants:N0} applicants, each used once; kept in {MemberState.Describe(preparing.Section.State)}.");
            return;
        }

        if (arguments.GetValue(_serve))
        {
            using var scoring = ScoringSetup.Open(configuration, asks: false);
            await ScoreService.ServeAsync(scoring, new HostLog(output, TimeProvider.System, scoring.Section.Party, arguments.GetValue(_log)), cancellationToken);
            return;
        }

        using Supervision? supervision = arguments.GetValue(_supervised) ? Supervision.Start(output, cancellationToken) : null;
        CancellationToken stop = supervision?.Token ?? cancellationToken;
        PartySection section = PartySetup.Read(configuration);
        if (JointMemberSetup.IsFor(configuration, section.Terms))
        {
            await RunJointAsync(section, arguments, output, supervision, stop);
            return;
        }

        if (arguments.GetValue(_prepared) || arguments.GetValue(_prepareFit) > 0)
        {
            throw new HarnessException(ExitCode.Usage, $"{section.Terms} is for parties with the same columns, whose sums need no dealer: nothing is prepared for them.");
        }

        var checks = new CheckList();
        using PartySetup? setup = PartySetup.Open(section, configuration, checks, TimeProvider.System, stop);
        checks.ThrowIfFailed($"{configuration}: {CannotTakePart}:");
        Uri address = await AddressAsync(setup!.Member, supervision);
        var log = new HostLog(output, TimeProvider.System, setup.Member.Identity.Id.Value, arguments.GetValue(_log));
        using MemberTelemetry? telemetry = MemberTelemetry.Start(setup.Section.Telemetry, setup.Member.Identity.Id);
        MemberOutcome outcome = await RunAsync(setup, address, new PlanApproval(output, log, setup.Member.Terms, asks), Departure.Parse(arguments.GetValue(_leaves)), log, stop);
        MemberEnding.Report(outcome, output, supervision, arguments.GetValue(_json), stop);
    }

    private async Task RunJointAsync(PartySection section, ParseResult arguments, ConsoleOutput output, Supervision? supervision, CancellationToken stop)
    {
        string configuration = arguments.GetRequiredValue(_configuration);
        var checks = new CheckList();
        using JointPartySetup? setup = JointPartySetup.Open(section, configuration, checks, TimeProvider.System, stop);
        await ArithmeticCheck.RunAsync(checks, stop);
        checks.ThrowIfFailed($"{configuration}: {CannotTakePart}:");
        var relay = new RelayEntrance(setup!.Member, await AddressAsync(setup.Member, supervision));
        var log = new HostLog(output, TimeProvider.System, setup.Member.Identity.Id.Value, arguments.GetValue(_log));
        using MemberTelemetry? telemetry = MemberTelemetry.Start(section.Telemetry, setup.Member.Identity.Id);
        if (arguments.GetValue(_prepareFit) is var rows and > 0)
        {
            using IStateStore state = setup.OpenState();
            var preparation = new FitPreparation(setup.Options, setup.Side.FeatureNames, rows, new FitPool(state));
            await Preparation.RunAsync(relay, log, async (channel, token) => (await preparation.RunAsync(channel, token)).Failure, stop);
            output.WriteResult($"Prepared for one fit of up to {rows:N0} applicants in common: {Cli.ToolName} party {configuration} --prepared; kept in {MemberState.Describe(section.State)}.");
            return;
        }

        using IStateStore? prepared = arguments.GetValue(_prepared) ? setup.OpenState() : null;
        await new JointApproval(output, log, setup.Options, setup.Member.Terms).RequireAsync(arguments.GetValue(_ask), stop);
        JointEnding.Report(await JointPartyRun.RunAsync(setup, prepared is null ? null : new FitPool(prepared), relay, log, stop), output, supervision, arguments.GetValue(_json));
    }

    private static async Task<Uri> AddressAsync(MemberSetup member, Supervision? supervision) =>
        supervision is null ? member.Roster.Address : new Uri(await supervision.WaitForWordAsync());

    private static async Task<MemberOutcome> RunAsync(PartySetup setup, Uri address, PlanApproval approval, Departure? leaves, HostLog log, CancellationToken stop)
    {
        MemberSetup member = setup.Member;
        AgreedTerms terms = member.Terms;
        SessionRequest request = terms.ToRequest(new byte[32]);
        using IStateStore store = MemberState.Open(setup.State, member.Identity.Id);
        var party = new Party(new PartyOptions
        {
            Identity = member.Identity,
            Roster = member.Roster.Roster,
            Rows = setup.Rows,
            ImputedFeatures = [.. request.Features.Where(feature => feature.Imputed).Select(feature => feature.Name)],
            AcceptedWaivers = request.Waivers,
            Trainer = SessionTerms.Trainer(terms.Scenario),
            Review = approval.Review,
            Approve = approval.ApproveAsync,
            Store = store,
        });
        using var channel = new GrpcCoordinatorChannel(
            member.Identity.Id,
            address,
            member.Security,
            CoordinatorOptions.DefaultPayloadLimit,
            CallTimeout(terms))
        {
            ReconnectTimeout = terms.ReconnectTimeout,
            Waiting = text => log.Write("waiting", text),
        };
        log.Write("joining", $"Party '{member.Identity.Id}' joins the coordinator at {address} with {setup.Rows.RowCount:N0} rows.", ("address", address));
        SessionOutcome outcome = await party.RunAsync(leaves is null ? channel : new LeavingChannel(channel, leaves), stop);
        stop.ThrowIfCancellationRequested();
        TrafficRecord traffic = TrafficRecord.Of(party.Traffic);
        if (outcome.Failure is { } failure)
        {
            log.Write("failed", $"The session ended without a model: {failure.Reason}.", ("reason", failure.Reason));
            return new MemberOutcome { Member = member.Identity.Id.Value, Failure = SessionFailures.Record(failure, []), Traffic = traffic };
        }

        MemberOutcome written = MemberEnding.Write(member, outcome.Result!, rounds: null, droppedOut: null, setup.Output) with { Traffic = traffic };
        party.Forget();
        return written;
    }

    /// <summary>A call is answered when the slowest party's is, which has the coordinator's whole timeout; and as much again for what lies between.</summary>
    private static TimeSpan CallTimeout(AgreedTerms terms) => (2 * terms.CollectTimeout) + GrpcCoordinatorChannel.DefaultCallTimeout;
}
