using Google.Protobuf;

namespace AgriCredit.Federation.Vertical;

/// <summary>The members come to the shape of a fit: the label holder collects the sizes, decides, and tells all.</summary>
internal static class ShapeAgreement
{
    private const double FewDefaults = 0.03;
    private const int MostCurvatureBitsDropped = 5;

    /// <summary>Rows that a fit needs for each coefficient.</summary>
    private const int RowsPerDirection = 10;

    /// <summary>A direction's squares sum to at most 2^l over all rows, so over a block to no more.</summary>
    private const int LargestBlockExponent = FitShape.LargestRowsExponent + 1;

    /// <summary>Coefficients that a fit takes.</summary>
    private const int LargestDimension = 512;

    private static readonly int[] BlockSizes = [2048, 1024, 512, 256];

    /// <summary>Whether a fit takes so many coefficients; null if it does.</summary>
    public static string? DimensionFault(int dimension) => dimension > LargestDimension ? $"A fit takes {LargestDimension} coefficients at most; the parties' columns have {dimension}." : null;

    /// <summary>The label holder's part.</summary>
    public static async Task<FitShape> LeadAsync(JointSession session, PartyColumns own, int rows, int defaults, bool hasRidge, PreparedFit? prepared, CancellationToken cancellationToken)
    {
        IReadOnlyList<PartyId> parties = session.Plan.Parties;
        var sizes = new List<Wire.JointSize> { Measure(own) };
        foreach (PartyId party in parties.Skip(1))
        {
            byte[] message = await session.Link.ReceiveAsync(party, new StepLabel(JointStep.Size), cancellationToken);
            if (WireReader.Parse(Wire.JointSize.Parser, message) is not { } size
                || size.BlockExponents.Count != BlockSizes.Length
                || size.BlockExponents.Any(exponent => exponent is < 0 or > LargestBlockExponent)
                || size.Directions is 0 or > LargestDimension)
            {
                throw SecureLink.Bad(party, new StepLabel(JointStep.Size));
            }

            sizes.Add(size);
        }

        FitShape shape = Decide(parties, sizes, rows, defaults, hasRidge, prepared);
        byte[] bytes = Write(shape).ToByteArray();
        foreach (Wire.JointPlan.Types.Member member in session.Plan.Wire.Members.Skip(1))
        {
            await session.Link.SendAsync(new PartyId(member.Party), new StepLabel(JointStep.Shape), bytes, cancellationToken);
        }

        session.Link.Bind(bytes);
        return shape;
    }

    /// <summary>Another party's part.</summary>
    /// <exception cref="JointException">The shape does not fit this party's columns.</exception>
    public static async Task<FitShape> JoinAsync(JointSession session, int place, PartyColumns own, int rows, PreparedFit? prepared, CancellationToken cancellationToken)
    {
        Wire.JointSize size = Measure(own);
        PartyId leader = session.Plan.Parties[0];
        await session.Link.SendAsync(leader, new StepLabel(JointStep.Size), size.ToByteArray(), cancellationToken);
        FitShape shape = await ReceiveAsync(session, patience: null, cancellationToken);
        int exponent = size.BlockExponents[Array.IndexOf(BlockSizes, shape.BlockRows)];
        bool holds = Math.ScaleB(1, exponent - shape.CurvatureBitsDropped) <= FitShape.LargestBlockSquares;
        bool isPrepared = prepared is null || Write(shape).Equals(Write(prepared.ToShape(rows)));
        return shape.Rows == rows && shape.Columns[place] == own.Whitening.Rank && holds && isPrepared ? shape : throw SecureLink.Bad(leader, new StepLabel(JointStep.Shape));
    }

    /// <summary>Takes the shape from the label holder.</summary>
    /// <param name="session">The session.</param>
    /// <param name="patience">How long it may take; null for the session's own.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<FitShape> ReceiveAsync(JointSession session, TimeSpan? patience, CancellationToken cancellationToken)
    {
        PartyId leader = session.Plan.Parties[0];
        byte[] bytes = await session.Link.ReceiveAsync(leader, new StepLabel(JointStep.Shape), cancellationToken, patience);
        FitShape shape = WireReader.Parse(Wire.JointShape.Parser, bytes) is { } wire && Read(session.Plan, wire) is { } read ? read : throw SecureLink.Bad(leader, new StepLabel(JointStep.Shape));
        session.Link.Bind(bytes);
        return shape;
    }

    private static FitShape Decide(IReadOnlyList<PartyId> parties, List<Wire.JointSize> sizes, int rows, int defaults, bool hasRidge, PreparedFit? prepared)
    {
        PartyId leader = parties[0];
        int dimension = sizes.Sum(size => (int)size.Directions);
        if (rows < RowsPerDirection * dimension || rows > 1 << FitShape.LargestRowsExponent || dimension > LargestDimension)
        {
            throw new JointException(
                JointFailureReason.RowCount,
                leader,
                $"{rows} applicants in common for {dimension} coefficients; a fit takes {RowsPerDirection} to a coefficient at least, {1 << FitShape.LargestRowsExponent} in all and {LargestDimension} coefficients at most.");
        }

        if (prepared is not null)
        {
            return DecidePrepared(parties, sizes, prepared, rows);
        }

        int passes = (double)Math.Min(defaults, rows - defaults) / rows < FewDefaults ? FitShape.MostPasses : FitShape.UsualPasses;
        for (int dropped = 0; dropped <= MostCurvatureBitsDropped; dropped++)
        {
            for (int i = 0; i < BlockSizes.Length; i++)
            {
                if (sizes.All(size => Math.ScaleB(1, size.BlockExponents[i] - dropped) <= FitShape.LargestBlockSquares))
                {
                    return new FitShape(rows, [.. sizes.Select(size => (int)size.Directions)], BlockSizes[i], dropped, hasRidge, passes);
                }
            }
        }

        throw new JointException(JointFailureReason.HeavyTails, leader, "A column has values too far from the others for the fixed point (hundreds of standard deviations). Cap it, or take its logarithm.");
    }

    /// <summary>The shape that was dealt for ahead, if it holds what the parties have.</summary>
    private static FitShape DecidePrepared(IReadOnlyList<PartyId> parties, List<Wire.JointSize> sizes, PreparedFit prepared, int rows)
    {
        FitShape shape = prepared.ToShape(rows);
        int other = Enumerable.Range(0, sizes.Count).FirstOrDefault(party => (int)sizes[party].Directions != shape.Columns[party], -1);
        if (other >= 0)
        {
            throw new JointException(
                JointFailureReason.OtherTerms,
                parties[other],
                $"The columns of '{parties[other]}' have {sizes[other].Directions} directions over the applicants in common, and {shape.Columns[other]} were prepared for: one is the sum of others. Leave it out and prepare anew, or fit with the dealer.");
        }

        int wide = sizes.FindIndex(size => Math.ScaleB(1, size.BlockExponents[Array.IndexOf(BlockSizes, shape.BlockRows)]) > FitShape.LargestBlockSquares);
        return wide < 0 ? shape : throw new JointException(
            JointFailureReason.HeavyTails, parties[wide], $"A column of '{parties[wide]}' has values too far from the others for what was prepared. Fit with the dealer, cap the column, or take its logarithm.");
    }

    private static Wire.JointSize Measure(PartyColumns columns)
    {
        var size = new Wire.JointSize { Directions = (uint)columns.Whitening.Rank };
        size.BlockExponents.AddRange(BlockSizes.Select(rows => (int)Math.Ceiling(Math.Log2(Math.Max(1, FitShape.BlockSlack * columns.LargestBlockSquares(rows))))));
        return size;
    }

    private static Wire.JointShape Write(FitShape shape)
    {
        var wire = new Wire.JointShape { Rows = (uint)shape.Rows, Capacity = (uint)shape.Capacity, BlockRows = (uint)shape.BlockRows, CurvatureBitsDropped = (uint)shape.CurvatureBitsDropped, Passes = (uint)shape.Passes };
        wire.Directions.AddRange(shape.Columns.Select(columns => (uint)columns));
        return wire;
    }

    private static FitShape? Read(JointPlan plan, Wire.JointShape wire)
    {
        bool isValid = wire.Rows is > 0 and <= 1 << FitShape.LargestRowsExponent
            && wire.Directions.Count == plan.Parties.Count
            && wire.Directions.All(columns => columns is > 0 and <= LargestDimension)
            && wire.Directions.Sum(columns => columns) is var dimension and <= LargestDimension

            // Not only the label holder's affair: over few rows what it learns would be about single rows.
            && wire.Rows >= RowsPerDirection * dimension
            && Array.Exists(BlockSizes, size => size == wire.BlockRows)
            && wire.CurvatureBitsDropped <= MostCurvatureBitsDropped
            && wire.Passes is FitShape.UsualPasses or FitShape.MostPasses
            && (plan.Wire.Preparation is null ? wire.Capacity == wire.Rows : wire.Capacity >= wire.Rows && wire.Capacity <= 1 << FitShape.LargestRowsExponent);
        return isValid
            ? new FitShape((int)wire.Rows, [.. wire.Directions.Select(columns => (int)columns)], (int)wire.BlockRows, (int)wire.CurvatureBitsDropped, plan.Wire.Terms.L2 > 0, (int)wire.Passes, (int)wire.Capacity)
            : null;
    }
}
