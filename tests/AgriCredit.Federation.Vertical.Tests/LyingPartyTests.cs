using System.Buffers.Binary;
using AgriCredit.Alignment;
using Google.Protobuf;

namespace AgriCredit.Federation.Vertical.Tests;

/// <summary>A party that sends, properly sealed, what it should not; see ATTACKS.md.</summary>
public class LyingPartyTests
{
    private static readonly JointTerms Terms = new() { PaddingMultiple = 1, Release = JointRelease.Joined };

    public static TheoryData<string> Sizes => ["no directions", "too many directions", "smallest exponent", "largest exponent", "three exponents", "garbage", "empty"];

    [Theory]
    [MemberData(nameof(Sizes))]
    public Task ImpossibleSize_IsABadMessageOfTheCloud(string lie) => NamesAsync(JointFederation.Cloud, async (options, session, ids) =>
    {
        await new RowAlignment(options, session, ids).RunAsync(default);
        var size = new Wire.JointSize { Directions = lie switch { "no directions" => 0, "too many directions" => 513, _ => 1 } };
        size.BlockExponents.AddRange(lie switch { "smallest exponent" => [int.MinValue, 1, 1, 1], "largest exponent" => [1, 1, 1, int.MaxValue], "three exponents" => [1, 1, 1], _ => new int[] { 14, 14, 14, 14 } });
        byte[] bytes = lie switch { "garbage" => [0xff, 0xff, 0xff], "empty" => [], _ => size.ToByteArray() };
        await session.Link.SendAsync(JointFederation.Bank, new StepLabel(JointStep.Size), bytes, default);
    });

    public static TheoryData<string> Shapes => ["few rows", "other rows", "other directions", "too few members", "odd block", "many passes", "many bits dropped", "garbage"];

    [Theory]
    [MemberData(nameof(Shapes))]
    public Task ImpossibleShape_IsABadMessageOfTheBank(string lie) => NamesAsync(
        JointFederation.Bank,
        async (options, session, ids) =>
        {
            IReadOnlyList<int> rows = await new RowAlignment(options, session, ids).RunAsync(default);
            await session.Link.ReceiveAsync(JointFederation.Cloud, new StepLabel(JointStep.Size), default);
            var shape = new Wire.JointShape
            {
                Rows = (uint)rows.Count + (lie == "other rows" ? 1u : 0),
                BlockRows = lie == "odd block" ? 2047u : 2048,
                Passes = lie == "many passes" ? 1000u : 6,
                CurvatureBitsDropped = lie == "many bits dropped" ? 30u : 0,
            };
            shape.Directions.AddRange(lie switch { "other directions" => [2, 2], "too few members" => [2], "few rows" => [7, 1], _ => new uint[] { 2, 1 } });
            byte[] bytes = lie == "garbage" ? [1, 2, 3] : shape.ToByteArray();
            await session.Link.SendAsync(JointFederation.Cloud, new StepLabel(JointStep.Shape), bytes, default);
        });

    [Theory]
    [InlineData(-1L)]
    [InlineData(0L)]
    [InlineData(long.MaxValue)]
    public Task ImpossibleSetSize_IsABadMessage(long count) => NamesAsync(JointFederation.Bank, async (_, session, _) =>
    {
        byte[] size = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(size, count);
        await session.Link.SendAsync(JointFederation.Cloud, new StepLabel(JointStep.SetSize), size, default);
    });

    [Theory]
    [InlineData(0)]
    [InlineData(0xff)]
    public Task MaskedIdsThatAreNoPoints_AreABadMessage(int filling) => NamesAsync(JointFederation.Bank, async (_, session, _) =>
    {
        byte[] size = new byte[sizeof(long)];
        size[0] = 3;
        await session.Link.SendAsync(JointFederation.Cloud, new StepLabel(JointStep.SetSize), size, default);
        byte[] points = new byte[3 * 32];
        Array.Fill(points, (byte)filling);
        await session.Link.SendAsync(JointFederation.Cloud, new StepLabel(JointStep.MaskedIds), points, default);
    });

    [Fact]
    public Task MessageOfAnotherStep_IsABadMessage() => NamesAsync(JointFederation.Cloud, (_, session, _) =>
        session.Link.SendAsync(JointFederation.Bank, new StepLabel(JointStep.Release, 6), new byte[8], default).AsTask());

    [Theory]
    [InlineData("not finite")]
    [InlineData("another feature")]
    [InlineData("too few")]
    [InlineData("no deviation")]
    public async Task ImpossibleHalf_IsABadMessage(string lie)
    {
        using var federation = new JointFederation(2) { Patience = TimeSpan.FromSeconds(10) };
        JointRows[] rows = SessionSteps.Sides.Rows();
        JointOutcome[] outcomes = await federation.RunAsync(rows, Terms, member => channel => JointFederation.MemberAsync(
            federation.Options(member, Terms),
            channel,
            member == JointFederation.Dealer ? null : rows[member == JointFederation.Bank ? 0 : 1],
            async (session, _) =>
            {
                if (member == JointFederation.Bank)
                {
                    await Halves.ExchangeAsync(session, new JointPart(member, ["p0x0"], 0, [1], 1, [1], new Learning.Standardisation([0], [1])), default);
                }
                else if (member == JointFederation.Cloud)
                {
                    var half = new Wire.JointHalf();
                    half.Features.Add(lie == "another feature" ? "p0x0" : "p1x0");
                    half.Coefficients.Add(lie == "not finite" ? double.NaN : 1);
                    half.StandardErrors.AddRange(lie == "too few" ? [] : [1]);
                    half.Means.Add(0);
                    half.StandardDeviations.Add(lie == "no deviation" ? 0 : 1);
                    await session.Link.SendAsync(JointFederation.Bank, new StepLabel(JointStep.Half), half.ToByteArray(), default);
                    await session.Link.ReceiveAsync(JointFederation.Bank, new StepLabel(JointStep.Half), default);
                }

                await session.Link.ReceiveAsync(member == JointFederation.Bank ? JointFederation.Cloud : JointFederation.Bank, new StepLabel(JointStep.Done), default);
                throw new InvalidOperationException("Nobody sends the end here.");
            },
            default));

        Assert.All(outcomes, outcome => Assert.Equal((JointFailureReason.BadMessage, JointFederation.Cloud), (outcome.Failure!.Reason, outcome.Failure.Member)));
    }

    [Fact]
    public async Task PartyThatStaysButReadsNothing_HoldsNobody()
    {
        using var federation = new JointFederation(2) { Patience = TimeSpan.FromSeconds(3) };
        JointRows[] rows = SessionSteps.Sides.Rows();
        JointMemberOptions options = federation.Options(JointFederation.Cloud, Terms);
        Assert.True(ApplicantIds.TryCreate(rows[1].Ids, out ApplicantIds? ids, out _));
        using (ids)
        {
            // Up to its seed it does what it should; the dealer then has more for it than a relay takes over.
            JointOutcome[] outcomes = await federation.RunAsync(rows, Terms, member => member != JointFederation.Cloud ? null : channel => JointFederation.MemberAsync(
                options,
                channel,
                rows[1],
                async (session, _) =>
                {
                    IReadOnlyList<int> aligned = await new RowAlignment(options, session, ids).RunAsync(default);
                    await ShapeAgreement.JoinAsync(session, 1, new PartyColumns(rows[1].SelectColumns(aligned), hasIntercept: false, l2: 0, parties: 2), aligned.Count, prepared: null, default);
                    await session.Link.SendAsync(JointFederation.Dealer, new StepLabel(JointStep.Seed), new byte[32], default);
                    await Task.Delay(TimeSpan.FromSeconds(10));
                    throw new JointException(JointFailureReason.Stopped, member, "It has slept.");
                },
                default));

            Assert.Equal((JointFailureReason.Timeout, JointFederation.Cloud), (outcomes[0].Failure!.Reason, outcomes[0].Failure!.Member));
            Assert.Equal((JointFailureReason.Timeout, JointFederation.Cloud), (outcomes[2].Failure!.Reason, outcomes[2].Failure!.Member));
        }
    }

    // Wrong words of an opening: the numbers are wrong, or the fit stops; both sides see the same opened numbers, and the liar nothing but its usual outputs.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task WrongShares_StopTheFitOrSpoilIt(int liar)
    {
        SyntheticSides sides = SyntheticSides.Create(300, [1, 2], 0.3, seed: 120);
        foreach (JointStep step in Enum.GetValues<JointStep>().Where(step => step is >= JointStep.MaskedColumns and <= JointStep.Release))
        {
            var random = new Random(121);
            int lies = 0;
            var links = new MemoryLinks
            {
                Tap = (from, _, label, bytes) =>
                {
                    if (from == liar && label.Step == step && lies++ == 0)
                    {
                        random.NextBytes(bytes);
                    }
                },
            };
            try
            {
                (double[] weights, _, _, _) = await JointRun.FitAsync(sides.Columns, sides.Labels, 0.01, links: links).WaitAsync(TimeSpan.FromSeconds(60));
                Assert.All(weights, weight => Assert.True(double.IsFinite(weight)));
            }
            catch (FitStoppedException)
            {
                // Nothing was released.
            }

            // Of two parties only the first opens weighted columns: those of its own directions, to the second.
            Assert.True(lies > 0 || (liar, step) == (1, JointStep.WeightedColumns), $"{step} was not sent.");
        }
    }

    /// <summary>All members but the liar end with a bad message of the liar.</summary>
    private static async Task NamesAsync(PartyId liar, Func<JointMemberOptions, JointSession, ApplicantIds, Task> lie)
    {
        using var federation = new JointFederation(2) { Patience = TimeSpan.FromSeconds(10) };
        JointRows[] rows = SessionSteps.Sides.Rows();
        JointRows own = rows[liar == JointFederation.Bank ? 0 : 1];
        JointMemberOptions options = federation.Options(liar, Terms);
        Assert.True(ApplicantIds.TryCreate(own.Ids, out ApplicantIds? ids, out _));
        using (ids)
        {
            JointOutcome[] outcomes = await federation.RunAsync(rows, Terms, member => member != liar ? null : channel => JointFederation.MemberAsync(options, channel, own, LieAsync, default));

            Assert.All(outcomes, outcome => Assert.Equal((JointFailureReason.BadMessage, liar), (outcome.Failure?.Reason, outcome.Failure!.Member)));
        }

        async Task<JointResult> LieAsync(JointSession session, CountedMemberChannel channel)
        {
            await lie(options, session, ids);

            // Stays until the other has had its say.
            PartyId other = liar == JointFederation.Bank ? JointFederation.Cloud : JointFederation.Bank;
            ReceivedMessage frame;
            do
            {
                frame = await channel.ReceiveAsync(other, default);
            }
            while (frame.Length > 0 && frame.Span[0] != 1);
            throw new JointException(JointFailureReason.BadMessage, liar, "It lied.");
        }
    }
}
