using System.Security.Cryptography;
using AgriCredit.Learning;
using AgriCredit.Privacy;

namespace AgriCredit.Federation.Vertical;

/// <summary>Runs a small joint fit whose answer is known, all roles in this process: does this processor, with this runtime, compute what the other members' do?</summary>
/// <remarks>Members multiply public numbers with shares of full range, so that a processor on which one last bit is different spoils a fit at all members, and nobody sees why. It also has the kernels compiled before a session waits for them.</remarks>
public static class JointSelfTest
{
    private const int Rows = 512;
    private const int FeaturesOfParty = 2;
    private const int Parties = 2;
    private const double L2 = 0.01;

    /// <summary>Fixed point leaves some 1e-5; a wrong bit in a product leaves random words.</summary>
    private const double LargestDifference = 1e-3;

    /// <summary>Runs the test; a tenth of a second, or several before all is compiled.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The largest difference of a coefficient, standardised, to the fit of the same rows in the clear.</returns>
    /// <exception cref="PlatformNotSupportedException">The answer is not the known one.</exception>
    public static Task<double> RunAsync(CancellationToken cancellationToken = default) => RunAsync(new MemoryExchange(), cancellationToken);

    /// <summary>Runs the test over an exchange of its own.</summary>
    internal static async Task<double> RunAsync(MemoryExchange exchange, CancellationToken cancellationToken)
    {
        (double[][] columns, byte[] labels) = MakeUp();
        string[] names = [.. Enumerable.Range(1, columns.Length).Select(feature => $"x{feature}")];
        double[] known = FitInTheClear(names, columns, labels);
        double[] start = FitInTheClear(names[..FeaturesOfParty], columns[..FeaturesOfParty], labels);
        double[] ones = new double[Rows];
        Array.Fill(ones, 1);
        PartyColumns[] prepared = [.. columns.Chunk(FeaturesOfParty).Select((own, party) => new PartyColumns(party == 0 ? [ones, .. own] : own, party == 0, L2, Parties))];
        var shape = new FitShape(Rows, [.. prepared.Select(party => party.Whitening.Rank)], FitShape.SmallestBlock, 0, hasRidge: true, FitShape.UsualPasses);
        byte[] session = new byte[32];
        byte[][] seeds = [.. Enumerable.Range(0, Parties).Select(_ => RandomNumberGenerator.GetBytes(DealtSeed.Length))];

        // One role that fails must not leave the others waiting.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var dealing = new Dealing(shape, [.. seeds.Select(seed => SeedOf(seed, session))], exchange, stop.Token);
        Task<JointFitResult>[] fits = [.. Enumerable.Range(0, Parties).Select(party => Task.Run(() => StopOthersAsync(() => FitAsync(party)), CancellationToken.None))];
        Task dealt = Task.Run(() => StopOthersAsync(DealAsync), CancellationToken.None);
        try
        {
            await Task.WhenAll([dealt, .. fits]);
        }
        catch (Exception exception) when (exception is FitStoppedException or InvalidOperationException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Wrong("it does not come to an end", exception);
        }

        double[] found = [.. fits.SelectMany((fit, party) => prepared[party].Whitening.ToColumns(fit.Result.Weights))];
        double difference = found.Zip(known, (own, other) => Math.Abs(own - other)).Max();
        return difference <= LargestDifference ? difference : throw Wrong($"a coefficient is off by {difference:G2}", inner: null);

        async Task<bool> DealAsync()
        {
            await dealing.RunAsync();
            return true;
        }

        async Task<JointFitResult> FitAsync(int party)
        {
            using DealtSeed seed = SeedOf(seeds[party], session);
            var random = new SharedRandomness(seed, party == Parties - 1 ? exchange : null);
            ulong[] weights = party == 0 ? prepared[0].EncodeStart(shape, start) : new ulong[shape.Dimension];
            using var fit = new JointFit(
                shape, party, prepared[party].Encode(shape), prepared[party].EncodeRidge(shape), party == 0 ? labels : [], weights, random, exchange.Of(party), stop.Token);
            return await fit.RunAsync();
        }

        async Task<T> StopOthersAsync<T>(Func<Task<T>> role)
        {
            try
            {
                return await role();
            }
            catch
            {
                await stop.CancelAsync();
                throw;
            }
        }
    }

    /// <summary>Standardised columns without a law, and labels that follow them roughly: the same on every machine.</summary>
    private static (double[][] Columns, byte[] Labels) MakeUp()
    {
        double[][] columns = [.. Enumerable.Range(0, Parties * FeaturesOfParty).Select(_ => new double[Rows])];
        byte[] labels = new byte[Rows];
        uint state = 1;
        for (int row = 0; row < Rows; row++)
        {
            double sum = -1;
            foreach (double[] column in columns)
            {
                column[row] = Math.Sqrt(3) * Next();
                sum += 0.5 * column[row];
            }

            labels[row] = sum + (2 * Next()) > 0 ? (byte)1 : (byte)0;
        }

        return (columns, labels);

        // Uniform in [-1, 1). Numbers of a simple recurrence, which no release of a runtime changes.
        double Next()
        {
            state = unchecked((state * 1_664_525) + 1_013_904_223);
            return (state / 2147483648.0) - 1;
        }
    }

    private static double[] FitInTheClear(string[] names, double[][] columns, byte[] labels)
    {
        var rows = new Dataset(names, columns, labels);
        return LogisticRegression.Fit(DesignMatrix.Create(rows, Standardisation.Identity(rows.FeatureCount)), new TrainingOptions { L2 = L2 }).Weights.ToArray();
    }

    private static DealtSeed SeedOf(byte[] seed, byte[] session) => new(SecretBytes.CopyOf(seed), session);

    private static PlatformNotSupportedException Wrong(string how, Exception? inner) =>
        new($"A joint fit of known answer comes out wrong on this processor with this runtime ({how}): a session would spoil the other members' fit too. Take part from another machine, or with another release of .NET.", inner);
}
