using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace AgriCredit.Alignment;

/// <summary>Different elements in the order of their arrival, found by value: 32 bytes each and 5 to 11 of index.</summary>
/// <remarks>
/// The index hashes all 256 bits under keys drawn for it alone (vector multiply-shift, strongly universal), so that a peer who chooses the elements cannot make them collide.
/// Source: M. Thorup, High speed hashing for integers and strings (arXiv:1504.06804v9), section 3.3.
/// </remarks>
internal sealed class ElementSet : IDisposable
{
    private const int Empty = -1;
    private const int WordsPerElement = RistrettoGroup.ElementLength / sizeof(ulong);
    private readonly byte[] _elements;
    private readonly int[] _slots;
    private readonly int _shift;
    private readonly UInt128[] _keys = new UInt128[WordsPerElement + 1];

    /// <summary>Makes room; the system gives the memory as elements come.</summary>
    public ElementSet(int capacity)
    {
        _elements = GC.AllocateUninitializedArray<byte>(capacity * RistrettoGroup.ElementLength);
        int bits = 1;
        while ((1L << bits) * 3 / 4 < capacity)
        {
            bits++;
        }

        _slots = new int[1 << bits];
        _slots.AsSpan().Fill(Empty);
        _shift = 128 - bits;
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(_keys.AsSpan()));
    }

    /// <summary>The number of elements.</summary>
    public int Count { get; private set; }

    /// <summary>The element that came at a place.</summary>
    public ReadOnlySpan<byte> this[int place] => _elements.AsSpan(place * RistrettoGroup.ElementLength, RistrettoGroup.ElementLength);

    /// <summary>Adds an element at the next place.</summary>
    /// <returns>False when it is there already.</returns>
    public bool TryAdd(ReadOnlySpan<byte> element)
    {
        ref int slot = ref Slot(element);
        if (slot != Empty)
        {
            return false;
        }

        Debug.Assert((Count + 1) * RistrettoGroup.ElementLength <= _elements.Length, "the set is full");
        slot = Count;
        element.CopyTo(_elements.AsSpan(Count * RistrettoGroup.ElementLength));
        Count++;
        return true;
    }

    /// <summary>The place of an element; null when it is not in the set.</summary>
    public int? Find(ReadOnlySpan<byte> element)
    {
        int place = Slot(element);
        return place == Empty ? null : place;
    }

    /// <summary>Clears the elements.</summary>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_elements.AsSpan(0, Count * RistrettoGroup.ElementLength));
        _slots.AsSpan().Fill(Empty);
        Count = 0;
    }

    /// <summary>The slot that holds the element, or the empty one where it belongs.</summary>
    private ref int Slot(ReadOnlySpan<byte> element)
    {
        int slot = Hash(element);
        while (_slots[slot] != Empty && !this[_slots[slot]].SequenceEqual(element))
        {
            slot = slot + 1 == _slots.Length ? 0 : slot + 1;
        }

        return ref _slots[slot];
    }

    private int Hash(ReadOnlySpan<byte> element)
    {
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(element);
        unchecked
        {
            UInt128 sum = _keys[WordsPerElement];
            for (int word = 0; word < WordsPerElement; word++)
            {
                sum += _keys[word] * words[word];
            }

            return (int)(sum >> _shift);
        }
    }
}
