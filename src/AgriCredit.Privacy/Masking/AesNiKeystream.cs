using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using AesNi = System.Runtime.Intrinsics.X86.Aes;

namespace AgriCredit.Privacy;

/// <summary>AES-128-CTR with AES-NI, eight blocks in flight, added to or subtracted from ring elements without a keystream buffer.</summary>
/// <remarks>
/// Eight blocks hide the latency of AESENC (4 cycles, two a cycle): measured at the rate of the AES units, and no slower than a keystream
/// written to a buffer alone (benchmark <c>mask-expansion</c>). .NET 10 offers AES on 128-bit registers only. Data-independent in time.
/// </remarks>
internal static class AesNiKeystream
{
    public const int ScheduleLength = (Rounds + 1) * BlockLength;
    private const int Rounds = 10;
    private const int BlockLength = 16;
    private const int Lanes = 8;

    public static bool IsSupported => AesNi.IsSupported && Sse41.IsSupported && BitConverter.IsLittleEndian;

    /// <summary>Expands a 16-byte key to the eleven round keys (FIPS 197, 5.2).</summary>
    public static void ExpandKey(ReadOnlySpan<byte> key, Span<byte> schedule)
    {
        Debug.Assert(key.Length == BlockLength && schedule.Length == ScheduleLength, "AES-128 only.");
        Span<Vector128<byte>> keys = MemoryMarshal.Cast<byte, Vector128<byte>>(schedule);
        keys[0] = Vector128.Create(key);
        keys[1] = NextKey(keys[0], AesNi.KeygenAssist(keys[0], 0x01));
        keys[2] = NextKey(keys[1], AesNi.KeygenAssist(keys[1], 0x02));
        keys[3] = NextKey(keys[2], AesNi.KeygenAssist(keys[2], 0x04));
        keys[4] = NextKey(keys[3], AesNi.KeygenAssist(keys[3], 0x08));
        keys[5] = NextKey(keys[4], AesNi.KeygenAssist(keys[4], 0x10));
        keys[6] = NextKey(keys[5], AesNi.KeygenAssist(keys[5], 0x20));
        keys[7] = NextKey(keys[6], AesNi.KeygenAssist(keys[6], 0x40));
        keys[8] = NextKey(keys[7], AesNi.KeygenAssist(keys[7], 0x80));
        keys[9] = NextKey(keys[8], AesNi.KeygenAssist(keys[8], 0x1B));
        keys[10] = NextKey(keys[9], AesNi.KeygenAssist(keys[9], 0x36));
    }

    /// <summary>Adds or subtracts the keystream from block <paramref name="block"/> on.</summary>
    public static void Apply(ReadOnlySpan<byte> schedule, ulong block, Span<ulong> elements, bool subtract)
    {
        ref Vector128<byte> keys = ref Unsafe.As<byte, Vector128<byte>>(ref MemoryMarshal.GetReference(schedule));
        int done = 0;

        // The wide loop varies the counter's last byte only, so the block number must be a multiple of eight.
        while (block % Lanes != 0 && done < elements.Length)
        {
            ApplyOne(ref keys, block++, elements[done..], subtract);
            done += MaskStream.WordsPerBlock;
        }

        int wide = elements.Length <= done ? 0 : (elements.Length - done) / (Lanes * MaskStream.WordsPerBlock);
        if (wide > 0)
        {
            ref Vector128<ulong> target = ref Unsafe.As<ulong, Vector128<ulong>>(ref elements[done]);
            if (subtract)
            {
                Subtract(ref keys, block, ref target, wide);
            }
            else
            {
                Add(ref keys, block, ref target, wide);
            }

            block += (ulong)wide * Lanes;
            done += wide * Lanes * MaskStream.WordsPerBlock;
        }

        for (; done < elements.Length; done += MaskStream.WordsPerBlock)
        {
            ApplyOne(ref keys, block++, elements[done..], subtract);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Add(ref Vector128<byte> keys, ulong block, ref Vector128<ulong> target, int groups)
    {
        Vector128<byte> key0 = keys;
        for (int group = 0; group < groups; group++)
        {
            Keystream8(ref keys, Counter(block) ^ key0, out var b0, out var b1, out var b2, out var b3, out var b4, out var b5, out var b6, out var b7);
            target += b0;
            Unsafe.Add(ref target, 1) += b1;
            Unsafe.Add(ref target, 2) += b2;
            Unsafe.Add(ref target, 3) += b3;
            Unsafe.Add(ref target, 4) += b4;
            Unsafe.Add(ref target, 5) += b5;
            Unsafe.Add(ref target, 6) += b6;
            Unsafe.Add(ref target, 7) += b7;
            target = ref Unsafe.Add(ref target, Lanes);
            block += Lanes;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Subtract(ref Vector128<byte> keys, ulong block, ref Vector128<ulong> target, int groups)
    {
        Vector128<byte> key0 = keys;
        for (int group = 0; group < groups; group++)
        {
            Keystream8(ref keys, Counter(block) ^ key0, out var b0, out var b1, out var b2, out var b3, out var b4, out var b5, out var b6, out var b7);
            target -= b0;
            Unsafe.Add(ref target, 1) -= b1;
            Unsafe.Add(ref target, 2) -= b2;
            Unsafe.Add(ref target, 3) -= b3;
            Unsafe.Add(ref target, 4) -= b4;
            Unsafe.Add(ref target, 5) -= b5;
            Unsafe.Add(ref target, 6) -= b6;
            Unsafe.Add(ref target, 7) -= b7;
            target = ref Unsafe.Add(ref target, Lanes);
            block += Lanes;
        }
    }

    /// <summary>Encrypts the counters first, first + 1, ..., first + 7, given the whitened first one (its number a multiple of eight).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Keystream8(
        ref Vector128<byte> keys,
        Vector128<byte> first,
        out Vector128<ulong> w0,
        out Vector128<ulong> w1,
        out Vector128<ulong> w2,
        out Vector128<ulong> w3,
        out Vector128<ulong> w4,
        out Vector128<ulong> w5,
        out Vector128<ulong> w6,
        out Vector128<ulong> w7)
    {
        Vector128<byte> b0 = first;
        Vector128<byte> b1 = first ^ LastByte(1);
        Vector128<byte> b2 = first ^ LastByte(2);
        Vector128<byte> b3 = first ^ LastByte(3);
        Vector128<byte> b4 = first ^ LastByte(4);
        Vector128<byte> b5 = first ^ LastByte(5);
        Vector128<byte> b6 = first ^ LastByte(6);
        Vector128<byte> b7 = first ^ LastByte(7);
        for (int round = 1; round < Rounds; round++)
        {
            Vector128<byte> key = Unsafe.Add(ref keys, round);
            b0 = AesNi.Encrypt(b0, key);
            b1 = AesNi.Encrypt(b1, key);
            b2 = AesNi.Encrypt(b2, key);
            b3 = AesNi.Encrypt(b3, key);
            b4 = AesNi.Encrypt(b4, key);
            b5 = AesNi.Encrypt(b5, key);
            b6 = AesNi.Encrypt(b6, key);
            b7 = AesNi.Encrypt(b7, key);
        }

        Vector128<byte> last = Unsafe.Add(ref keys, Rounds);
        w0 = AesNi.EncryptLast(b0, last).AsUInt64();
        w1 = AesNi.EncryptLast(b1, last).AsUInt64();
        w2 = AesNi.EncryptLast(b2, last).AsUInt64();
        w3 = AesNi.EncryptLast(b3, last).AsUInt64();
        w4 = AesNi.EncryptLast(b4, last).AsUInt64();
        w5 = AesNi.EncryptLast(b5, last).AsUInt64();
        w6 = AesNi.EncryptLast(b6, last).AsUInt64();
        w7 = AesNi.EncryptLast(b7, last).AsUInt64();
    }

    private static void ApplyOne(ref Vector128<byte> keys, ulong block, Span<ulong> elements, bool subtract)
    {
        Vector128<byte> state = Counter(block) ^ keys;
        for (int round = 1; round < Rounds; round++)
        {
            state = AesNi.Encrypt(state, Unsafe.Add(ref keys, round));
        }

        Vector128<ulong> words = AesNi.EncryptLast(state, Unsafe.Add(ref keys, Rounds)).AsUInt64();
        for (int i = 0; i < Math.Min(elements.Length, MaskStream.WordsPerBlock); i++)
        {
            elements[i] = unchecked(subtract ? elements[i] - words[i] : elements[i] + words[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Counter(ulong block) =>
        Vector128.Create(0UL, System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(block)).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> LastByte(ulong value) => Vector128.Create(0UL, value << 56).AsByte();

    private static Vector128<byte> NextKey(Vector128<byte> key, Vector128<byte> assist)
    {
        key ^= Sse2.ShiftLeftLogical128BitLane(key, 4);
        key ^= Sse2.ShiftLeftLogical128BitLane(key, 8);
        return key ^ Sse2.Shuffle(assist.AsUInt32(), 0xFF).AsByte();
    }
}
