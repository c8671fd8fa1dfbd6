using AgriCredit.Privacy;

namespace AgriCredit.Federation.Vertical;

/// <summary>The public dimensions and schedule of a joint fit, from which every role derives the same sequence of messages.</summary>
internal sealed class FitShape
{
    /// <summary>Fractional bits of the columns, of the weights, and of a logit or gradient.</summary>
    public const int ColumnBits = 12;
    public const int WeightBits = 28;
    public const int LogitBits = ColumnBits + WeightBits;

    /// <summary>Fractional bits of the scaled Hessian, of its inverse and of the scaled gradient.</summary>
    public const int HessianBits = 26;
    public const int InverseBits = 18;
    public const int GradientBits = 30;

    /// <summary>Steps of the inverse: enough for eigenvalues down to 2^-14 of the largest.</summary>
    public const int InverseSteps = 14;

    /// <summary>Rows of a block at most; a power of two.</summary>
    public const int LargestBlock = 2048;
    public const int SmallestBlock = 256;

    /// <summary>A gradient's fractional bits, 40 at least, and log2 of the rows must stay within <see cref="LargestWord"/> bits.</summary>
    public const int LargestRowsExponent = LargestWord - LogitBits;

    /// <summary>Passes that any data may need; and those that suffice where defaults are not rare.</summary>
    public const int MostPasses = 8;
    public const int UsualPasses = 6;

    private const int LargestWord = 61;

    /// <summary>In every block and direction the squares sum to less than this by <see cref="BlockSlack"/>; as p(1-p) is at most 1/4, a block of the Hessian stays below 2^62.</summary>
    public const double LargestBlockSquares = 1 << 14;

    /// <summary>Leaves room for the rounding of p(1-p).</summary>
    public const double BlockSlack = 1.01;

    private const int SlabExponent = 16;
    private const int SlabBytes = 32 << 20;
    private readonly int[] _offsets;
    private readonly int[] _blocks;

    public FitShape(int rows, IReadOnlyList<int> columns, int blockRows, int curvatureBitsDropped, bool hasRidge, int passes, int? capacity = null)
    {
        Rows = rows;
        Columns = columns;
        BlockRows = blockRows;
        CurvatureBitsDropped = curvatureBitsDropped;
        HasRidge = hasRidge;
        Passes = passes;
        Capacity = capacity ?? rows;
        PaddedRows = (Capacity + blockRows - 1) / blockRows * blockRows;
        _offsets = new int[columns.Count + 1];
        _blocks = new int[columns.Count + 1];
        for (int party = 0; party < columns.Count; party++)
        {
            _offsets[party + 1] = _offsets[party] + columns[party];
            _blocks[party + 1] = _blocks[party] + (columns[party] * _offsets[party + 1]);
        }

        int slab = 1 << SlabExponent;
        while ((long)slab * Dimension * sizeof(ulong) > SlabBytes && slab > blockRows)
        {
            slab /= 2;
        }

        SlabRows = slab;
        RowsExponent = ExponentOf(Capacity);
    }

    /// <summary>n, the rows that count.</summary>
    public int Rows { get; }

    /// <summary>The rows that are dealt for: n, or more where that was done ahead.</summary>
    public int Capacity { get; }

    /// <summary>n', the capacity rounded up to whole blocks; the rows after n are zero.</summary>
    public int PaddedRows { get; }

    /// <summary>Directions of each party.</summary>
    public IReadOnlyList<int> Columns { get; }

    /// <summary>Rows of a block: what a dealt message covers.</summary>
    public int BlockRows { get; }

    /// <summary>Rows that a party works on at once.</summary>
    public int SlabRows { get; }

    /// <summary>Bits of p(1-p) given up so that blocks with large values stay within 61 bits.</summary>
    public int CurvatureBitsDropped { get; }

    /// <summary>Whether the weights are penalised.</summary>
    public bool HasRidge { get; }

    /// <summary>Passes over the rows.</summary>
    public int Passes { get; }

    /// <summary>l: the smallest with 2^l at least the capacity.</summary>
    public int RowsExponent { get; }

    public int Parties => Columns.Count;

    /// <summary>All directions.</summary>
    public int Dimension => _offsets[^1];

    public int SlabCount => (PaddedRows + SlabRows - 1) / SlabRows;

    /// <summary>s of the whitening: with two parties the rows' power of two, with three or four half of it, so that the joint Hessian stays below 2^l / 2.</summary>
    public double SumOfSquares => Math.ScaleB(1, Parties == 2 ? RowsExponent : RowsExponent - 1);

    /// <summary>The smallest l with 2^l at least the rows.</summary>
    public static int ExponentOf(int rows) => rows <= 1 ? 0 : 32 - int.LeadingZeroCount(rows - 1);

    /// <summary>The first of a party's directions among all.</summary>
    public int Offset(int party) => _offsets[party];

    /// <summary>How much finer the sigmoid's table is, where the rows leave room for it.</summary>
    public int FinerBits => ColumnBits + PhaseTable.ProbabilityBits + (2 * PhaseTable.MostFinerBits) + RowsExponent <= LargestWord ? PhaseTable.MostFinerBits : 0;

    /// <summary>Fractional bits of a residual.</summary>
    public int ResidualBits => PhaseTable.ProbabilityBits + (2 * FinerBits);

    /// <summary>By how many bits the sums of a pass are shifted to the scaled gradient.</summary>
    public int GradientShift => ColumnBits + ResidualBits + RowsExponent - GradientBits;

    /// <summary>Words of the Hessian's blocks: for each party its directions times those before them, and times themselves.</summary>
    public int HessianWords => _blocks[^1];

    /// <summary>Where among these words a party's directions times those before them begin.</summary>
    public int CrossBlock(int party) => _blocks[party];

    /// <summary>Where a party's directions times themselves begin.</summary>
    public int OwnBlock(int party) => _blocks[party] + (Columns[party] * Offset(party));

    /// <summary>First row of a slab.</summary>
    public int SlabStart(int slab) => slab * SlabRows;

    /// <summary>Rows of a slab.</summary>
    public int SlabLength(int slab) => Math.Min(SlabRows, PaddedRows - SlabStart(slab));

    /// <summary>Bytes that the dealer deals to the last party in all. Source: PROTOCOL.md, section 7.</summary>
    public long DealtBytes
    {
        get
        {
            long rows = PaddedRows;
            long directions = Dimension;
            long bytes = (sizeof(ulong) * RangeMonitor.Width * rows) + 8 + (HasRidge ? 48 * directions * directions : 0);
            for (int pass = 1; pass <= Passes; pass++)
            {
                long blocks = TakesHessian(pass) ? HessianBlocks(pass) : 0;
                long covered = blocks * BlockRows;
                bytes += SharesLogits(pass) ? ((12 + (sizeof(uint) * Series(pass).Width)) * rows) + (8 * covered) + (HasRidge ? 8 * directions : 0) : 0;
                bytes += (8 * (directions - KnownDirections(pass)) * covered) + (24 * blocks * HessianWords) + (48 * directions);
                bytes += TakesHessian(pass) ? 48 * InverseSteps * directions * directions : 0;
            }

            return bytes;
        }
    }

    /// <summary>Whether the logits of a pass are shared. Those of the first are the label holder's own, as it starts from its own fit: it knows y - p and p(1-p), and the others' shares of them are zero.</summary>
    public static bool SharesLogits(int pass) => pass > 1;

    /// <summary>Of all directions the first so many are weighed by the party that has them alone.</summary>
    public int KnownDirections(int pass) => SharesLogits(pass) ? 0 : Columns[0];

    /// <summary>The sigmoid's series in a pass: what the last two do with it stays.</summary>
    public SigmoidSeries Series(int pass) => pass < Passes - 1 ? SigmoidSeries.Coarse : SigmoidSeries.Fine;

    /// <summary>Whether a pass takes a new Hessian: all but the last do.</summary>
    public bool TakesHessian(int pass) => pass < Passes;

    /// <summary>Blocks of rows that a pass's Hessian covers: all in the last one taken, and in any when there are not more than 65,536 rows.</summary>
    public int HessianBlocks(int pass) => (CoversAll(pass) ? PaddedRows : 1 << SlabExponent) / BlockRows;

    /// <summary>By how many bits the blocks of a pass's Hessian are shifted to H / 2^l.</summary>
    public int HessianShift(int pass) =>
        (2 * ColumnBits) + PhaseTable.CurvatureBits + FinerBits + (CoversAll(pass) ? RowsExponent : SlabExponent) - HessianBits - CurvatureBitsDropped;

    /// <summary>What p(1-p) is multiplied by in a pass.</summary>
    public double CurvatureScale(int pass) => Math.ScaleB(CoversAll(pass) ? 1 : Math.Max(Rows, 1 << SlabExponent) / Math.ScaleB(1, RowsExponent), -CurvatureBitsDropped);

    private bool CoversAll(int pass) => PaddedRows <= 1 << SlabExponent || !TakesHessian(pass + 1);
}
