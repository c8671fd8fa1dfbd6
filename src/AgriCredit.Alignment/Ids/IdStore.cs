using System.Security.Cryptography;

namespace AgriCredit.Alignment;

/// <summary>The bytes of all ids one after another, and where each ends.</summary>
internal sealed class IdStore : IDisposable
{
    private const int FirstCapacity = 4096;
    private byte[] _bytes = GC.AllocateUninitializedArray<byte>(FirstCapacity, pinned: true);
    private readonly List<int> _ends = [];

    public int Count => _ends.Count;

    public ReadOnlySpan<byte> this[int row] => _bytes.AsSpan(Start(row).._ends[row]);

    /// <summary>Appends an id.</summary>
    public void Add(ReadOnlySpan<byte> id)
    {
        int start = Start(Count);
        if (_bytes.Length - start < id.Length)
        {
            byte[] larger = GC.AllocateUninitializedArray<byte>((int)Math.Min(Array.MaxLength, 2L * _bytes.Length), pinned: true);
            _bytes.AsSpan(0, start).CopyTo(larger);
            CryptographicOperations.ZeroMemory(_bytes);
            _bytes = larger;
        }

        id.CopyTo(_bytes.AsSpan(start));
        _ends.Add(start + id.Length);
    }

    /// <summary>Counts the different ids that stand on more than one row; empty places are none.</summary>
    /// <param name="namedLimit">How many rows to name.</param>
    /// <param name="repeatedRows">How many rows hold an id that stood on an earlier row.</param>
    /// <param name="repeated">The first of them.</param>
    public int FindDuplicates(int namedLimit, out int repeatedRows, out IReadOnlyList<RepeatedId> repeated)
    {
        repeatedRows = 0;
        var named = new List<RepeatedId>();
        var again = new HashSet<int>();
        var firstRows = new Dictionary<int, int>(Count, new ById(this));
        for (int row = 0; row < Count; row++)
        {
            if (this[row].IsEmpty || firstRows.TryAdd(row, row))
            {
                continue;
            }

            repeatedRows++;
            int first = firstRows[row];
            again.Add(first);
            if (named.Count < namedLimit)
            {
                named.Add(new RepeatedId(row + 1, first + 1));
            }
        }

        repeated = named;
        return again.Count;
    }

    /// <summary>Zeroes the ids.</summary>
    public void Dispose() => CryptographicOperations.ZeroMemory(_bytes);

    private int Start(int row) => row == 0 ? 0 : _ends[row - 1];

    /// <summary>Compares rows by their ids; HashCode is seeded anew in each process, so that no file of ids can be made to collide.</summary>
    private sealed class ById(IdStore store) : IEqualityComparer<int>
    {
        public bool Equals(int x, int y) => store[x].SequenceEqual(store[y]);

        public int GetHashCode(int obj)
        {
            HashCode hash = default;
            hash.AddBytes(store[obj]);
            return hash.ToHashCode();
        }
    }
}
