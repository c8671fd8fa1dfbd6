using System.Runtime.CompilerServices;

namespace AgriCredit.Learning;

/// <summary>
/// Up to 4,096 rows of a design matrix: the unit of work of one thread and of sharing between matrices. Rows lie in blocks of 256; in a block every feature
/// is 256 consecutive doubles, then the labels as 256 doubles. Rows missing from the last block are zero.
/// </summary>
/// <remarks>Pinned and aligned to 64 bytes, so that a vector of eight rows is one cache line.</remarks>
internal sealed unsafe class DesignChunk
{
    public const int BlockRows = 256;
    public const int MaxRows = 16 * BlockRows;
    private const int Alignment = 64;
    private readonly double[] _storage;
    private readonly double* _values;

    public DesignChunk(int featureCount, int rows)
    {
        FeatureCount = featureCount;
        Rows = rows;
        _storage = GC.AllocateUninitializedArray<double>((BlockCount * BlockLength) + (Alignment / sizeof(double)), pinned: true);
        nuint address = (nuint)Unsafe.AsPointer(ref _storage[0]);
        _values = (double*)((address + Alignment - 1) & ~(nuint)(Alignment - 1));
    }

    public int FeatureCount { get; }

    public int Rows { get; }

    public int BlockCount => (Rows + BlockRows - 1) / BlockRows;

    /// <summary>Doubles in a block: all features and the labels.</summary>
    public int BlockLength => (FeatureCount + 1) * BlockRows;

    public int RowsOf(int block) => Math.Min(BlockRows, Rows - (block * BlockRows));

    /// <summary>Start of a block. The caller keeps this chunk alive while it uses the pointer.</summary>
    public double* Block(int block) => _values + ((nint)block * BlockLength);

    /// <summary>The 256 values of a feature in a block; feature <see cref="FeatureCount"/> is the labels.</summary>
    public Span<double> Column(int block, int feature) => new(Block(block) + (feature * BlockRows), BlockRows);
}
