using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using AgriCredit.Learning;

namespace AgriCredit.Federation;

/// <summary>What a party remembers over sessions: the session ids it has seen, and with whom it has summed which rows.</summary>
/// <remarks>
/// Sums of the same rows with two sets of parties reveal, by their difference, the sums of whoever is in one set only (<see cref="SessionFailureReason.Regroup"/>).
/// This record lives in memory, as long as its owner. Thread-safe. Source: PROTOCOL 2.4, rule S1, "over sessions".
/// </remarks>
public sealed class PartyRecord
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _sessions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _groups = new(StringComparer.Ordinal);

    /// <summary>Remembers a session, unless it must be refused.</summary>
    internal SessionFailureReason? TryEnter(SessionPlan plan, Dataset rows)
    {
        string rowsHash = HashRows(rows);
        string group = string.Join('\n', plan.Parties.Select((party, index) => $"{party} {Convert.ToHexString(plan.CertificateHashes[index].Span)}").Order(StringComparer.Ordinal));
        lock (_lock)
        {
            if (_groups.TryGetValue(rowsHash, out string? earlier) && earlier != group)
            {
                return SessionFailureReason.Regroup;
            }

            if (!_sessions.Add(Convert.ToHexString(plan.Session.Span)))
            {
                return SessionFailureReason.ReplayedRound;
            }

            _groups[rowsHash] = group;
            return null;
        }
    }

    private static string HashRows(Dataset rows)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.ASCII.GetBytes(Labels.Rows));
        for (int feature = 0; feature < rows.FeatureCount; feature++)
        {
            hash.AppendData(MemoryMarshal.AsBytes(rows.Column(feature)));
        }

        hash.AppendData(rows.Labels);
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
