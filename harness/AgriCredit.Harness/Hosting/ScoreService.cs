using AgriCredit.Federation;
using AgriCredit.Federation.Vertical;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Simulation;

namespace AgriCredit.Harness.Hosting;

/// <summary>A cloud or a dealer that takes part in one scoring session after the other, until it is stopped.</summary>
internal static class ScoreService
{
    /// <summary>After a session without a result, so that two members that fail each other at once do not do so all the time.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    /// <summary>After a relay that did not come back in its time, or refused a member it does not yet know to be gone.</summary>
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(5);

    /// <summary>Serves what a cloud is asked.</summary>
    /// <exception cref="OperationCanceledException">It was stopped: the usual way it ends.</exception>
    public static async Task ServeAsync(ScoringSetup setup, HostLog log, CancellationToken stop)
    {
        JointRows rows = setup.LoadRows(stop);
        using IStateStore state = setup.OpenState();
        ScorePool? pool = setup.OpenPool(state);
        ScoreProvider provider;
        try
        {
            provider = new ScoreProvider(setup.Options(waits: true), setup.Half, setup.Terms, rows, new ScoringLedger(state, setup.Scoring.ToLimits(), TimeProvider.System), pool);
        }
        catch (ArgumentException exception)
        {
            throw HarnessException.Usage(setup.Configuration, exception);
        }

        foreach (Disclosure item in ScoringDisclosures.Of(setup.Half.Parties, setup.Terms))
        {
            log.Write("disclosure", $"{item.Who} learns: {item.What}", ("who", item.Who), ("what", item.What));
        }

        var relay = new RelayEntrance(setup.Member, setup.Member.Roster.Address);
        log.Write("serving", $"Party '{setup.Section.Party}' serves scores of {rows.Count:N0} applicants, up to {setup.Scoring.ApplicantsPerDay} a day, at the relay {relay.Address}; Ctrl-C stops it.", ("address", relay.Address), ("rows", rows.Count));
        await ServeAsync(relay, log, provider.RunAsync, stop);
    }

    /// <summary>A party's part in preparing randomness.</summary>
    /// <exception cref="HarnessException">The preparation failed; the exit code of its reason.</exception>
    public static async Task PrepareAsync(ScoringSetup setup, int applicants, HostLog log, CancellationToken stop)
    {
        using IStateStore state = setup.OpenState();
        var preparation = new ScorePreparation(setup.Options(waits: false), setup.Terms.Release, applicants, new ScorePool(state));
        await Preparation.RunAsync(new RelayEntrance(setup.Member, setup.Member.Roster.Address), log, async (channel, token) => (await preparation.RunAsync(channel, token)).Failure, stop);
    }

    /// <summary>Serves one session after the other.</summary>
    /// <exception cref="HarnessException">The relay cannot be reached at the start, or refused the member; exit code 1.</exception>
    public static async Task ServeAsync(RelayEntrance relay, HostLog log, Func<IMemberChannel, CancellationToken, Task<ScoringOutcome>> run, CancellationToken stop)
    {
        IMemberChannel channel = await relay.JoinAsync(log, stop);
        while (true)
        {
            await using (channel)
            {
                log.Write("waiting", "At the relay, waiting to be asked.");
                ScoringOutcome outcome = await run(channel, stop);
                stop.ThrowIfCancellationRequested();
                Report(outcome, log);
                if (outcome.Failure is not null)
                {
                    await Task.Delay(Pause, stop);
                }
            }

            channel = await RejoinAsync(relay, log, stop);
        }
    }

    // A relay that was never reached may be a mistake in the configuration; one that was comes back, however long that takes.
    private static async Task<IMemberChannel> RejoinAsync(RelayEntrance relay, HostLog log, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                return await relay.JoinAsync(log, stop);
            }
            catch (HarnessException exception)
            {
                log.Write("waiting", $"{exception.Message} It goes on trying every {Outage.TotalSeconds} s; Ctrl-C stops it.");
                await Task.Delay(Outage, stop);
            }
        }
    }

    private static void Report(ScoringOutcome outcome, HostLog log)
    {
        if (outcome.Failure is { } failure)
        {
            log.Write("failed", $"The session ended without scores: {failure.Reason}: {failure.Message}", ("reason", failure.Reason), ("by", failure.Member));
            return;
        }

        ScoringResult result = outcome.Result!;
        log.Write(
            "scored",
            $"Session {Convert.ToHexStringLower(result.Session.Span)[..16]}: {result.Scored} of {result.Requested} applicants scored{(result.Limited > 0 ? $", {result.Limited} over the limits" : "")}; {result.Traffic.BytesSent:N0} bytes sent.",
            ("session", Convert.ToHexStringLower(result.Session.Span)),
            ("requested", result.Requested),
            ("scored", result.Scored),
            ("limited", result.Limited));
    }
}
