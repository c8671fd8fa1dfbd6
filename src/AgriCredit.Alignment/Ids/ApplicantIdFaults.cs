using System.Text;

namespace AgriCredit.Alignment;

/// <summary>What is wrong with a side's own ids, all of it at once: by row, never by value.</summary>
/// <remarks>Row numbers count from 1, the first id.</remarks>
public sealed class ApplicantIdFaults
{
    /// <summary>How many of each are named; the counts are complete.</summary>
    public const int NamedLimit = 5;

    internal ApplicantIdFaults(int refusedCount, IReadOnlyList<RefusedId> refused, int duplicatedIdCount, int repeatedRowCount, IReadOnlyList<RepeatedId> repeated)
    {
        RefusedCount = refusedCount;
        Refused = refused;
        DuplicatedIdCount = duplicatedIdCount;
        RepeatedRowCount = repeatedRowCount;
        Repeated = repeated;
    }

    /// <summary>How many ids are refused for what they are.</summary>
    public int RefusedCount { get; }

    /// <summary>The first of them.</summary>
    public IReadOnlyList<RefusedId> Refused { get; }

    /// <summary>How many different ids stand on more than one row, compared after normalisation.</summary>
    public int DuplicatedIdCount { get; }

    /// <summary>How many rows hold an id that stood on an earlier row.</summary>
    public int RepeatedRowCount { get; }

    /// <summary>The first of them.</summary>
    public IReadOnlyList<RepeatedId> Repeated { get; }

    /// <summary>One sentence for each kind of fault, with rows and remedy.</summary>
    public string Message
    {
        get
        {
            var message = new StringBuilder();
            if (RefusedCount > 0)
            {
                message.Append($"{RefusedCount} of the ids cannot be used: {string.Join(", ", Refused.Select(Describe))}{More(RefusedCount, Refused.Count)}. ");
                message.Append($"An id is text of 1 to {ApplicantIds.LengthLimit} bytes without control or invisible characters; correct or leave out these rows. ");
            }

            if (DuplicatedIdCount > 0)
            {
                string rows = string.Join(", ", Repeated.Select(repeated => $"row {repeated.RowNumber} repeats row {repeated.EarlierRowNumber}"));
                message.Append($"{DuplicatedIdCount} of the ids {(DuplicatedIdCount == 1 ? "stands" : "stand")} on more than one row: {rows}{More(RepeatedRowCount, Repeated.Count)}. ");
                message.Append("Alignment needs one row for each applicant; ids are compared without regard to case, width and white space at the ends.");
            }

            return message.ToString().TrimEnd();
        }
    }

    /// <summary>The message.</summary>
    public override string ToString() => Message;

    private static string Describe(RefusedId id) => $"row {id.RowNumber} ({id.Refusal switch
    {
        ApplicantIdRefusal.Empty => "empty",
        ApplicantIdRefusal.ControlCharacter => "control character",
        ApplicantIdRefusal.FormatCharacter => "invisible character",
        ApplicantIdRefusal.UnknownCharacter => "unknown character",
        _ => "too long",
    }}{(id.Position is { } position ? $" at position {position + 1}" : "")})";

    private static string More(int all, int named) => all > named ? ", ..." : "";
}
