using AgriCredit.Learning;
using AgriCredit.Privacy;

namespace AgriCredit.Federation.Vertical;

/// <summary>Does this processor, with this runtime, compute what the other members' do? Compares the bits of what is public (<see cref="PublicArithmetic"/>) with those of every machine, and runs a small joint session whose answer is known, all members in this process.</summary>
/// <remarks>Of two machines on which one last bit is different each is right by itself, but a fit between them is spoilt, and nobody sees why: hence the comparison. The session tests the rest, from keys and alignment to the inverse, and has it compiled before other members wait for it.</remarks>
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
    /// <exception cref="PlatformNotSupportedException">The bits are not those of other machines, the answer is not the known one, or the session does not come to its end.</exception>
    public static Task<double> RunAsync(CancellationToken cancellationToken = default) => RunAsync(PublicArithmetic.HasExpectedBits(), FitJointlyAsync, cancellationToken);

    /// <summary>Runs the test with what the comparison gave, and a joint fit of its own.</summary>
    /// <param name="hasExpectedBits">What the comparison gave.</param>
    /// <param name="fit">Fits each party's columns jointly: the weights, intercept first; null if nothing comes of it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal static async Task<double> RunAsync(bool hasExpectedBits, Func<double[][][], byte[], CancellationToken, Task<double[]?>> fit, CancellationToken cancellationToken)
    {
        if (!hasExpectedBits)
        {
            throw Wrong("public coefficients have other bits than on other machines");
        }

        (double[][] columns, byte[] labels) = MakeUp();
        double[] found = await fit([.. columns.Chunk(FeaturesOfParty)], labels, cancellationToken) ?? throw Wrong("a joint fit of known answer does not come to an end");
        double difference = found.Zip(FitInTheClear(columns, labels), (own, other) => Math.Abs(own - other)).Max();
        return difference <= LargestDifference ? difference : throw Wrong($"a coefficient of a joint fit of known answer is off by {difference:G2}");
    }

    /// <summary>A session of a bank, a cloud and a dealer with keys of their own, over a relay in memory.</summary>
    private static async Task<double[]?> FitJointlyAsync(double[][][] columns, byte[] labels, CancellationToken cancellationToken)
    {
        var dealer = new PartyId("dealer");
        PartyId[] members = [.. columns.Select((_, place) => new PartyId($"party-{place}")), dealer];
        using var credentials = new EphemeralCredentials(new PartyId("relay"), members, TimeProvider.System);
        var relay = new MemoryRelay();
        IMemberChannel[] channels = [.. members.Select(member => new WaitingChannel(relay.Connect(member)))];
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        JointOutcome[] outcomes = await Task.WhenAll(members.Select((_, place) => Task.Run(() => TakePartAsync(place), CancellationToken.None)));
        JointFailure? failure = outcomes.Select(outcome => outcome.Failure).FirstOrDefault(each => each is not null);
        if (failure is { Reason: not (JointFailureReason.RangeExceeded or JointFailureReason.NotConverged) })
        {
            throw new PlatformNotSupportedException($"A small session with itself, which a member runs before it joins one, did not come to its end on this machine: {failure.Message}");
        }

        return outcomes[0].Result?.Joined.SelectMany(part => (double[])[.. part.Intercept is { } intercept ? [intercept] : Array.Empty<double>(), .. part.Coefficients]).ToArray();

        async Task<JointOutcome> TakePartAsync(int place)
        {
            await using IMemberChannel channel = channels[place];
            var options = new JointMemberOptions
            {
                Identity = credentials.Identity(members[place]),
                Roster = credentials.Roster,
                LabelHolder = members[0],
                Dealer = dealer,
                Terms = new JointTerms { L2 = L2, Standardise = false, Release = JointRelease.Joined },
            };
            try
            {
                return members[place] == dealer
                    ? await new JointDealer(options).RunAsync(channel, stop.Token)
                    : await new JointParty(options, OwnRows(place)).RunAsync(channel, stop.Token);
            }
            catch
            {
                // One member that fails must not leave the others waiting.
                await stop.CancelAsync();
                throw;
            }
        }

        JointRows OwnRows(int place) => new(
            [.. Enumerable.Range(1, labels.Length).Select(row => $"{row}")], [.. columns[place].Select((_, feature) => $"x{place}-{feature}")], columns[place], place == 0 ? labels : null);
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

    private static double[] FitInTheClear(double[][] columns, byte[] labels)
    {
        var rows = new Dataset([.. columns.Select((_, feature) => $"x{feature}")], columns, labels);
        return LogisticRegression.Fit(DesignMatrix.Create(rows, Standardisation.Identity(rows.FeatureCount)), new TrainingOptions { L2 = L2 }).Weights.ToArray();
    }

    private static PlatformNotSupportedException Wrong(string how) =>
        new($"This processor with this runtime does not compute as the other members' do: {how}. A session would spoil the fit of all. Take part from another machine, or with another release of .NET.");

    /// <summary>A channel whose sends return later, as they do between hosts: so that what waits for them is compiled too.</summary>
    private sealed class WaitingChannel(IMemberChannel channel) : IMemberChannel
    {
        public PartyId Self => channel.Self;

        public async ValueTask SendAsync(PartyId receiver, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
        {
            await channel.SendAsync(receiver, message, cancellationToken);
            await Task.Yield();
        }

        public ValueTask<ReceivedMessage> ReceiveAsync(PartyId sender, CancellationToken cancellationToken) => channel.ReceiveAsync(sender, cancellationToken);

        public ValueTask DisposeAsync() => channel.DisposeAsync();
    }
}
