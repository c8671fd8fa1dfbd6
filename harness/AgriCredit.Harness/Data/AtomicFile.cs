using AgriCredit.Harness.CommandLine;
using DuckDB.NET.Data;

namespace AgriCredit.Harness.Data;

/// <summary>Writes whole files: under a temporary name in the same folder, renamed when complete, so that a failure leaves nothing behind and an older file as it was.</summary>
internal static class AtomicFile
{
    /// <summary>Finds out early, before long work, that a file cannot be written there.</summary>
    /// <param name="path">The file that <c>--output</c> names.</param>
    /// <param name="reads">Files that are read to write it.</param>
    /// <exception cref="HarnessException">The path is one of <paramref name="reads"/>, its folder does not exist or cannot be written to, or it is a folder; exit code 2.</exception>
    public static void RequireWritable(string path, params string[] reads)
    {
        if (Array.Find(reads, read => Path.GetFullPath(read) == Path.GetFullPath(path)) is { } overwritten)
        {
            throw new HarnessException(ExitCode.Usage, $"--output would overwrite '{overwritten}', which is read. Name another file.");
        }

        if (Directory.Exists(path))
        {
            throw new HarnessException(ExitCode.Usage, $"Cannot write '{path}': it is a folder; name a file.");
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder))
        {
            throw new HarnessException(ExitCode.Usage, $"Cannot write '{path}': the folder '{folder}' does not exist.");
        }

        try
        {
            using FileStream probe = new(TemporaryName(path), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HarnessException(ExitCode.Usage, $"Cannot write '{path}': {exception.Message}", exception);
        }
    }

    /// <summary>Writes a file.</summary>
    /// <param name="path">An older file there is replaced.</param>
    /// <param name="write">Gets the temporary path; the file is complete when it returns.</param>
    /// <exception cref="HarnessException">The file could not be written, such as to a full disk; exit code 1.</exception>
    public static void Write(string path, Action<string> write)
    {
        string temporary = TemporaryName(path);
        try
        {
            write(temporary);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or DuckDBException)
        {
            // DuckDB says: IO Error: Could not write file "NAME": No space left on device
            string reason = exception is DuckDBException ? exception.Message.Split('\n')[0].Split(": ")[^1] : exception.Message;
            throw new HarnessException(ExitCode.Failed, $"Cannot write '{path}': {reason}", exception);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static string TemporaryName(string path)
    {
        string full = Path.GetFullPath(path);
        return Path.Combine(Path.GetDirectoryName(full)!, $".{Path.GetFileName(full)}.{Path.GetRandomFileName()}.tmp");
    }
}
