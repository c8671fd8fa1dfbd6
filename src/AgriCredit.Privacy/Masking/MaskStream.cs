using System.Buffers.Binary;
using System.Security.Cryptography;

namespace AgriCredit.Privacy;

/// <summary>
/// The mask PRG: AES-128 in counter mode, 16-byte big-endian counter from 0, the keystream read as little-endian 64-bit words; expansion is fused with the addition.
/// </summary>
/// <remarks>
/// Known answers: NIST SP 800-38A F.5.1. AES-NI where the processor has it; elsewhere (Arm included) the platform's own AES through <see cref="Aes"/>, with equal output.
/// Position is in words from the start of the stream; reading is stateless, so that a vector can be masked in pieces that stay in the cache.
/// </remarks>
public sealed class MaskStream : IDisposable
{
    /// <summary>Key length in bytes.</summary>
    public const int KeyLength = 16;

    internal const int WordsPerBlock = 2;
    private readonly SecretBytes _key;
    private readonly SecretBytes? _schedule;
    private readonly Aes? _portable;

    internal MaskStream(SecretBytes key, bool portable)
    {
        _key = key;
        if (portable)
        {
            _portable = Aes.Create();
            _portable.SetKey(key.Span);
        }
        else
        {
            _schedule = new SecretBytes(AesNiKeystream.ScheduleLength);
            AesNiKeystream.ExpandKey(key.Span, _schedule.Span);
        }
    }

    internal static bool IsPortable => !AesNiKeystream.IsSupported;

    /// <summary>Opens the stream of a key.</summary>
    /// <param name="key">16 bytes.</param>
    /// <exception cref="ArgumentException">The key is not 16 bytes long.</exception>
    public static MaskStream FromKey(ReadOnlySpan<byte> key)
    {
        if (key.Length != KeyLength)
        {
            throw new ArgumentException($"Expected {KeyLength} bytes, got {key.Length}.", nameof(key));
        }

        return new MaskStream(SecretBytes.CopyOf(key), IsPortable);
    }

    /// <summary>Adds the stream to ring elements, modulo 2^64.</summary>
    /// <param name="position">The stream's word that meets the first element; even.</param>
    /// <param name="elements">Ring elements, changed in place.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="position"/> is negative or odd.</exception>
    public void AddTo(long position, Span<ulong> elements) => Apply(position, elements, subtract: false);

    /// <summary>Subtracts the stream from ring elements, modulo 2^64.</summary>
    /// <param name="position">The stream's word that meets the first element; even.</param>
    /// <param name="elements">Ring elements, changed in place.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="position"/> is negative or odd.</exception>
    public void SubtractFrom(long position, Span<ulong> elements) => Apply(position, elements, subtract: true);

    /// <summary>Erases the key and all that was derived from it.</summary>
    public void Dispose()
    {
        _key.Dispose();
        _schedule?.Dispose();
        _portable?.Dispose();
    }

    /// <summary>Never the key.</summary>
    public override string ToString() => $"{nameof(MaskStream)}(redacted)";

    internal static MaskStream Derive(SecretBytes secret, byte[] info) => new(DeriveKey(secret, info), IsPortable);

    internal static SecretBytes DeriveKey(SecretBytes secret, byte[] info)
    {
        var key = new SecretBytes(KeyLength);
        HKDF.Expand(HashAlgorithmName.SHA256, secret.Span, key.Span, info);
        return key;
    }

    private void Apply(long position, Span<ulong> elements, bool subtract)
    {
        if (position < 0 || position % WordsPerBlock != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(position), position, "A mask is applied from a whole block: the position must be even and not negative.");
        }

        // Asks the key first: the platform's AES, disposed, draws a fresh key rather than refuse, and masks under it would never cancel.
        _ = _key.Span;
        ulong block = (ulong)position / WordsPerBlock;
        if (_portable is null)
        {
            AesNiKeystream.Apply(_schedule!.Span, block, elements, subtract);
        }
        else
        {
            ApplyPortable(_portable, block, elements, subtract);
        }
    }

    private static void ApplyPortable(Aes aes, ulong block, Span<ulong> elements, bool subtract)
    {
        const int BlockLength = 16;
        const int BufferLength = 256 * BlockLength;
        Span<byte> counters = stackalloc byte[BufferLength];
        Span<byte> keystream = stackalloc byte[BufferLength];
        counters.Clear();
        while (!elements.IsEmpty)
        {
            int words = Math.Min(elements.Length, BufferLength / sizeof(ulong));
            int bytes = (words + 1) / WordsPerBlock * BlockLength;
            for (int i = 0; i < bytes; i += BlockLength)
            {
                BinaryPrimitives.WriteUInt64BigEndian(counters[(i + 8)..], block++);
            }

            aes.EncryptEcb(counters[..bytes], keystream, PaddingMode.None);
            for (int i = 0; i < words; i++)
            {
                ulong word = BinaryPrimitives.ReadUInt64LittleEndian(keystream[(i * sizeof(ulong))..]);
                elements[i] = unchecked(subtract ? elements[i] - word : elements[i] + word);
            }

            elements = elements[words..];
        }

        CryptographicOperations.ZeroMemory(keystream);
    }
}
