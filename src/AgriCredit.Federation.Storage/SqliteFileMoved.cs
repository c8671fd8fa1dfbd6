using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace AgriCredit.Federation.Storage;

/// <summary>Asks SQLite whether its path still leads to the file that it has open.</summary>
/// <remarks>
/// SQLite asks by itself when it opens a journal, but a connection in exclusive locking mode opens one only once. Without this, writes after somebody moved, deleted or replaced the file would be acknowledged and
/// go to a file that nobody finds again. The driver does not offer the call; it is one of the same native library.
/// </remarks>
internal static partial class SqliteFileMoved
{
    private const int Ok = 0;
    private const int HasMoved = 20; // SQLITE_FCNTL_HAS_MOVED

    /// <summary>True when the file was moved, deleted or replaced; false as well where the system does not allow that (Windows).</summary>
    public static bool Since(SqliteConnection connection)
    {
        bool moved = false;
        SafeHandle handle = connection.Handle!;
        return FileControl(handle, "main", HasMoved, ref moved) == Ok && moved;
    }

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_file_control", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static partial int FileControl(SafeHandle connection, string database, int operation, [MarshalAs(UnmanagedType.Bool)] ref bool argument);
}
