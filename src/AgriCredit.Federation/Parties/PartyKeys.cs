using AgriCredit.Privacy;

namespace AgriCredit.Federation;

/// <summary>A party's secrets of one session; erased on disposal.</summary>
internal sealed class PartyKeys : IDisposable
{
    private readonly List<PairSecret> _before = [];
    private readonly List<PairSecret> _after = [];
    private readonly Dictionary<PartyId, PairBox> _boxes = [];

    public EphemeralKey MaskKey { get; } = EphemeralKey.Generate();

    public EphemeralKey BoxKey { get; } = EphemeralKey.Generate();

    /// <summary>Pair secrets with the parties before this one in the plan.</summary>
    public IReadOnlyList<PairSecret> Before => _before;

    /// <summary>Pair secrets with the parties after this one in the plan.</summary>
    public IReadOnlyList<PairSecret> After => _after;

    /// <summary>Boxes to and from each peer.</summary>
    public IReadOnlyDictionary<PartyId, PairBox> Boxes => _boxes;

    public SecretBytes? GroupKey { get; set; }

    /// <summary>Agrees with a peer; false when one of its keys is not a valid point.</summary>
    public bool TryAgree(PartyId peer, bool isBefore, Wire.KeyAdvert advert, ReadOnlySpan<byte> salt)
    {
        SecretBytes? mask = MaskKey.Agree(advert.MaskKey.Span, salt);
        SecretBytes? box = BoxKey.Agree(advert.BoxKey.Span, salt);
        if (mask is null || box is null)
        {
            mask?.Dispose();
            box?.Dispose();
            return false;
        }

        (isBefore ? _before : _after).Add(new PairSecret(mask));
        _boxes.Add(peer, new PairBox(box));
        return true;
    }

    /// <summary>Moves every pair secret on, once a round's sum is accepted.</summary>
    public void Ratchet()
    {
        foreach (PairSecret secret in _before.Concat(_after))
        {
            secret.Ratchet();
        }
    }

    public void Dispose()
    {
        MaskKey.Dispose();
        BoxKey.Dispose();
        GroupKey?.Dispose();
        foreach (PairSecret secret in _before.Concat(_after))
        {
            secret.Dispose();
        }

        foreach (PairBox box in _boxes.Values)
        {
            box.Dispose();
        }
    }
}
