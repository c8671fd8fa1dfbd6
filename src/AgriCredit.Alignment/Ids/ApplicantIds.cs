using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace AgriCredit.Alignment;

/// <summary>A side's own ids, one for each row, normalised and different from each other.</summary>
/// <remarks>
/// The rule, which both sides must share: Unicode form KC (Unicode 14.0); white space off both ends; upper case, character by character, as .NET's invariant casing has it; UTF-8 of at most
/// <see cref="LengthLimit"/> bytes. Leading zeros and everything inside an id stay: <c>007</c> is not <c>7</c>, and <c>AB-1</c> is not <c>AB1</c>. Empty ids, and such with control, invisible or unassigned
/// characters, are refused. It owns its memory and zeroes it on disposal; it prints no id. Thread-safe for reading.
/// </remarks>
public sealed class ApplicantIds : IDisposable
{
    /// <summary>The longest id in bytes, after normalisation.</summary>
    public const int LengthLimit = 256;

    private readonly IdStore _store;
    private bool _disposed;

    private ApplicantIds(IdStore store) => _store = store;

    /// <summary>The number of ids, which is that of rows.</summary>
    public int Count => _store.Count;

    /// <summary>The form in which an id is compared.</summary>
    /// <param name="id">As it stands in the file.</param>
    /// <returns>The normalised id, or null when it is refused.</returns>
    public static string? Normalise(string? id)
    {
        Span<byte> normalised = stackalloc byte[LengthLimit];
        return IdNormalisation.TryNormalise(id, normalised, out int length, out _) is null ? Encoding.UTF8.GetString(normalised[..length]) : null;
    }

    /// <summary>Normalises the ids of all rows and looks for duplicates.</summary>
    /// <param name="ids">The ids in row order; null counts as empty.</param>
    /// <param name="result">The normalised ids.</param>
    /// <param name="faults">Otherwise all that is wrong with them.</param>
    /// <returns>Whether every id can be used and none stands on two rows.</returns>
    public static bool TryCreate(IEnumerable<string?> ids, [NotNullWhen(true)] out ApplicantIds? result, [NotNullWhen(false)] out ApplicantIdFaults? faults)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var store = new IdStore();
        var refused = new List<RefusedId>();
        int refusedCount = 0;
        int row = 0;
        Span<byte> normalised = stackalloc byte[LengthLimit];
        foreach (string? id in ids)
        {
            row++;
            if (IdNormalisation.TryNormalise(id, normalised, out int length, out int? position) is { } refusal)
            {
                refusedCount++;
                if (refused.Count < ApplicantIdFaults.NamedLimit)
                {
                    refused.Add(new RefusedId(row, refusal, position));
                }

                // A refused id is no duplicate of another; its empty place keeps the row numbers.
                length = 0;
            }

            store.Add(normalised[..length]);
        }

        CryptographicOperations.ZeroMemory(normalised);
        int duplicated = store.FindDuplicates(ApplicantIdFaults.NamedLimit, out int repeatedRows, out IReadOnlyList<RepeatedId> repeated);
        faults = refusedCount + duplicated == 0 ? null : new ApplicantIdFaults(refusedCount, refused, duplicated, repeatedRows, repeated);
        result = faults is null ? new ApplicantIds(store) : null;
        if (result is null)
        {
            store.Dispose();
        }

        return result is not null;
    }

    /// <summary>Zeroes the ids. Not before the sides that use them are through.</summary>
    public void Dispose()
    {
        _store.Dispose();
        _disposed = true;
    }

    /// <summary>The number of ids, never the ids.</summary>
    public override string ToString() => $"{nameof(ApplicantIds)}({Count} ids, redacted)";

    /// <summary>The normalised bytes of a row's id.</summary>
    internal ReadOnlySpan<byte> this[int row]
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _store[row];
        }
    }
}
