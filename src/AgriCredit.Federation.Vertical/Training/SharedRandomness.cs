using AgriCredit.Privacy;

namespace AgriCredit.Federation.Vertical;

/// <summary>A party's part of what is dealt: masks from its own seed, and shares of what the dealer computes from all parties' masks.</summary>
/// <remarks>Every party but the last draws its share from its seed; the last gets what is missing from the dealer. So the dealer sends to one party only, and what it sends is uniform.</remarks>
internal sealed class SharedRandomness
{
    private readonly DealtSeed _seed;
    private readonly IDealtSource? _source;

    /// <summary>For the last party with a source, for any other without.</summary>
    public SharedRandomness(DealtSeed seed, IDealtSource? source)
    {
        _seed = seed;
        _source = source;
    }

    /// <summary>A mask of this party's own.</summary>
    public ulong[] Draw(DealtLabel label, int count)
    {
        ulong[] words = new ulong[count];
        _seed.Draw(label, words);
        return words;
    }

    /// <summary>A mask of this party's own.</summary>
    public void Draw(DealtLabel label, Span<ulong> destination) => _seed.Draw(label, destination);

    /// <summary>A mask of this party's own.</summary>
    public void Draw(DealtLabel label, Span<uint> destination) => _seed.Draw(label, destination);

    /// <summary>Takes a mask of this party's own from a vector.</summary>
    public void Subtract(DealtLabel label, Span<ulong> destination) => _seed.Subtract(label, destination);

    /// <summary>Adds a mask of this party's own to a vector.</summary>
    public void Add(DealtLabel label, Span<ulong> destination) => _seed.Add(label, destination);

    /// <summary>This party's share of a dealt value.</summary>
    public ValueTask ShareAsync(DealtLabel label, Memory<ulong> destination, CancellationToken cancellationToken)
    {
        if (_source is not null)
        {
            return _source.ReadAsync(label, destination.AsBytes(), cancellationToken);
        }

        _seed.Draw(label, destination.Span);
        return ValueTask.CompletedTask;
    }

    /// <summary>This party's share of a dealt value.</summary>
    public ValueTask ShareAsync(DealtLabel label, Memory<uint> destination, CancellationToken cancellationToken)
    {
        if (_source is not null)
        {
            return _source.ReadAsync(label, destination.AsBytes(), cancellationToken);
        }

        _seed.Draw(label, destination.Span);
        return ValueTask.CompletedTask;
    }

    /// <summary>This party's share of a dealt value.</summary>
    public async ValueTask<ulong[]> ShareAsync(DealtLabel label, int count, CancellationToken cancellationToken)
    {
        ulong[] words = new ulong[count];
        await ShareAsync(label, words.AsMemory(), cancellationToken);
        return words;
    }
}
