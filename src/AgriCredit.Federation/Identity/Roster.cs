using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AgriCredit.Federation;

/// <summary>The pinned certificates of a federation: the coordinator's and every party's, agreed on before any session.</summary>
/// <remarks>Whoever signs an envelope is looked up here; nothing in a message can add to it. Thread-safe. It does not own the certificates.</remarks>
public sealed class Roster : IDisposable
{
    private readonly Dictionary<PartyId, Entry> _entries;

    /// <summary>Pins certificates.</summary>
    /// <param name="coordinator">The coordinator's id and certificate.</param>
    /// <param name="parties">The parties' ids and certificates; the order is the order of the session plan.</param>
    /// <exception cref="ArgumentException">An id or a certificate occurs twice, or a certificate has no P-256 key.</exception>
    public Roster(KeyValuePair<PartyId, X509Certificate2> coordinator, IReadOnlyList<KeyValuePair<PartyId, X509Certificate2>> parties)
    {
        ArgumentNullException.ThrowIfNull(parties);
        Coordinator = coordinator.Key;
        Parties = [.. parties.Select(party => party.Key)];
        _entries = [];
        foreach ((PartyId id, X509Certificate2 certificate) in parties.Prepend(coordinator))
        {
            var entry = new Entry(certificate);
            if (_entries.Values.Any(other => other.Hash.AsSpan().SequenceEqual(entry.Hash)))
            {
                throw new ArgumentException($"The certificate of '{id}' is also that of another member; each needs its own.", nameof(parties));
            }

            if (!_entries.TryAdd(id, entry))
            {
                throw new ArgumentException($"'{id}' occurs twice; ids are unique.", nameof(parties));
            }
        }
    }

    /// <summary>The coordinator's id.</summary>
    public PartyId Coordinator { get; }

    /// <summary>The parties, in plan order.</summary>
    public IReadOnlyList<PartyId> Parties { get; }

    /// <summary>SHA-256 of a member's DER certificate.</summary>
    /// <param name="id">A member.</param>
    public ReadOnlyMemory<byte> CertificateHash(PartyId id) => _entries[id].Hash;

    /// <summary>The member a certificate belongs to, if any.</summary>
    /// <param name="certificate">A certificate, as presented in a TLS handshake.</param>
    public PartyId? FindByCertificate(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        byte[] hash = certificate.GetCertHash(HashAlgorithmName.SHA256);
        foreach ((PartyId id, Entry entry) in _entries)
        {
            if (entry.Hash.AsSpan().SequenceEqual(hash))
            {
                return id;
            }
        }

        return null;
    }

    /// <summary>Whether a signature over data is that of a member.</summary>
    internal bool Verify(PartyId id, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (!_entries.TryGetValue(id, out Entry? entry))
        {
            return false;
        }

        // One key object is not safe for concurrent use on every platform.
        lock (entry)
        {
            return entry.Key.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
    }

    internal bool Contains(PartyId id) => _entries.ContainsKey(id);

    /// <summary>Releases the public keys.</summary>
    public void Dispose()
    {
        foreach (Entry entry in _entries.Values)
        {
            entry.Key.Dispose();
        }
    }

    private sealed class Entry
    {
        public Entry(X509Certificate2 certificate)
        {
            Key = certificate.GetECDsaPublicKey() is { KeySize: 256 } key
                ? key
                : throw new ArgumentException($"The certificate '{certificate.Subject}' has no P-256 key.", nameof(certificate));
            Hash = certificate.GetCertHash(HashAlgorithmName.SHA256);
        }

        public ECDsa Key { get; }

        public byte[] Hash { get; }
    }
}
