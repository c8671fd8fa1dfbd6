using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AgriCredit.Learning;

/// <summary>One thread's working memory and the sums over one chunk at a time: logits, residuals and curvatures of a block, then the products with its columns.</summary>
/// <remarks>
/// Every sum runs in the eight lanes of a vector: over the rows of a block in registers, over the blocks of a chunk in memory, and over the lanes at the end of the chunk.
/// Where hardware has no 512-bit vectors the same lanes are made of narrower ones, with the same bits: +, *, / and fused multiply-add are exact operations everywhere.
/// The loops ask for optimised code at once: a fit is over before the run time would have replaced its first, some forty times slower, version.
/// </remarks>
internal sealed unsafe partial class ChunkSums : IDisposable
{
    private const int LaneCount = 8;
    private const int BlockRows = DesignChunk.BlockRows;
    private const int PanelColumns = 4;
    private const int TileLength = PanelColumns * PanelColumns * LaneCount;
    private const int LogitVectors = 8;
    private readonly int _featureCount;
    private readonly int _panelCount;
    private readonly double[] _weights;
    private readonly StatisticsOrder _order;
    private readonly double* _memory;

    // Over the rows of a block.
    private readonly double* _curvatures;
    private readonly double* _residuals;
    private readonly double* _weightedPanel;
    private readonly double* _zeroColumn;

    // Over the blocks of a chunk, in lanes.
    private readonly int _sumsLength;
    private readonly double* _sums;
    private readonly double* _interceptSums;
    private readonly double* _gradientSums;
    private readonly double* _borderSums;
    private readonly double* _tileSums;

    public ChunkSums(int featureCount, double[] weights, StatisticsOrder order)
    {
        _featureCount = featureCount;
        _panelCount = (featureCount + PanelColumns - 1) / PanelColumns;
        _weights = weights;
        _order = order;
        int columnLength = _panelCount * PanelColumns * LaneCount;
        int tiles = order == StatisticsOrder.Hessian ? _panelCount * (_panelCount + 1) / 2 : 0;
        int blockLength = (3 + PanelColumns) * BlockRows;
        _sumsLength = (3 * LaneCount) + (2 * columnLength) + (tiles * TileLength);
        _memory = (double*)NativeMemory.AlignedAlloc((nuint)(blockLength + _sumsLength) * sizeof(double), LaneCount * sizeof(double));
        _curvatures = _memory;
        _residuals = _curvatures + BlockRows;
        _zeroColumn = _residuals + BlockRows;
        _weightedPanel = _zeroColumn + BlockRows;
        new Span<double>(_zeroColumn, BlockRows).Clear();
        _sums = _memory + blockLength;
        _interceptSums = _sums + LaneCount;
        _gradientSums = _interceptSums + (2 * LaneCount);
        _borderSums = _gradientSums + columnLength;
        _tileSums = _borderSums + columnLength;
    }

    public void Dispose() => NativeMemory.AlignedFree(_memory);

    /// <summary>Sums over a chunk: loss, then the gradient, then the packed upper triangle, as far as the order goes.</summary>
    public void Sum(DesignChunk chunk, Span<double> destination)
    {
        new Span<double>(_sums, _sumsLength).Clear();
        for (int block = 0; block < chunk.BlockCount; block++)
        {
            SumBlock(chunk.Block(block), chunk.RowsOf(block));
        }

        GC.KeepAlive(chunk);
        SumLanes(destination);
    }

    private void SumBlock(double* columns, int rows)
    {
        int vectors = (rows + LaneCount - 1) / LaneCount;
        Logits(columns, _residuals);
        Losses(columns + (_featureCount * BlockRows), rows, vectors);
        if (_order == StatisticsOrder.Loss)
        {
            return;
        }

        for (int panel = 0; panel < _panelCount; panel++)
        {
            ColumnSums(columns, panel, vectors);
        }

        if (_order == StatisticsOrder.Hessian)
        {
            TileSums(columns, vectors);
        }
    }

    /// <summary>z = w0 + x.w, features in order, for all 256 rows of a block; eight vectors at a time hide the latency of the additions.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Logits(double* columns, double* logits)
    {
        // Indices stay far inside an allocation that was checked: overflow checks would only slow the loops.
        unchecked
        {
            Vector512<double> intercept = Vector512.Create(_weights[0]);
            for (int row = 0; row < BlockRows; row += LogitVectors * LaneCount)
            {
                Vector512<double> z0 = intercept, z1 = intercept, z2 = intercept, z3 = intercept;
                Vector512<double> z4 = intercept, z5 = intercept, z6 = intercept, z7 = intercept;
                double* column = columns + row;
                for (int feature = 1; feature <= _featureCount; feature++, column += BlockRows)
                {
                    Vector512<double> weight = Vector512.Create(_weights[feature]);
                    z0 = Vector512.FusedMultiplyAdd(Vector512.Load(column), weight, z0);
                    z1 = Vector512.FusedMultiplyAdd(Vector512.Load(column + 8), weight, z1);
                    z2 = Vector512.FusedMultiplyAdd(Vector512.Load(column + 16), weight, z2);
                    z3 = Vector512.FusedMultiplyAdd(Vector512.Load(column + 24), weight, z3);
                    z4 = Vector512.FusedMultiplyAdd(Vector512.Load(column + 32), weight, z4);
                    z5 = Vector512.FusedMultiplyAdd(Vector512.Load(column + 40), weight, z5);
                    z6 = Vector512.FusedMultiplyAdd(Vector512.Load(column + 48), weight, z6);
                    z7 = Vector512.FusedMultiplyAdd(Vector512.Load(column + 56), weight, z7);
                }

                double* destination = logits + row;
                z0.Store(destination);
                z1.Store(destination + 8);
                z2.Store(destination + 16);
                z3.Store(destination + 24);
                z4.Store(destination + 32);
                z5.Store(destination + 40);
                z6.Store(destination + 48);
                z7.Store(destination + 56);
            }
        }
    }

    /// <summary>From the logits (which the residuals replace): losses, residuals y - p and curvatures p (1-p). One exponential of -|z| serves all three.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Losses(double* labels, int rows, int vectors)
    {
        Vector512<double> loss = Vector512<double>.Zero;
        Vector512<double> residuals = Vector512<double>.Zero;
        Vector512<double> curvatures = Vector512<double>.Zero;
        for (int vector = 0; vector < vectors; vector++)
        {
            int row = vector * LaneCount;
            Vector512<double> z = Vector512.Load(_residuals + row);
            Vector512<double> y = Vector512.Load(labels + row);
            Vector512<double> e = DeterministicMath.Exp(-Vector512.Abs(z));
            Vector512<double> near = Vector512<double>.One / (Vector512<double>.One + e);
            Vector512<double> far = e * near;
            Vector512<double> p = Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(z, Vector512<double>.Zero), near, far);
            Vector512<double> present = Vector512.LessThan(Vector512<double>.Indices, Vector512.Create((double)(rows - row)));
            Vector512<double> residual = present & (y - p);
            Vector512<double> curvature = present & (near * far);
            loss += present & ((Vector512.Max(z, Vector512<double>.Zero) - (y * z)) + LogisticLoss.LogOnePlus(e));
            residuals += residual;
            curvatures += curvature;
            residual.Store(_residuals + row);
            curvature.Store(_curvatures + row);
        }

        Accumulate(_sums, loss);
        Accumulate(_interceptSums, residuals);
        Accumulate(_interceptSums + LaneCount, curvatures);
    }

    private void SumLanes(Span<double> destination)
    {
        destination[0] = Lanes.Sum(Vector512.Load(_sums));
        if (_order == StatisticsOrder.Loss)
        {
            return;
        }

        destination[1] = Lanes.Sum(Vector512.Load(_interceptSums));
        for (int feature = 0; feature < _featureCount; feature++)
        {
            destination[2 + feature] = Lanes.Sum(Vector512.Load(_gradientSums + (feature * LaneCount)));
        }

        if (_order == StatisticsOrder.Hessian)
        {
            HessianLanes(destination[(2 + _featureCount)..]);
        }
    }

    private static void Accumulate(double* sum, Vector512<double> term) => (Vector512.Load(sum) + term).Store(sum);
}
