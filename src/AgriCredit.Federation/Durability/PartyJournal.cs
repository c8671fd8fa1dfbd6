using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;

namespace AgriCredit.Federation;

/// <summary>Keeps a party's state: all that it decided is durable before it sends, and a session that was interrupted goes on from there.</summary>
/// <remarks>
/// Over sessions it remembers the ids it has seen and with whom it has summed which rows: sums of the same rows with two sets of parties reveal, by their difference,
/// the sums of whoever is in one set only. Source: PROTOCOL 1.1, and 2.4, rule S1, "over sessions".
/// </remarks>
internal sealed class PartyJournal
{
    private const uint Version = 1;
    private readonly IStateStore _store;
    private readonly List<StateChange> _changes = [];

    public PartyJournal(IStateStore store) => _store = store;

    /// <summary>Why a session must not be entered; null when it may be, and then its entry becomes durable with the first message.</summary>
    public SessionFailureReason? TryEnter(SessionPlan plan, byte[] rowsHash)
    {
        byte[] group = HashGroup(plan);
        string groupKey = PartyStateKeys.Group(rowsHash);
        if (_store.Read(groupKey) is { } earlier && !earlier.AsSpan().SequenceEqual(group))
        {
            return SessionFailureReason.Regroup;
        }

        string seenKey = PartyStateKeys.Seen(plan.Session.Span);
        if (_store.Read(seenKey) is not null)
        {
            return SessionFailureReason.ReplayedRound;
        }

        _changes.Add(StateChange.Set(seenKey, ReadOnlyMemory<byte>.Empty));
        _changes.Add(StateChange.Set(groupKey, group));
        return null;
    }

    /// <summary>
    /// Whether these rows may be summed at a model with these parties: no others were, in this session or an earlier one. Two sessions of the same plan start from the same
    /// model, and the coordinator says who dropped out of each (rule S1).
    /// </summary>
    public bool MaySum(byte[] rowsHash, byte[] subjectHash, IReadOnlyList<PartyId> parties) =>
        _store.Read(PartyStateKeys.Summed(rowsHash, subjectHash)) is not { } earlier || earlier.AsSpan().SequenceEqual(HashNames(parties));

    /// <summary>Notes that these rows are summed at a model with these parties; durable with the next message.</summary>
    public void NoteSum(byte[] rowsHash, byte[] subjectHash, IReadOnlyList<PartyId> parties) =>
        _changes.Add(StateChange.Set(PartyStateKeys.Summed(rowsHash, subjectHash), HashNames(parties)));

    /// <summary>Notes how a round ended; durable with the next message.</summary>
    public void EndRound(ulong round, Wire.EndedRound end) => _changes.Add(StateChange.Set(PartyStateKeys.Round(round), end.ToByteArray()));

    /// <summary>Makes a stage durable. It must be before its message is sent.</summary>
    public void Save(PartyStage stage)
    {
        if (stage is EndedStage { Outcome.IsFinished: false })
        {
            // Nothing to go on from; what must be remembered over sessions stays.
            Forget();
            return;
        }

        Wire.PartyState state = stage.Save();
        state.Version = Version;
        byte[] bytes = state.ToByteArray();
        try
        {
            _store.Write([.. _changes, StateChange.Set(PartyStateKeys.Session, bytes)]);
            _changes.Clear();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
            SecretFields.Clear(state);
        }
    }

    /// <summary>The session in progress; null when there is none.</summary>
    /// <exception cref="StateStoreException">The state is not one of this version.</exception>
    public Wire.PartyState? Load()
    {
        if (_store.Read(PartyStateKeys.Session) is not { } bytes)
        {
            return null;
        }

        try
        {
            return WireReader.Parse(Wire.PartyState.Parser, bytes) is { Version: Version } state
                ? state
                : throw new StateStoreException("The stored session is not of this version; finish it with the version that began it, or remove the store and count the session as lost.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>The ended rounds, in order.</summary>
    public IEnumerable<Wire.EndedRound> LoadRounds() => _store.ReadAll(PartyStateKeys.Rounds).Select(entry => Wire.EndedRound.Parser.ParseFrom(entry.Value));

    /// <summary>Erases the session in progress, once it has ended and its result is kept elsewhere.</summary>
    public void Forget()
    {
        StateChange[] rounds = [.. _store.ReadAll(PartyStateKeys.Rounds).Select(entry => StateChange.Delete(entry.Key))];
        _store.Write([.. _changes.Where(change => !change.Key.StartsWith(PartyStateKeys.Rounds, StringComparison.Ordinal)), .. rounds, StateChange.Delete(PartyStateKeys.Session)]);
        _changes.Clear();
    }

    private static byte[] HashNames(IReadOnlyList<PartyId> parties) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parties.Select(party => party.Value).Order(StringComparer.Ordinal))));

    private static byte[] HashGroup(SessionPlan plan) => SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(
        '\n',
        plan.Parties.Select((party, index) => $"{party} {Convert.ToHexString(plan.CertificateHashes[index].Span)}").Order(StringComparer.Ordinal))));
}
