using System.Buffers;
using System.Globalization;
using System.Text;

namespace AgriCredit.Alignment;

/// <summary>The rule by which the two sides' ids become the same bytes.</summary>
/// <remarks>
/// Normalisation form KC of Unicode 14.0, white space off both ends, simple upper case as .NET's invariant casing has it, form KC and white space once more (casing can leave it, and a compatibility
/// form can bring white space to an end), UTF-8. Leading zeros and inner white space, hyphens and the like stay. Control, format and unassigned characters are refused.
/// </remarks>
internal static class IdNormalisation
{
    /// <summary>Composition makes text shorter, at most some four times; what is this long is too long whatever it becomes.</summary>
    private const int CharacterLimit = 4 * ApplicantIds.LengthLimit;

    /// <summary>Normalises an id.</summary>
    /// <param name="id">As it stands in the file.</param>
    /// <param name="normalised">Receives the bytes; <see cref="ApplicantIds.LengthLimit"/> long.</param>
    /// <param name="length">The number of bytes written.</param>
    /// <param name="position">The position in <paramref name="id"/> of the character that is refused; null when it is refused as a whole.</param>
    /// <returns>Null, or why it is refused.</returns>
    public static ApplicantIdRefusal? TryNormalise(ReadOnlySpan<char> id, Span<byte> normalised, out int length, out int? position)
    {
        length = 0;
        position = null;
        int start = id.Length - id.TrimStart().Length;
        ReadOnlySpan<char> trimmed = id.Trim();
        if (trimmed.IsEmpty)
        {
            return ApplicantIdRefusal.Empty;
        }

        if (trimmed.Length > CharacterLimit)
        {
            return ApplicantIdRefusal.TooLong;
        }

        return Ascii.IsValid(trimmed)
            ? FromAscii(trimmed, start, normalised, out length, out position)
            : FromText(trimmed, start, normalised, out length, out position);
    }

    private static ApplicantIdRefusal? FromAscii(ReadOnlySpan<char> id, int start, Span<byte> normalised, out int length, out int? position)
    {
        position = null;
        length = 0;
        for (int i = 0; i < id.Length; i++)
        {
            if (char.IsControl(id[i]))
            {
                position = start + i;
                return ApplicantIdRefusal.ControlCharacter;
            }
        }

        if (id.Length > ApplicantIds.LengthLimit)
        {
            return ApplicantIdRefusal.TooLong;
        }

        _ = Ascii.ToUpper(id, normalised, out length);
        return null;
    }

    private static ApplicantIdRefusal? FromText(ReadOnlySpan<char> id, int start, Span<byte> normalised, out int length, out int? position)
    {
        length = 0;
        var codePoints = new List<int>(id.Length);
        for (int i = 0; i < id.Length;)
        {
            position = start + i;
            if (Rune.DecodeFromUtf16(id[i..], out Rune rune, out int taken) != OperationStatus.Done)
            {
                return ApplicantIdRefusal.UnknownCharacter;
            }

            if (UnicodeTables.Instance.IsRefused(rune.Value))
            {
                return Rune.IsControl(rune) ? ApplicantIdRefusal.ControlCharacter
                    : Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format ? ApplicantIdRefusal.FormatCharacter
                    : ApplicantIdRefusal.UnknownCharacter;
            }

            codePoints.Add(rune.Value);
            i += taken;
        }

        position = null;
        List<int> composed = CompatibilityComposition.Normalise(codePoints);
        composed = Trim(CompatibilityComposition.Normalise(Trim(composed).Select(UnicodeTables.Instance.Upper)));
        if (composed.Count == 0)
        {
            return ApplicantIdRefusal.Empty;
        }

        foreach (int codePoint in composed)
        {
            if (length + Utf8Length(codePoint) > ApplicantIds.LengthLimit)
            {
                return ApplicantIdRefusal.TooLong;
            }

            length += new Rune(codePoint).EncodeToUtf8(normalised[length..]);
        }

        return null;
    }

    private static int Utf8Length(int codePoint) => new Rune(codePoint).Utf8SequenceLength;

    private static List<int> Trim(List<int> codePoints)
    {
        int first = codePoints.FindIndex(codePoint => !Rune.IsWhiteSpace(new Rune(codePoint)));
        int last = codePoints.FindLastIndex(codePoint => !Rune.IsWhiteSpace(new Rune(codePoint)));
        return first < 0 ? [] : codePoints.GetRange(first, last - first + 1);
    }
}
