using System.Globalization;

namespace AgriCredit.Federation;

/// <summary>The keys under which a party keeps its state.</summary>
internal static class PartyStateKeys
{
    /// <summary>The session in progress.</summary>
    public const string Session = "party/session";

    /// <summary>The ended rounds of the session in progress.</summary>
    public const string Rounds = "party/round/";

    public static string Round(ulong round) => Rounds + round.ToString("D10", CultureInfo.InvariantCulture);

    /// <summary>A session id that was seen.</summary>
    public static string Seen(ReadOnlySpan<byte> session) => "party/seen/" + Convert.ToHexString(session);

    /// <summary>The parties that some rows were summed with.</summary>
    public static string Group(ReadOnlySpan<byte> rowsHash) => "party/group/" + Convert.ToHexString(rowsHash);

    /// <summary>The parties that some rows were summed with at one model, or at the constants of a set-up round.</summary>
    public static string Summed(ReadOnlySpan<byte> rowsHash, ReadOnlySpan<byte> subjectHash) =>
        "party/summed/" + Convert.ToHexString(rowsHash) + "/" + Convert.ToHexString(subjectHash);
}
