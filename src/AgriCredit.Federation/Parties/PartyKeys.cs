using AgriCredit.Privacy;
using Google.Protobuf;

namespace AgriCredit.Federation;

/// <summary>A party's secrets of one session; erased on disposal.</summary>
internal sealed class PartyKeys : IDisposable
{
    private const int GroupKeyLength = 32;
    private readonly Dictionary<PartyId, (PairSecret Masks, PairBox Box)> _peers = [];
    private EphemeralKey? _maskKey;
    private EphemeralKey? _boxKey;

    /// <summary>Draws fresh key pairs.</summary>
    public PartyKeys()
    {
        _maskKey = EphemeralKey.Generate();
        _boxKey = EphemeralKey.Generate();
    }

    /// <summary>Takes the secrets from a stored state.</summary>
    public PartyKeys(Wire.PartyState state)
    {
        _maskKey = state.MaskKey.IsEmpty ? null : EphemeralKey.Import(state.MaskKey.Span);
        _boxKey = state.BoxKey.IsEmpty ? null : EphemeralKey.Import(state.BoxKey.Span);
        GroupKey = state.GroupKey.IsEmpty ? null : SecretBytes.CopyOf(state.GroupKey.Span);
        foreach (Wire.PartyState.Types.Peer peer in state.Peers)
        {
            _peers.Add(new PartyId(peer.Party), (new PairSecret(SecretBytes.CopyOf(peer.Masks.Span)), new PairBox(SecretBytes.CopyOf(peer.Box.Span))));
        }
    }

    public SecretBytes? GroupKey { get; private set; }

    /// <summary>The public keys of this session, up to <see cref="EndAgreement"/>.</summary>
    public Wire.KeyAdvert Advertise() => new()
    {
        MaskKey = UnsafeByteOperations.UnsafeWrap(_maskKey!.PublicKey),
        BoxKey = UnsafeByteOperations.UnsafeWrap(_boxKey!.PublicKey),
    };

    /// <summary>Agrees with a peer; false when one of its keys is not a valid point.</summary>
    public bool TryAgree(PartyId peer, Wire.KeyAdvert advert, ReadOnlySpan<byte> salt)
    {
        SecretBytes? mask = _maskKey!.Agree(advert.MaskKey.Span, salt);
        SecretBytes? box = _boxKey!.Agree(advert.BoxKey.Span, salt);
        if (mask is null || box is null)
        {
            mask?.Dispose();
            box?.Dispose();
            return false;
        }

        _peers.Add(peer, (new PairSecret(mask), new PairBox(box)));
        return true;
    }

    /// <summary>Erases the private keys: the secrets of all pairs are agreed.</summary>
    public void EndAgreement()
    {
        _maskKey?.Dispose();
        _boxKey?.Dispose();
        _maskKey = null;
        _boxKey = null;
    }

    public SecretBytes DrawGroupKey() => GroupKey = SecretBytes.Random(GroupKeyLength);

    /// <summary>Takes the group key from a peer's box; false when it does not open.</summary>
    public bool TryOpenGroupKey(PartyId drawer, BoxAddress address, ReadOnlySpan<byte> box)
    {
        GroupKey = Box(drawer).Open(address, box);
        return GroupKey is { Length: GroupKeyLength };
    }

    public PairSecret Masks(PartyId peer) => _peers[peer].Masks;

    public PairBox Box(PartyId peer) => _peers[peer].Box;

    /// <summary>Erases what is shared with parties that are out of the session.</summary>
    public void Retain(IReadOnlyList<PartyId> participants)
    {
        foreach (PartyId peer in _peers.Keys.Except(participants).ToArray())
        {
            Erase(peer);
        }
    }

    /// <summary>Moves every pair secret on, once a round has ended.</summary>
    public void Ratchet()
    {
        foreach ((PairSecret masks, _) in _peers.Values)
        {
            masks.Ratchet();
        }
    }

    /// <summary>Writes the secrets into a state to be stored.</summary>
    public void Save(Wire.PartyState state)
    {
        state.MaskKey = _maskKey is null ? ByteString.Empty : SecretFields.Take(_maskKey.Export());
        state.BoxKey = _boxKey is null ? ByteString.Empty : SecretFields.Take(_boxKey.Export());
        state.GroupKey = GroupKey is null ? ByteString.Empty : SecretFields.Take(GroupKey.Export());
        state.Peers.AddRange(_peers.Select(peer => new Wire.PartyState.Types.Peer
        {
            Party = peer.Key.Value,
            Masks = SecretFields.Take(peer.Value.Masks.Export()),
            Box = SecretFields.Take(peer.Value.Box.Export()),
        }));
    }

    public void Dispose()
    {
        EndAgreement();
        GroupKey?.Dispose();
        foreach (PartyId peer in _peers.Keys.ToArray())
        {
            Erase(peer);
        }
    }

    private void Erase(PartyId peer)
    {
        _peers.Remove(peer, out (PairSecret Masks, PairBox Box) secrets);
        secrets.Masks.Dispose();
        secrets.Box.Dispose();
    }
}
