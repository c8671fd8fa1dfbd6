using System.Runtime.InteropServices;

namespace AgriCredit.Privacy;

/// <summary>A party's seed of one session: whatever masks what the party opens is drawn from it, each label once.</summary>
/// <remarks>
/// The party draws the seed and boxes it to the dealer, so that a malicious dealer cannot choose masks that would tell the peers anything. Not thread-safe. Source: PROTOCOL 5.3:
/// a stream's key is Expand(seed, "agricredit/v1/dealt" || session || LE64(pass) || LE32(operation) || LE64(item 2^32 + block), 16).
/// </remarks>
public sealed class DealtSeed : IDisposable
{
    /// <summary>Length of a seed in bytes.</summary>
    public const int Length = 32;

    private const int SessionLength = 32;
    private readonly HashSet<DealtLabel> _used = [];
    private readonly SecretBytes _seed;
    private readonly ReadOnlyMemory<byte> _session;

    /// <summary>Takes ownership of a seed.</summary>
    /// <param name="seed">32 bytes of full entropy, of this session alone.</param>
    /// <param name="session">The session's id, 32 bytes.</param>
    /// <exception cref="ArgumentException">A length is wrong.</exception>
    public DealtSeed(SecretBytes seed, ReadOnlyMemory<byte> session)
    {
        ArgumentNullException.ThrowIfNull(seed);
        if (seed.Length != Length)
        {
            throw new ArgumentException($"Expected {Length} bytes, got {seed.Length}.", nameof(seed));
        }

        if (session.Length != SessionLength)
        {
            throw new ArgumentException($"Expected {SessionLength} bytes, got {session.Length}.", nameof(session));
        }

        _seed = seed;
        _session = session;
    }

    /// <summary>Fills a vector with the words of a stream.</summary>
    /// <param name="label">The stream; never the same again.</param>
    /// <param name="destination">Receives uniform elements of Z_2^64.</param>
    /// <exception cref="DoubleUseException">The stream was drawn before.</exception>
    public void Draw(DealtLabel label, Span<ulong> destination)
    {
        destination.Clear();
        using MaskStream stream = Open(label);
        stream.AddTo(0, destination);
    }

    /// <summary>Fills a vector with the words of a stream.</summary>
    /// <param name="label">The stream; never the same again.</param>
    /// <param name="destination">Receives uniform elements of Z_2^32; an even number.</param>
    /// <exception cref="DoubleUseException">The stream was drawn before.</exception>
    /// <exception cref="ArgumentException">The number of elements is odd.</exception>
    public void Draw(DealtLabel label, Span<uint> destination)
    {
        if (destination.Length % 2 != 0)
        {
            throw new ArgumentException($"Expected an even number of elements, got {destination.Length}.", nameof(destination));
        }

        Draw(label, MemoryMarshal.Cast<uint, ulong>(destination));
    }

    /// <summary>Takes the words of a stream from a vector, modulo 2^64.</summary>
    /// <param name="label">The stream; never the same again.</param>
    /// <param name="destination">Changed in place.</param>
    /// <exception cref="DoubleUseException">The stream was drawn before.</exception>
    public void Subtract(DealtLabel label, Span<ulong> destination)
    {
        using MaskStream stream = Open(label);
        stream.SubtractFrom(0, destination);
    }

    /// <summary>Adds the words of a stream to a vector, modulo 2^64.</summary>
    /// <param name="label">The stream; never the same again.</param>
    /// <param name="destination">Changed in place.</param>
    /// <exception cref="DoubleUseException">The stream was drawn before.</exception>
    public void Add(DealtLabel label, Span<ulong> destination)
    {
        using MaskStream stream = Open(label);
        stream.AddTo(0, destination);
    }

    /// <summary>A plain copy, for guarded memory; the caller clears it.</summary>
    public byte[] Export() => _seed.Export();

    /// <summary>Erases the seed.</summary>
    public void Dispose() => _seed.Dispose();

    /// <summary>Never the seed.</summary>
    public override string ToString() => $"{nameof(DealtSeed)}(redacted)";

    private MaskStream Open(DealtLabel label)
    {
        if (!_used.Add(label))
        {
            throw new DoubleUseException(label);
        }

        var info = new InfoWriter(Labels.Dealt);
        info.Append(_session.Span);
        info.Append((ulong)label.Pass);
        info.Append((uint)label.Operation);
        info.Append(((ulong)label.Item << 32) + (uint)label.Block);
        return MaskStream.Derive(_seed, info.ToArray());
    }
}
