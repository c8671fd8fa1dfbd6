using System.Security.Cryptography;
using AgriCredit.Learning;
using AgriCredit.Privacy;

namespace AgriCredit.Federation.Vertical;

/// <summary>Does this processor, with this runtime, compute what the other members' do? Compares the bits of what is public (<see cref="PublicArithmetic"/>) with those of every machine, and runs a small joint fit whose answer is known, all roles in this process.</summary>
/// <remarks>Of two machines on which one last bit is different each is right by itself, but a fit between them is spoilt, and nobody sees why: hence the comparison. The fit tests the rest, from whitening to the inverse, and has it compiled before a session waits for it.</remarks>
public static class JointSelfTest
{
    private const int Rows = 512;
    private const int FeaturesOfParty = 2;
    private const int Parties = 2;
    private const double L2 = 0.01;

    /// <summary>Fixed point leaves some 1e-5; a wrong bit in a product leaves random words.</summary>
    private const double LargestDifference = 1e-3;

    /// <summary>Runs the test.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The largest difference of a coefficient, standardised, to the fit of the same rows in the clear.</returns>
    /// <exception cref="PlatformNotSupportedException">The bits are not those of other machines, or the answer is not the known one.</exception>
    public static Task<double> RunAsync(CancellationToken cancellationToken = default) => RunAsync(PublicArithmetic.HasExpectedBits(), new MemoryExchange(), cancellationToken);

    /// <summary>Runs the test with what the comparison gave, over an exchange of its own.</summary>
    internal static async Task<double> RunAsync(bool hasExpectedBits, MemoryExchange exchange, CancellationToken cancellationToken)
    {
        if (!hasExpectedBits)
        {
            throw Wrong("public coefficients have other bits than on other machines", inner: null);
        }

        (double[][] columns, byte[] labels) = MakeUp();
        string[] names = [.. Enumerable.Range(1, columns.Length).Select(feature => $"x{feature}")];
        double[] known = FitInTheClear(names, columns, labels);
        double[] start = FitInTheClear(names[..FeaturesOfParty], columns[..FeaturesOfParty], labels);
        double[] ones = new double[Rows];
        Array.Fill(ones, 1);
        PartyColumns[] prepared = [.. columns.Chunk(FeaturesOfParty).Select((own, party) => new PartyColumns(party == 0 ? [ones, .. own] : own, party == 0, L2, Parties))];
        var shape = new FitShape(Rows, [.. prepared.Select(party => party.Whitening.Rank)], FitShape.SmallestBlock, 0, hasRidge: true, FitShape.UsualPasses);
        byte[][] seeds = [.. prepared.Select(_ => RandomNumberGenerator.GetBytes(DealtSeed.Length))];
        try
        {
            JointFitResult[] results = await MemoryFit.RunAsync(shape, prepared, labels, start, seeds, exchange, cancellationToken);
            double[] found = [.. results.SelectMany((result, party) => prepared[party].Whitening.ToColumns(result.Weights))];
            double difference = found.Zip(known, (own, other) => Math.Abs(own - other)).Max();
            return difference <= LargestDifference ? difference : throw Wrong($"a coefficient of a joint fit of known answer is off by {difference:G2}", inner: null);
        }
        catch (FitStoppedException stopped)
        {
            throw Wrong("a joint fit of known answer does not come to an end", stopped);
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

    private static PlatformNotSupportedException Wrong(string how, Exception? inner) =>
        new($"This processor with this runtime does not compute as the other members' do: {how}. A session would spoil the fit of all. Take part from another machine, or with another release of .NET.", inner);
}
