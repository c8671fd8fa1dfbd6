using System.Buffers.Binary;

namespace AgriCredit.Federation.Vertical;

/// <summary>Counts, over restarts, how often a party was asked about whom.</summary>
/// <remarks>
/// Counts are written before a party answers, so that one that is killed has counted too many and never too few. A clock that is set back opens no new period. Applicants are remembered by a hash; it hides little, for ids can be
/// tried out, so the store is guarded like the party's rows. Ledgers of one process may share a store.
/// </remarks>
public sealed class ScoringLedger
{
    private readonly IStateStore _store;
    private readonly ScoringLimits _limits;
    private readonly TimeProvider _clock;

    /// <summary>Takes up a ledger.</summary>
    /// <param name="store">Where it is; stays the caller's.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="clock">Says which period it is.</param>
    /// <exception cref="ArgumentException">A limit makes no sense.</exception>
    public ScoringLedger(IStateStore store, ScoringLimits limits, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(clock);
        if (limits.Fault() is { } fault)
        {
            throw new ArgumentException(fault, nameof(limits));
        }

        _store = store;
        _limits = limits;
        _clock = clock;
    }

    /// <summary>Counts a request, durably.</summary>
    /// <param name="bank">Who asks.</param>
    /// <param name="ids">About whom; normalised, no two alike.</param>
    /// <returns>For each whether it may be answered. Those that may not are not counted.</returns>
    /// <exception cref="StateStoreException">The count could not be written; nothing may be answered.</exception>
    internal bool[] Take(PartyId bank, IReadOnlyList<string> ids)
    {
        lock (_store)
        {
            return TakeLocked(bank, ids);
        }
    }

    private bool[] TakeLocked(PartyId bank, IReadOnlyList<string> ids)
    {
        string root = $"scoring/{bank}/";
        Count all = Read(root + "all", _limits.Period);
        bool[] allowed = new bool[ids.Count];
        var changes = new List<StateChange>();
        for (int i = 0; i < ids.Count; i++)
        {
            string key = root + "applicant/" + Convert.ToHexStringLower(Transcript.HashApplicant(bank, ids[i]));
            Count applicant = Read(key, _limits.ApplicantPeriod);
            if (all.Times < _limits.ApplicantsPerPeriod && applicant.Times < _limits.TimesPerApplicant)
            {
                allowed[i] = true;
                all = all with { Times = all.Times + 1 };
                changes.Add(StateChange.Set(key, Bytes(applicant with { Times = applicant.Times + 1 })));
            }
        }

        if (changes.Count > 0)
        {
            if (all.IsNew)
            {
                changes.AddRange(Expired(root + "applicant/", [.. changes.Select(change => change.Key)]));
            }

            changes.Add(StateChange.Set(root + "all", Bytes(all)));
            _store.Write(changes);
        }

        return allowed;
    }

    private Count Read(string key, TimeSpan period)
    {
        long now = _clock.GetUtcNow().UtcTicks;
        return Parse(_store.Read(key)) is { } found && found.Latest >= StartOf(period) ? found with { Latest = Math.Max(found.Latest, now) } : new Count(now, 0, IsNew: true);
    }

    /// <summary>Applicants of earlier periods need not be remembered; looked for once a period.</summary>
    private IEnumerable<StateChange> Expired(string prefix, HashSet<string> kept)
    {
        long now = StartOf(_limits.ApplicantPeriod);
        return _store.ReadAll(prefix).Where(entry => !kept.Contains(entry.Key) && !(Parse(entry.Value)?.Latest >= now)).Select(entry => StateChange.Delete(entry.Key));
    }

    /// <summary>When the present period of a length began; all begin at the same moments everywhere.</summary>
    private long StartOf(TimeSpan period)
    {
        long now = _clock.GetUtcNow().UtcTicks;
        return now - (now % period.Ticks);
    }

    private static byte[] Bytes(Count count)
    {
        byte[] bytes = new byte[2 * sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, count.Latest);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(sizeof(long)), count.Times);
        return bytes;
    }

    private static Count? Parse(byte[]? bytes) => bytes is { Length: 2 * sizeof(long) }
        ? new Count(BinaryPrimitives.ReadInt64LittleEndian(bytes), BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(sizeof(long))), IsNew: false)
        : null;

    /// <summary>How often, and when last. It is of the present period if that was: so it means something whatever the length of periods was when it was written.</summary>
    private readonly record struct Count(long Latest, long Times, bool IsNew);
}
