using System.Text;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Results;

namespace AgriCredit.Harness.Provisioning;

/// <summary>Makes files that were not there before: all of them or none, and never in place of another.</summary>
internal static class NewFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerOnlyFolder = OwnerOnly | UnixFileMode.UserExecute;

    /// <summary>Finds out early that a file is there already.</summary>
    /// <exception cref="HarnessException">One is; exit code 2.</exception>
    public static void RequireAbsent(params IReadOnlyList<string> paths)
    {
        string[] present = [.. paths.Where(path => File.Exists(path) || Directory.Exists(path))];
        if (present.Length > 0)
        {
            throw new HarnessException(ExitCode.Usage, $"{string.Join(" and ", present.Select(path => $"'{path}'"))} {(present.Length == 1 ? "is" : "are")} there already and left as before. Name another place, or move the old away.");
        }
    }

    /// <summary>Writes the files into one folder, which is made for its owner alone where it is missing.</summary>
    /// <param name="folder">Holds all of the files, perhaps in folders of its own.</param>
    /// <param name="files">What to write.</param>
    /// <exception cref="HarnessException">A file is there already, or one cannot be written; then none is.</exception>
    public static void Write(string folder, params IReadOnlyList<NewFile> files)
    {
        RequireAbsent([.. files.Select(file => file.Path)]);
        var temporary = new List<string>();
        var written = new List<string>();
        var folders = new List<CreatedFolders>();
        bool done = false;
        try
        {
            MakeFolder(folder, folders);
            foreach (NewFile file in files)
            {
                MakeFolder(Path.GetDirectoryName(Path.GetFullPath(file.Path))!, folders);
                temporary.Add(WriteTemporary(file));
            }

            for (int index = 0; index < files.Count; index++)
            {
                File.Move(temporary[index], files[index].Path, overwrite: false);
                written.Add(files[index].Path);
            }

            done = true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HarnessException(ExitCode.Usage, $"Cannot write to '{folder}': {exception.Message} Nothing was left behind.", exception);
        }
        finally
        {
            temporary.ForEach(File.Delete);
            if (!done)
            {
                written.ForEach(File.Delete);
                folders.Reverse();
                folders.ForEach(created => created.Remove());
            }
        }
    }

    private static void MakeFolder(string folder, List<CreatedFolders> folders)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        folders.Add(CreatedFolders.Create(folder));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, OwnerOnlyFolder);
        }
    }

    /// <summary>Private from its first byte on, and on the disk before it takes its name.</summary>
    private static string WriteTemporary(NewFile file)
    {
        string full = Path.GetFullPath(file.Path);
        string temporary = Path.Combine(Path.GetDirectoryName(full)!, $".{Path.GetFileName(full)}.{Path.GetRandomFileName()}.tmp");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (file.IsPrivate && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        try
        {
            using var stream = new FileStream(temporary, options);
            stream.Write(Encoding.UTF8.GetBytes(file.Content));
            stream.Flush(flushToDisk: true);
            return temporary;
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
