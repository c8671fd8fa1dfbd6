using AgriCredit.Federation;
using AgriCredit.Federation.Grpc;
using AgriCredit.Harness.CommandLine;

namespace AgriCredit.Harness.Hosting;

/// <summary>Checks all that a member needs before a session, one line a check, and sends no message of one.</summary>
internal static class MemberPreflight
{
    private const string Heading = "Not ready:";
    private static readonly TimeSpan ReachTimeout = TimeSpan.FromSeconds(15);

    /// <summary>A clock that differs by this much is worth a look.</summary>
    private static readonly TimeSpan NotedClockDifference = TimeSpan.FromSeconds(30);

    /// <summary>Certificates are valid from five minutes before they are issued, for clocks that are behind.</summary>
    private static readonly TimeSpan LargestClockDifference = TimeSpan.FromMinutes(5);

    /// <summary>Checks a party.</summary>
    /// <param name="configuration">Its file.</param>
    /// <param name="offline">Leaves out what needs the coordinator.</param>
    /// <param name="output">Takes the lines.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="HarnessException">A check found a fault: exit code 2, or 3 where all are refusals of the privacy policy.</exception>
    public static async Task CheckPartyAsync(string configuration, bool offline, ConsoleOutput output, CancellationToken cancellationToken)
    {
        Configuration.PartySection section = PartySetup.Read(configuration);
        var checks = new CheckList();
        if (JointMemberSetup.IsFor(configuration, section.Terms))
        {
            using JointPartySetup? joint = JointPartySetup.Open(section, configuration, checks, TimeProvider.System, cancellationToken);
            CheckScoring(section, configuration, checks, cancellationToken);
            await ArithmeticCheck.RunAsync(checks, cancellationToken);
            await EndAsync(joint?.Member, offline, checks, output, cancellationToken);
            return;
        }

        using PartySetup? setup = PartySetup.Open(section, configuration, checks, TimeProvider.System, cancellationToken);
        await EndAsync(setup?.Member, offline, checks, output, cancellationToken);
    }

    // Before the first fit there is no part of a model, and nothing is wrong.
    private static void CheckScoring(Configuration.PartySection section, string configuration, CheckList checks, CancellationToken cancellationToken)
    {
        const string Name = "scoring";
        if (section.Scoring is not { } scoring)
        {
            return;
        }

        string path = Configuration.ConfigurationFile.Resolve(configuration, scoring.Part);
        if (!File.Exists(path))
        {
            checks.Note(Name, $"not yet: there is no '{path}', the part of a model that a fit leaves");
            return;
        }

        checks.Run(Name, () => ScoringSetup.Describe(configuration, cancellationToken), text => text);
    }

    /// <summary>Checks a dealer.</summary>
    /// <exception cref="HarnessException">As for a party.</exception>
    public static async Task CheckDealerAsync(string configuration, bool offline, ConsoleOutput output, CancellationToken cancellationToken)
    {
        var checks = new CheckList();
        using DealerSetup? setup = DealerSetup.Open(DealerSetup.Read(configuration), configuration, checks, TimeProvider.System);
        await ArithmeticCheck.RunAsync(checks, cancellationToken);
        await EndAsync(setup?.Member, offline, checks, output, cancellationToken);
    }

    /// <summary>Checks a coordinator.</summary>
    /// <exception cref="HarnessException">As for a party.</exception>
    public static void CheckCoordinator(string configuration, ConsoleOutput output)
    {
        var checks = new CheckList();
        using CoordinatorSetup? setup = CoordinatorSetup.Open(CoordinatorSetup.Read(configuration), configuration, checks, TimeProvider.System);
        End(checks, output);
    }

    /// <summary>The last check of a member that calls the coordinator: whether it answers.</summary>
    private static async Task EndAsync(MemberSetup? member, bool offline, CheckList checks, ConsoleOutput output, CancellationToken cancellationToken)
    {
        if (offline)
        {
            checks.Note("coordinator", "not asked (--offline)");
        }
        else if (member is not null)
        {
            await checks.RunAsync("coordinator", () => ReachAsync(member, checks, cancellationToken));
        }
        else
        {
            checks.Note("coordinator", "not asked: first the faults above");
        }

        End(checks, output);
    }

    private static async Task<string> ReachAsync(MemberSetup member, CheckList checks, CancellationToken cancellationToken)
    {
        CoordinatorSighting sighting;
        try
        {
            sighting = await CoordinatorProbe.AskAsync(member.Identity.Id, member.Roster.Address, member.Security, TimeProvider.System, ReachTimeout, cancellationToken);
        }
        catch (FederationException exception)
        {
            throw new HarnessException(ExitCode.Usage, exception.Message, exception);
        }

        if (sighting.ClockDifference is { } difference)
        {
            checks.Run("clock", () => RequireClock(difference), text => text);
            if (difference.Duration() > NotedClockDifference && difference.Duration() <= LargestClockDifference)
            {
                checks.Note("clock", "set the clocks by a time server; certificates and logs go by them");
            }
        }

        return sighting.IsServing
            ? $"{member.Roster.Address}: reached over TLS 1.3, certificates accepted on both sides"
            : throw new HarnessException(ExitCode.Usage, $"{member.Roster.Address} is reached, but its session has ended.");
    }

    private static string RequireClock(TimeSpan difference)
    {
        string text = difference.Duration() < TimeSpan.FromSeconds(1)
            ? "within a second of the coordinator's"
            : $"the coordinator's is {difference.Duration().TotalSeconds:0} s {(difference > TimeSpan.Zero ? "ahead" : "behind")}";
        return difference.Duration() <= LargestClockDifference ? text : throw new HarnessException(ExitCode.Usage, $"Clocks differ: {text}.");
    }

    private static void End(CheckList checks, ConsoleOutput output)
    {
        foreach (string line in checks.Lines)
        {
            output.WriteResult(line);
        }

        checks.ThrowIfFailed(Heading);
        output.WriteResult("Ready.");
    }
}
