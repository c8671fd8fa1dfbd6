using System.Buffers;
using System.Runtime.InteropServices;

namespace AgriCredit.Federation.Vertical;

/// <summary>Words of memory seen as their little-endian bytes.</summary>
internal static class WordMemory
{
    public static Memory<byte> AsBytes<T>(this Memory<T> words)
        where T : unmanaged => words.IsEmpty ? default : new Cast<T>(words).Memory;

    public static Memory<byte> AsBytes<T>(this T[] words)
        where T : unmanaged => AsBytes(words.AsMemory());

    private sealed class Cast<T> : MemoryManager<byte>
        where T : unmanaged
    {
        private readonly Memory<T> _words;

        public Cast(Memory<T> words) => _words = words;

        public override Span<byte> GetSpan() => MemoryMarshal.AsBytes(_words.Span);

        public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
