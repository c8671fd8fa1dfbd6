using System.Collections.Concurrent;
using AgriCredit.Privacy;

namespace AgriCredit.Federation.Vertical.Tests;

/// <summary>Where a relay can interfere with a session of bank, cloud and dealer: on each link the messages of set-up, alignment and end, and the first and the last of every step of the fit.</summary>
internal static class SessionSteps
{
    public const int Rows = 64;
    public static readonly JointTerms Terms = new() { PaddingMultiple = 1, Release = JointRelease.Joined };

    public static SyntheticSides Sides { get; } = SyntheticSides.Create(Rows, [1, 1], 0.4, seed: 110);

    /// <summary>Runs a session, its messages recorded.</summary>
    public static async Task<ConcurrentDictionary<(PartyId From, PartyId To), List<byte[]>>> RecordAsync()
    {
        var recorded = new ConcurrentDictionary<(PartyId From, PartyId To), List<byte[]>>();
        using var federation = new JointFederation(2);
        Tamper(federation, (from, to, _, message) =>
        {
            recorded.GetOrAdd((from, to), _ => []).Add(message);
            return [message];
        });
        JointOutcome[] outcomes = await federation.RunAsync(Sides.Rows(), Terms);
        Assert.All(outcomes, outcome => Assert.Null(outcome.Failure));
        return recorded;
    }

    /// <summary>The places: link, number of the message, and whether the session may be over for some when it arrives.</summary>
    public static async Task<IReadOnlyList<(PartyId From, PartyId To, int Number, string Step)>> PlacesAsync(ConcurrentDictionary<(PartyId From, PartyId To), List<byte[]>> recorded)
    {
        PartyId[] parties = [JointFederation.Bank, JointFederation.Cloud];
        var sent = new ConcurrentDictionary<(PartyId From, PartyId To), List<string>>();
        var links = new MemoryLinks
        {
            Tap = (from, to, label, _) => sent.GetOrAdd((parties[from], parties[to]), _ => []).Add(label.Step.ToString()),
            DealtTap = (label, _) => sent.GetOrAdd((JointFederation.Dealer, JointFederation.Cloud), _ => []).Add($"{JointStep.Dealt} {label.Operation}"),
        };
        await JointRun.FitAsync(Sides.Columns, Sides.Labels, links: links);
        var places = new List<(PartyId From, PartyId To, int Number, string Step)>();
        foreach (((PartyId from, PartyId to), List<byte[]> messages) in recorded.OrderBy(link => $"{link.Key}", StringComparer.Ordinal))
        {
            List<string> fit = sent.GetValueOrDefault((from, to)) ?? [];
            int after = fit.Count > 0 && from != JointFederation.Dealer ? 2 : 0;
            int before = messages.Count - fit.Count - after;
            places.AddRange(Enumerable.Range(0, before).Select(number => (from, to, number, to == JointFederation.Dealer && number == before - 1 ? "end" : "set-up")));
            foreach (string step in fit.Distinct())
            {
                places.Add((from, to, before + fit.IndexOf(step), step));
                places.Add((from, to, before + fit.LastIndexOf(step), step));
            }

            places.AddRange(Enumerable.Range(messages.Count - after, after).Select(number => (from, to, number, "end")));
        }

        return [.. places.Distinct()];
    }

    /// <summary>Puts a relay that lies between all members.</summary>
    public static void Tamper(JointFederation federation, TamperedChannel.Change change)
    {
        Func<PartyId, IMemberChannel> connect = federation.Connect;
        federation.Connect = member => new TamperedChannel(connect(member), change);
    }
}
