using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;

namespace AgriCredit.Federation;

/// <summary>Keeps what moved a coordinator on, so that after a restart it decides the same and answers the same.</summary>
/// <remarks>
/// Events are durable before the answer that follows from them goes out; a message whose answer did not go out is sent again by its party. Of rounds that ended only
/// what was published stays: the masked inputs of the last one too, for parties that ask again.
/// </remarks>
internal sealed class CoordinatorJournal
{
    private const string SessionKey = "coordinator/session";
    private const string TermsKey = "coordinator/terms";
    private const string EventPrefix = "coordinator/event/";
    private const string EndPrefix = "coordinator/end/";
    private readonly IStateStore _store;
    private readonly List<StateChange> _changes = [];
    private readonly Dictionary<ulong, List<string>> _eventKeys = [];
    private ulong _lastEnd;

    public CoordinatorJournal(IStateStore store) => _store = store;

    public static byte[]? ReadSession(IStateStore store) => store.Read(SessionKey);

    /// <summary>Begins a session, or checks that the stored one has the same terms.</summary>
    /// <returns>Whether there is a stored one to go on with; null when its terms are others.</returns>
    public bool? TryOpen(ReadOnlyMemory<byte> session, ReadOnlyMemory<byte> terms)
    {
        byte[] hash = SHA256.HashData([.. Encoding.ASCII.GetBytes(Labels.Terms), .. terms.Span]);
        if (_store.Read(SessionKey) is { } stored)
        {
            return stored.AsSpan().SequenceEqual(session.Span) && _store.Read(TermsKey).AsSpan().SequenceEqual(hash) ? true : null;
        }

        _store.Write([StateChange.Set(SessionKey, session), StateChange.Set(TermsKey, hash)]);
        return false;
    }

    /// <summary>The ends of rounds and the events after them, in order: a round whose events are still there is played from these.</summary>
    public IEnumerable<(ulong Round, Wire.EndedRound? End, Wire.CoordinatorEvent? Event)> Load()
    {
        var events = _store.ReadAll(EventPrefix).GroupBy(entry => RoundOf(entry.Key)).ToDictionary(group => group.Key, group => group.ToList());
        var ends = _store.ReadAll(EndPrefix).ToDictionary(entry => RoundOf(entry.Key), entry => entry.Value);
        _lastEnd = ends.Count == 0 ? 0 : ends.Keys.Max();
        foreach (ulong round in events.Keys.Concat(ends.Keys).Distinct().Order())
        {
            if (!events.TryGetValue(round, out List<KeyValuePair<string, byte[]>>? ofRound))
            {
                yield return (round, Wire.EndedRound.Parser.ParseFrom(ends[round]), null);
                continue;
            }

            _eventKeys[round] = [.. ofRound.Select(entry => entry.Key)];
            foreach (KeyValuePair<string, byte[]> entry in ofRound)
            {
                yield return (round, null, Wire.CoordinatorEvent.Parser.ParseFrom(entry.Value));
            }
        }
    }

    /// <summary>The stored end of a round, for its record.</summary>
    public Wire.EndedRound? ReadEnd(ulong round) => _store.Read(EndKey(round)) is { } bytes ? Wire.EndedRound.Parser.ParseFrom(bytes) : null;

    /// <summary>Notes an event of a round; durable with the next <see cref="Commit"/>.</summary>
    public void Add(ulong round, Wire.CoordinatorEvent happened)
    {
        if (!_eventKeys.TryGetValue(round, out List<string>? keys))
        {
            _eventKeys.Add(round, keys = []);
        }

        string key = $"{EventPrefix}{Number(round)}/{keys.Count.ToString("D6", CultureInfo.InvariantCulture)}";
        keys.Add(key);
        _changes.Add(StateChange.Set(key, happened.ToByteArray()));
    }

    /// <summary>Notes the end of a round; the events of the one before are not needed any more.</summary>
    public void EndRound(ulong round, Wire.EndedRound end)
    {
        _changes.Add(StateChange.Set(EndKey(round), end.ToByteArray()));
        if (_lastEnd > 0 && _lastEnd < round && _eventKeys.Remove(_lastEnd, out List<string>? keys))
        {
            _changes.AddRange(keys.Select(StateChange.Delete));
        }

        _lastEnd = round;
    }

    /// <summary>Makes what was noted durable.</summary>
    public void Commit()
    {
        if (_changes.Count > 0)
        {
            _store.Write([.. _changes]);
            _changes.Clear();
        }
    }

    /// <summary>Erases the session.</summary>
    public static void Forget(IStateStore store) => store.Write(
        [.. store.ReadAll("coordinator/").Select(entry => StateChange.Delete(entry.Key))]);

    private static string EndKey(ulong round) => EndPrefix + Number(round);

    private static string Number(ulong round) => round.ToString("D10", CultureInfo.InvariantCulture);

    private static ulong RoundOf(string key) => ulong.Parse(key.Split('/')[2], CultureInfo.InvariantCulture);
}
