using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace AgriCredit.Federation.Vertical;

/// <summary>A role's working memory: the same lengths come back in every pass, so arrays are kept and lent again. Fresh ones would cost more than the arithmetic, as the system clears every page.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class WordBuffers : IDisposable
{
    private readonly Dictionary<int, Stack<ulong[]>> _words = [];
    private readonly Dictionary<int, Stack<uint[]>> _halves = [];

    /// <summary>Begins to lend; what is lent comes back when the lease ends.</summary>
    public Lease Open() => new(this);

    /// <summary>Erases what has come back.</summary>
    public void Dispose()
    {
        foreach (ulong[] words in _words.Values.SelectMany(words => words))
        {
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(words.AsSpan()));
        }

        foreach (uint[] halves in _halves.Values.SelectMany(halves => halves))
        {
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(halves.AsSpan()));
        }
    }

    private static T[] Take<T>(Dictionary<int, Stack<T[]>> kept, int length) =>
        kept.TryGetValue(length, out Stack<T[]>? free) && free.TryPop(out T[]? array) ? array : new T[length];

    private static void Return<T>(Dictionary<int, Stack<T[]>> kept, T[] array)
    {
        if (!kept.TryGetValue(array.Length, out Stack<T[]>? free))
        {
            free = new Stack<T[]>();
            kept.Add(array.Length, free);
        }

        free.Push(array);
    }

    /// <summary>Arrays lent for a while.</summary>
    internal sealed class Lease : IDisposable
    {
        private readonly WordBuffers _owner;
        private readonly List<ulong[]> _words = [];
        private readonly List<uint[]> _halves = [];

        public Lease(WordBuffers owner) => _owner = owner;

        /// <summary>Words of any content.</summary>
        public ulong[] Words(int length)
        {
            ulong[] words = Take(_owner._words, length);
            _words.Add(words);
            return words;
        }

        /// <summary>Words that are zero.</summary>
        public ulong[] Zeros(int length)
        {
            ulong[] words = Words(length);
            Array.Clear(words);
            return words;
        }

        /// <summary>32-bit words of any content.</summary>
        public uint[] Halves(int length)
        {
            uint[] halves = Take(_owner._halves, length);
            _halves.Add(halves);
            return halves;
        }

        public void Dispose()
        {
            _words.ForEach(words => Return(_owner._words, words));
            _halves.ForEach(halves => Return(_owner._halves, halves));
            _words.Clear();
            _halves.Clear();
        }
    }
}
