using Microsoft.Data.Sqlite;

namespace AgriCredit.Federation.Storage;

/// <summary>Says in words what SQLite and the file system report as numbers.</summary>
internal static class SqliteFailure
{
    // Primary result codes, and the one extended code that needs other words (sqlite.org/rescode.html).
    private const int Permission = 3;
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int TooBig = 18;
    private const int NotADatabase = 26;
    private const int ReadOnlyMoved = 1032;

    public const string Moved = "The file was moved, deleted or replaced while it was in use; what was written last may be lost with it. Put it back, and start the member again.";

    public static string Explain(Exception cause) => cause switch
    {
        SqliteException sqlite => Explain(sqlite),
        InvalidDataException told => told.Message,
        DirectoryNotFoundException => "The folder does not exist.",
        UnauthorizedAccessException => "The file system does not permit it.",
        IOException file => file.Message,
        _ => $"It failed ({cause.GetType().Name}).",
    };

    private static string Explain(SqliteException failure) => failure switch
    {
        { SqliteExtendedErrorCode: ReadOnlyMoved } => Moved,
        { SqliteErrorCode: Busy or Locked } => "It is in use by another process; a member runs once at a time.",
        { SqliteErrorCode: Full } => "The disk is full. Free space, and start the member again.",
        { SqliteErrorCode: ReadOnly or Permission } => "It cannot be written; check the permissions of the file and its folder.",
        { SqliteErrorCode: CannotOpen } => "It cannot be opened; check the path and the permissions of the file and its folder.",
        { SqliteErrorCode: NotADatabase } => "It is no state store, or its beginning is damaged.",
        { SqliteErrorCode: Corrupt } => "The file is damaged.",
        { SqliteErrorCode: TooBig } => "A value is too long for SQLite.",
        { SqliteErrorCode: InputOutput } => $"The disk failed (SQLite code {failure.SqliteExtendedErrorCode}).",
        _ => $"SQLite failed (code {failure.SqliteExtendedErrorCode}).",
    };
}
