using AgriCredit.Privacy;

namespace AgriCredit.Federation.Vertical.Tests;

/// <summary>A dealer that deals something else; see ATTACKS.md. It can spoil a fit, and often ends it; it makes no opening tell more, since every mask of an opening is its party's own.</summary>
public class LyingDealerTests
{
    private const int Rows = 600;

    public static TheoryData<DealtOperation, bool> Operations
    {
        get
        {
            var data = new TheoryData<DealtOperation, bool>();
            foreach (DealtOperation operation in Enum.GetValues<DealtOperation>().Where(operation => operation is >= DealtOperation.LogitProduct and <= DealtOperation.TruncationBits))
            {
                data.Add(operation, false);
                data.Add(operation, true);
            }

            return data;
        }
    }

    // What a lie does: with random words almost always a stop; with one unit in one word a fit that is a little off, or a stop.
    [Theory]
    [MemberData(nameof(Operations))]
    public async Task WrongValues_StopTheFitOrSpoilIt_AndOpeningsStayUniform(DealtOperation operation, bool everyWord)
    {
        var random = new Random(90 + (int)operation);
        var seen = new ByteHistograms();
        int lies = 0;
        SyntheticSides sides = SyntheticSides.Create(Rows, [2, 2], 0.3, seed: 91);
        var links = new MemoryLinks
        {
            Tap = (from, to, label, bytes) =>
            {
                if (label.Step is not (JointStep.Scalars or JointStep.Release))
                {
                    seen.Add($"{from} to {to}, {label.Step}", bytes, label.Step is JointStep.Phase or JointStep.Lift ? sizeof(uint) : sizeof(ulong));
                }
            },
            DealtTap = (label, bytes) =>
            {
                if (label.Operation == operation && everyWord)
                {
                    random.NextBytes(bytes);
                    lies++;
                }
                else if (label.Operation == operation && lies++ == 0)
                {
                    bytes[0] ^= 1;
                }
            },
        };
        double l2 = operation == DealtOperation.RidgeProduct ? 0.01 : 0;

        JointFitResult[]? results = null;
        try
        {
            results = (await JointRun.FitAsync(sides.Columns, sides.Labels, l2, links: links, seed: 92)).Results;
        }
        catch (FitStoppedException)
        {
            // Nothing was released.
        }

        Assert.True(lies > 0);
        Assert.Empty(seen.NotUniform());
        if (everyWord)
        {
            Assert.Null(results);
        }
        else if (results is not null)
        {
            Assert.All(results.SelectMany(result => result.Weights), weight => Assert.True(double.IsFinite(weight)));
        }
    }

    [Fact]
    public async Task ShiftOfTheLastGradient_IsNotDetected_ButOnlyHarmsTheNumbers()
    {
        // One word of 2^32 in units of 2^-40: the last step moves by what nobody can tell from a step of the fit.
        SyntheticSides sides = SyntheticSides.Create(Rows, [2, 2], 0.3, seed: 93);
        var links = new MemoryLinks
        {
            DealtTap = (label, bytes) =>
            {
                if (label.Operation == DealtOperation.GradientProduct && label.Pass == 6)
                {
                    bytes[4] ^= 1;
                }
            },
        };

        (double[] weights, _, JointFitResult[] results, _) = await JointRun.FitAsync(sides.Columns, sides.Labels, links: links, seed: 94);

        Assert.All(results, result => Assert.InRange(result.Monitor, -0.01, 0.01));
        Assert.NotEqual(sides.PooledFit().Weights.ToArray(), weights);
    }

    public static TheoryData<string> Faults => ["truncated", "lengthened", "repeated", "left out", "exchanged", "other pass", "nothing"];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task MessageOutOfItsPlace_EndsTheSession_AndNamesTheDealer(string fault)
    {
        SyntheticSides sides = SyntheticSides.Create(200, [1, 1], 0.3, seed: 95);
        using var federation = new JointFederation(2) { Patience = TimeSpan.FromSeconds(4) };

        JointOutcome[] outcomes = await federation.RunAsync(sides.Rows(), new JointTerms { PaddingMultiple = 1 }, member => member != JointFederation.Dealer ? null : channel => JointFederation.MemberAsync(federation.Options(member, new JointTerms { PaddingMultiple = 1 }), channel, rows: null, (session, _) => LieAsync(session, fault), default));

        Assert.All(outcomes[..2], outcome => Assert.NotNull(outcome.Failure));
        Assert.All(outcomes[..2], outcome => Assert.Equal(fault == "nothing" ? JointFailureReason.Timeout : JointFailureReason.BadMessage, outcome.Failure!.Reason));
        Assert.Equal(JointFederation.Dealer, outcomes[1].Failure!.Member);

        // A silent dealer is known to the cloud; the bank, which is as patient, may see no more than a silent cloud.
        Assert.True(outcomes[0].Failure!.Member == JointFederation.Dealer || (fault == "nothing" && outcomes[0].Failure!.Member == JointFederation.Cloud));
    }

    private static async Task<JointResult> LieAsync(JointSession session, string fault)
    {
        FitShape shape = await ShapeAgreement.ReceiveAsync(session, patience: null, default);
        var seeds = new List<DealtSeed>();
        foreach (PartyId party in session.Plan.Parties)
        {
            byte[] seed = new byte[DealtSeed.Length];
            await session.Link.ReceiveAsync(party, new StepLabel(JointStep.Seed), seed, default);
            seeds.Add(new DealtSeed(SecretBytes.CopyOf(seed), session.Plan.Session));
        }

        await new Dealing(shape, seeds, new LyingSink(new PlacedLink(session.Link, session.Plan.Parties, JointFederation.Dealer), fault), default).RunAsync();
        foreach (PartyId party in session.Plan.Parties)
        {
            await session.Link.ReceiveAsync(party, new StepLabel(JointStep.Done), Memory<byte>.Empty, default);
        }

        throw new InvalidOperationException("The parties ended as if all had been well.");
    }

    /// <summary>Lies once, from the tables of the second pass on.</summary>
    private sealed class LyingSink(IDealtSink inner, string fault) : IDealtSink
    {
        private readonly List<(DealtLabel Label, byte[] Bytes)> _sent = [];
        private (DealtLabel Label, byte[] Bytes)? _held;
        private bool _hasLied;

        public async ValueTask WriteAsync(DealtLabel label, ReadOnlyMemory<byte> values, CancellationToken cancellationToken)
        {
            byte[] bytes = values.ToArray();
            if (_held is { } held)
            {
                _held = null;
                await inner.WriteAsync(label, bytes, cancellationToken);
                (label, bytes) = held;
            }
            else if (!_hasLied && label is { Operation: DealtOperation.PhaseTable, Pass: 2 })
            {
                _hasLied = true;
                switch (fault)
                {
                    case "truncated":
                        bytes = bytes[..^4];
                        break;
                    case "lengthened":
                        bytes = [.. bytes, 0, 0, 0, 0];
                        break;
                    case "repeated":
                        await inner.WriteAsync(_sent[^1].Label, _sent[^1].Bytes, cancellationToken);
                        break;
                    case "left out":
                        return;
                    case "exchanged":
                        _held = (label, bytes);
                        return;
                    case "other pass":
                        label = label with { Pass = 1 };
                        break;
                    default:
                        await Task.Delay(TimeSpan.FromSeconds(8), cancellationToken);
                        break;
                }
            }

            _sent.Add((label, bytes));
            await inner.WriteAsync(label, bytes, cancellationToken);
        }
    }
}
