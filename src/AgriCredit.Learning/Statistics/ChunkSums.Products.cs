using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AgriCredit.Learning;

/// <content>The products with the columns: gradient, intercept row of X'WX, and the 4 x 4 tiles of the rest.</content>
internal sealed unsafe partial class ChunkSums
{
    private double* Column(double* columns, int feature) => feature < _featureCount ? columns + (feature * BlockRows) : _zeroColumn;

    /// <summary>Four columns at once: sums of residual * x (gradient) and curvature * x (the intercept's row of X'WX).</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void ColumnSums(double* columns, int panel, int vectors)
    {
        int feature = panel * PanelColumns;
        double* x0 = Column(columns, feature);
        double* x1 = Column(columns, feature + 1);
        double* x2 = Column(columns, feature + 2);
        double* x3 = Column(columns, feature + 3);
        Vector512<double> g0 = default, g1 = default, g2 = default, g3 = default;
        Vector512<double> h0 = default, h1 = default, h2 = default, h3 = default;
        unchecked
        {
            int end = vectors * LaneCount;
            for (int row = 0; row < end; row += LaneCount)
            {
                Vector512<double> residual = Vector512.Load(_residuals + row);
                Vector512<double> curvature = Vector512.Load(_curvatures + row);
                Vector512<double> x = Vector512.Load(x0 + row);
                g0 = Vector512.FusedMultiplyAdd(residual, x, g0);
                h0 = Vector512.FusedMultiplyAdd(curvature, x, h0);
                x = Vector512.Load(x1 + row);
                g1 = Vector512.FusedMultiplyAdd(residual, x, g1);
                h1 = Vector512.FusedMultiplyAdd(curvature, x, h1);
                x = Vector512.Load(x2 + row);
                g2 = Vector512.FusedMultiplyAdd(residual, x, g2);
                h2 = Vector512.FusedMultiplyAdd(curvature, x, h2);
                x = Vector512.Load(x3 + row);
                g3 = Vector512.FusedMultiplyAdd(residual, x, g3);
                h3 = Vector512.FusedMultiplyAdd(curvature, x, h3);
            }
        }

        double* gradient = _gradientSums + (feature * LaneCount);
        Accumulate(gradient, g0);
        Accumulate(gradient + 8, g1);
        Accumulate(gradient + 16, g2);
        Accumulate(gradient + 24, g3);
        double* border = _borderSums + (feature * LaneCount);
        Accumulate(border, h0);
        Accumulate(border + 8, h1);
        Accumulate(border + 16, h2);
        Accumulate(border + 24, h3);
    }

    /// <summary>All 4 x 4 tiles on and above the diagonal; the left panel is weighted by the curvatures once and stays in the first-level cache.</summary>
    private void TileSums(double* columns, int vectors)
    {
        double* tile = _tileSums;
        for (int left = 0; left < _panelCount; left++)
        {
            Weight(columns, left, vectors);
            for (int right = left; right < _panelCount; right++, tile += TileLength)
            {
                int feature = right * PanelColumns;
                Tile(
                    _weightedPanel,
                    Column(columns, feature),
                    Column(columns, feature + 1),
                    Column(columns, feature + 2),
                    Column(columns, feature + 3),
                    vectors,
                    tile);
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Weight(double* columns, int panel, int vectors)
    {
        unchecked
        {
            for (int column = 0; column < PanelColumns; column++)
            {
                double* source = Column(columns, (panel * PanelColumns) + column);
                double* weighted = _weightedPanel + (column * BlockRows);
                int end = vectors * LaneCount;
                for (int row = 0; row < end; row += LaneCount)
                {
                    (Vector512.Load(_curvatures + row) * Vector512.Load(source + row)).Store(weighted + row);
                }
            }
        }
    }

    /// <summary>Sixteen sums in registers: eight loads for sixteen multiply-adds.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Tile(double* left, double* x0, double* x1, double* x2, double* x3, int vectors, double* tile)
    {
        Vector512<double> c00 = default, c01 = default, c02 = default, c03 = default;
        Vector512<double> c10 = default, c11 = default, c12 = default, c13 = default;
        Vector512<double> c20 = default, c21 = default, c22 = default, c23 = default;
        Vector512<double> c30 = default, c31 = default, c32 = default, c33 = default;
        unchecked
        {
            nint end = (nint)vectors * LaneCount;
            for (nint row = 0; row < end; row += LaneCount)
            {
                Vector512<double> r0 = Vector512.Load(x0 + row);
                Vector512<double> r1 = Vector512.Load(x1 + row);
                Vector512<double> r2 = Vector512.Load(x2 + row);
                Vector512<double> r3 = Vector512.Load(x3 + row);
                Vector512<double> l = Vector512.Load(left + row);
                c00 = Vector512.FusedMultiplyAdd(l, r0, c00);
                c01 = Vector512.FusedMultiplyAdd(l, r1, c01);
                c02 = Vector512.FusedMultiplyAdd(l, r2, c02);
                c03 = Vector512.FusedMultiplyAdd(l, r3, c03);
                l = Vector512.Load(left + row + BlockRows);
                c10 = Vector512.FusedMultiplyAdd(l, r0, c10);
                c11 = Vector512.FusedMultiplyAdd(l, r1, c11);
                c12 = Vector512.FusedMultiplyAdd(l, r2, c12);
                c13 = Vector512.FusedMultiplyAdd(l, r3, c13);
                l = Vector512.Load(left + row + (2 * BlockRows));
                c20 = Vector512.FusedMultiplyAdd(l, r0, c20);
                c21 = Vector512.FusedMultiplyAdd(l, r1, c21);
                c22 = Vector512.FusedMultiplyAdd(l, r2, c22);
                c23 = Vector512.FusedMultiplyAdd(l, r3, c23);
                l = Vector512.Load(left + row + (3 * BlockRows));
                c30 = Vector512.FusedMultiplyAdd(l, r0, c30);
                c31 = Vector512.FusedMultiplyAdd(l, r1, c31);
                c32 = Vector512.FusedMultiplyAdd(l, r2, c32);
                c33 = Vector512.FusedMultiplyAdd(l, r3, c33);
            }
        }

        Accumulate(tile, c00);
        Accumulate(tile + 8, c01);
        Accumulate(tile + 16, c02);
        Accumulate(tile + 24, c03);
        Accumulate(tile + 32, c10);
        Accumulate(tile + 40, c11);
        Accumulate(tile + 48, c12);
        Accumulate(tile + 56, c13);
        Accumulate(tile + 64, c20);
        Accumulate(tile + 72, c21);
        Accumulate(tile + 80, c22);
        Accumulate(tile + 88, c23);
        Accumulate(tile + 96, c30);
        Accumulate(tile + 104, c31);
        Accumulate(tile + 112, c32);
        Accumulate(tile + 120, c33);
    }

    private void HessianLanes(Span<double> packed)
    {
        int position = 0;
        packed[position++] = Lanes.Sum(Vector512.Load(_interceptSums + LaneCount));
        for (int feature = 0; feature < _featureCount; feature++)
        {
            packed[position++] = Lanes.Sum(Vector512.Load(_borderSums + (feature * LaneCount)));
        }

        for (int row = 0; row < _featureCount; row++)
        {
            (int left, int inLeft) = Math.DivRem(row, PanelColumns);

            // Tiles lie row of panels after row of panels: those of the panels before `left` come first.
            int firstTile = (left * _panelCount) - (left * (left - 1) / 2);
            for (int column = row; column < _featureCount; column++)
            {
                (int right, int inRight) = Math.DivRem(column, PanelColumns);
                double* tile = _tileSums + ((nint)(firstTile + right - left) * TileLength);
                packed[position++] = Lanes.Sum(Vector512.Load(tile + (((inLeft * PanelColumns) + inRight) * LaneCount)));
            }
        }
    }
}
