using AgriCredit.Alignment;

namespace AgriCredit.Federation.Vertical.Tests;

/// <summary>The common rows of a session against plain intersections.</summary>
public class JointAlignmentTests
{
    [Theory]
    [InlineData(2, 1)]
    [InlineData(2, 1000)]
    [InlineData(3, 1)]
    [InlineData(4, 100)]
    public async Task CommonRows_AreThePlainIntersection_InOneOrder(int parties, int padding)
    {
        // Overlapping ranges, each shuffled, ids written in different ways.
        JointRows[] rows = [.. Enumerable.Range(0, parties).Select(party => Rows(party, 40 * party, 500 + (13 * party)))];

        IReadOnlyList<int>[] aligned = await AlignAsync(rows, new JointTerms { PaddingMultiple = padding });

        string[][] ids = [.. aligned.Select((order, party) => order.Select(row => rows[party].Ids[row].Trim().ToUpperInvariant()).ToArray())];
        HashSet<string> common = [.. rows.Select(party => party.Ids.Select(id => id.Trim().ToUpperInvariant())).Aggregate((left, right) => left.Intersect(right))];
        Assert.True(common.SetEquals(ids[0]));
        Assert.Equal(common.Count, ids[0].Length);
        Assert.All(ids, order => Assert.Equal(ids[0], order));
    }

    [Fact]
    public async Task CommonOrder_IsNeitherSidesOwn_AndAnotherInEverySession()
    {
        JointRows[] rows = [Rows(0, 0, 300), Rows(1, 0, 300)];

        IReadOnlyList<int>[] first = await AlignAsync(rows, new JointTerms { PaddingMultiple = 1 });
        IReadOnlyList<int>[] second = await AlignAsync(rows, new JointTerms { PaddingMultiple = 1 });

        Assert.NotEqual(first[0].Order(), first[0]);
        Assert.NotEqual(first[1].Order(), first[1]);
        Assert.NotEqual(first[0], second[0]);
        Assert.Equal(first[0].Order(), second[0].Order());
    }

    [Fact]
    public async Task ThreeParties_WithPairsButNoCommonApplicant_HaveNoOverlap()
    {
        JointRows[] rows = [Rows(0, 0, 200), Rows(1, 0, 100), Rows(2, 100, 100)];
        using var federation = new JointFederation(3);

        JointOutcome[] outcomes = await federation.RunAsync(rows, new JointTerms { PaddingMultiple = 1 });

        Assert.All(outcomes, outcome => Assert.Equal(JointFailureReason.NoOverlap, outcome.Failure!.Reason));
    }

    [Fact]
    public async Task Fit_OverAPartialOverlap_IsThatOfTheJoinedRows()
    {
        SyntheticSides sides = SyntheticSides.Create(900, [2, 2], 0.3, seed: 140);
        JointRows[] rows = sides.Rows();
        int[] kept = [.. Enumerable.Range(0, 900).Where(row => row % 3 != 0).Reverse()];
        rows[1] = new JointRows([.. kept.Select(row => rows[1].Ids[row]), "farmer-x", "farmer-y"], rows[1].Features, [.. sides.Columns[1].Select(column => (double[])[.. kept.Select(row => column[row]), 100, -100])], labels: null);
        using var federation = new JointFederation(2);

        JointOutcome[] outcomes = await federation.RunAsync(rows, new JointTerms { Standardise = false });

        Assert.All(outcomes, outcome => Assert.Null(outcome.Failure));
        var joined = new SyntheticSides([.. sides.Columns.Select(side => side.Select(column => kept.Select(row => column[row]).ToArray()).ToArray())], [.. kept.Select(row => sides.Labels[row])]);
        double[] expected = [.. joined.PooledFit().Weights];
        double[] weights = [outcomes[0].Result!.Own!.Intercept!.Value, .. outcomes[0].Result!.Own!.Coefficients, .. outcomes[1].Result!.Own!.Coefficients];
        Assert.All(weights.Zip(expected), pair => Assert.InRange(pair.First - pair.Second, -1e-3, 1e-3));
        Assert.Equal(kept.Length, outcomes[0].Result!.Rows);
    }

    private static async Task<IReadOnlyList<int>[]> AlignAsync(JointRows[] rows, JointTerms terms)
    {
        using var federation = new JointFederation(rows.Length);
        var aligned = new IReadOnlyList<int>[rows.Length];
        await federation.RunAsync(rows, terms, member => channel => JointFederation.MemberAsync(
            federation.Options(member, terms),
            channel,
            member == JointFederation.Dealer ? null : rows[federation.Parties.ToList().IndexOf(member)],
            async (session, _) =>
            {
                int place = federation.Parties.ToList().IndexOf(member);
                if (place >= 0)
                {
                    Assert.True(ApplicantIds.TryCreate(rows[place].Ids, out ApplicantIds? ids, out ApplicantIdFaults? _));
                    using (ids)
                    {
                        aligned[place] = await new RowAlignment(federation.Options(member, terms), session, ids).RunAsync(default);
                    }
                }

                return new JointResult { Session = session.Plan.Session, Parties = session.Plan.Parties, Rows = 0, Traffic = default, Learnt = [] };
            },
            default));
        return aligned;
    }

    private static JointRows Rows(int party, int first, int count)
    {
        int[] numbers = [.. Enumerable.Range(first, count)];
        new Random(150 + party).Shuffle(numbers);
        return new JointRows(
            [.. numbers.Select(number => party % 2 == 0 ? $"Farmer {number}" : $"  FARMER {number}")],
            [$"x{party}"],
            [[.. numbers.Select(number => (double)number)]],
            party == 0 ? [.. numbers.Select(number => (byte)(number % 2))] : null);
    }
}
