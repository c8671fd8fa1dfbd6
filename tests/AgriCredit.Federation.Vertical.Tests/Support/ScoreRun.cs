using System.Security.Cryptography;
using System.Text;
using AgriCredit.Privacy;

namespace AgriCredit.Federation.Vertical.Tests;

/// <summary>The arithmetic of scoring in one process, without set-up.</summary>
internal static class ScoreRun
{
    /// <summary>Scores all applicants of a federation.</summary>
    /// <param name="federation">Halves, rows and terms.</param>
    /// <param name="links">How messages pass.</param>
    /// <param name="seed">Of the parties' seeds.</param>
    /// <returns>What party 0 has: null where it is no score.</returns>
    public static async Task<(double[]? Probabilities, int[]? Bands)> RunAsync(ScoringFederation federation, MemoryLinks links, int seed)
    {
        int parties = federation.Halves.Length;
        Wire.JointScoring scoring = federation.Terms.ToWire(ScoringFederation.Session(1));
        DealtSeed Seed(int party) => new(SecretBytes.CopyOf(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{party}"))), new byte[32]);
        int[] rows = [.. Enumerable.Range(0, federation.Rows[0].Count)];
        using var dealing = new ScoreDealing(federation.Terms.Release, [.. Enumerable.Range(0, parties).Select(Seed)], links, default);
        Task dealt = Task.Run(() => dealing.RunAsync(SharedScoring.Blocks(rows.Length)));
        Task<(double[]?, int[]?)>[] running = [.. Enumerable.Range(0, parties).Select(party => Task.Run(async () =>
        {
            var random = new SharedRandomness(Seed(party), party == parties - 1 ? links : null);
            using var shared = new SharedScoring(scoring, parties, party, random, links.Of(party), default);
            double[] logits = federation.Rows[party].Logits(federation.Halves[party], rows);
            return federation.Terms.Release == ScoreRelease.Band ? ((double[]?)[], await shared.BandsAsync(logits)) : (await shared.ProbabilitiesAsync(logits), (int[]?)[]);
        }))];
        await Task.WhenAll([dealt, .. running]).WaitAsync(TimeSpan.FromSeconds(60));
        return running[0].Result;
    }
}
