using AgriCredit.Privacy;

namespace AgriCredit.Federation.Vertical.Tests;

/// <summary>A joint fit whose parties and dealer are in one process, without alignment and set-up.</summary>
internal static class MemoryFit
{
    /// <summary>Runs all roles.</summary>
    /// <param name="shape">The fit.</param>
    /// <param name="columns">Each party's.</param>
    /// <param name="labels">Party 0's.</param>
    /// <param name="start">Party 0's own fit, intercept first.</param>
    /// <param name="seeds">Each party's, <see cref="DealtSeed.Length"/> bytes.</param>
    /// <param name="links">How messages pass.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What each party learns.</returns>
    /// <exception cref="FitStoppedException">The fit was stopped; nothing was released.</exception>
    public static async Task<JointFitResult[]> RunAsync(
        FitShape shape, IReadOnlyList<PartyColumns> columns, byte[] labels, double[] start, byte[][] seeds, MemoryLinks links, CancellationToken cancellationToken)
    {
        byte[] session = new byte[32];
        DealtSeed[] dealers = [.. seeds.Select(NewSeed)];
        try
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            using var dealing = new Dealing(shape, dealers, links, stop.Token);
            Task<JointFitResult>[] fits = [.. columns.Select((_, party) => Task.Run(() => FitAsync(party, stop), CancellationToken.None))];
            Task dealt = Task.Run(() => StopOthersAsync(dealing.RunAsync(), stop), CancellationToken.None);
            await Task.WhenAll([dealt, .. fits]);
            return await Task.WhenAll(fits);
        }
        finally
        {
            Array.ForEach(dealers, seed => seed.Dispose());
        }

        async Task<JointFitResult> FitAsync(int party, CancellationTokenSource stop)
        {
            using DealtSeed seed = NewSeed(seeds[party]);
            var random = new SharedRandomness(seed, party == shape.Parties - 1 ? links : null);
            ulong[] weights = party == 0 ? columns[0].EncodeStart(shape, start) : new ulong[shape.Dimension];
            using var fit = new JointFit(
                shape, party, columns[party].Encode(shape), columns[party].EncodeRidge(shape), party == 0 ? labels : [], weights, random, links.Of(party), stop.Token);
            Task<JointFitResult> result = fit.RunAsync();
            await StopOthersAsync(result, stop);
            return await result;
        }

        DealtSeed NewSeed(byte[] seed) => new(SecretBytes.CopyOf(seed), session);
    }

    /// <summary>One role that fails must not leave the others waiting.</summary>
    private static async Task StopOthersAsync(Task role, CancellationTokenSource stop)
    {
        try
        {
            await role;
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }
}
