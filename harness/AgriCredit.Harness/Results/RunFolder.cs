using System.Security.Cryptography;
using AgriCredit.Harness.CommandLine;

namespace AgriCredit.Harness.Results;

/// <summary>A folder that holds one run, and is replaced as a whole or not at all.</summary>
/// <remarks>Files are written to a hidden sibling folder, which takes the run's name at the end. An earlier run steps aside for the moment of the
/// renaming and comes back if that fails. A run that fails, is cancelled or fills the disk therefore leaves nothing behind.</remarks>
internal static class RunFolder
{
    /// <summary>The figures.</summary>
    public const string MetricsFile = "metrics.json";

    /// <summary>The model to score with.</summary>
    public const string ModelFile = "model.json";

    /// <summary>The model described for people, as Markdown.</summary>
    public const string CardFile = "model-card.md";

    /// <summary>The page for people.</summary>
    public const string ReportFile = "report.html";

    /// <summary>One line a training round.</summary>
    public const string RoundsFile = "rounds.csv";

    /// <summary>The scenario as resolved, seeds included.</summary>
    public const string ScenarioFile = "scenario.json";

    private static readonly string[] RunFiles = [MetricsFile, ModelFile, CardFile, ReportFile, RoundsFile, ScenarioFile];

    /// <summary>Makes sure, before a run starts, that its folder can be written at the end.</summary>
    /// <param name="path">The run's folder.</param>
    /// <exception cref="HarnessException">The path is a file, the current directory, or a folder that holds anything but an earlier run, or its place cannot be
    /// written to. Exit code 2.</exception>
    public static void CheckAvailable(string path)
    {
        string target = Resolve(path);
        Inspect(path, target);
        try
        {
            CreatedFolders parents = CreatedFolders.Create(Path.GetDirectoryName(target)!);
            try
            {
                string probe = Sibling(target, "probe");
                Directory.CreateDirectory(probe);
                Directory.Delete(probe);
            }
            finally
            {
                parents.Remove();
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new HarnessException(ExitCode.Usage, $"The run's folder '{path}' cannot be written: {fault.Message} Choose another with --out DIR.", fault);
        }
    }

    /// <summary>Writes a run's folder, replacing an earlier run there.</summary>
    /// <param name="path">The run's folder.</param>
    /// <param name="write">Writes the run's files into the folder it is given.</param>
    /// <param name="cancellationToken">Looked at last before the folder takes its name.</param>
    /// <exception cref="HarnessException">As <see cref="CheckAvailable"/>; or writing failed: exit code 1.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the earlier run is as it was.</exception>
    public static void Replace(string path, Action<string> write, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(write);
        string target = Resolve(path);
        Inspect(path, target);
        CreatedFolders? parents = null;
        string partial = Sibling(target, "partial");
        bool done = false;
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            parents = CreatedFolders.Create(Path.GetDirectoryName(target)!);
            Directory.CreateDirectory(partial);
            write(partial);
            cancellationToken.ThrowIfCancellationRequested();
            Rename(partial, target);
            done = true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new HarnessException(ExitCode.Failed, $"The run's folder '{path}' could not be written: {fault.Message} Nothing was left behind; free the place, or choose another with --out DIR.", fault);
        }
        finally
        {
            if (!done)
            {
                DeleteIfThere(partial);
                parents?.Remove();
            }
        }
    }

    /// <summary>Whether a folder holds an earlier run and nothing else.</summary>
    public static bool IsRun(string path)
    {
        string[] names = [.. Directory.EnumerateFileSystemEntries(path).Select(entry => Path.GetFileName(entry))];
        return names.Contains(MetricsFile) && names.Contains(ScenarioFile)
            && names.All(name => RunFiles.Contains(name) && File.Exists(Path.Combine(path, name)));
    }

    private static void Inspect(string path, string target)
    {
        if (File.Exists(target))
            throw new HarnessException(ExitCode.Usage, $"The run's folder '{path}' is a file. Choose another with --out DIR.");
        if (!Directory.Exists(target))
            return;
        // Renaming would leave the caller's shell in a folder that is no more.
        if ((Directory.GetCurrentDirectory() + Path.DirectorySeparatorChar).StartsWith(target.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new HarnessException(ExitCode.Usage, $"The run's folder '{path}' is the current directory or holds it, and cannot be replaced. Name a folder of its own with --out DIR.");
        try
        {
            if (Directory.EnumerateFileSystemEntries(target).Any() && !IsRun(target))
            {
                throw new HarnessException(ExitCode.Usage,
                    $"The folder '{path}' holds files that are not an earlier run's, and is left as it is. Choose another with --out DIR, or remove it first.");
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new HarnessException(ExitCode.Usage, $"The folder '{path}' cannot be read: {fault.Message} Choose another with --out DIR.", fault);
        }
    }

    /// <summary>Gives the finished folder its name. Two renames, since no portable call exchanges two folders.</summary>
    private static void Rename(string partial, string target)
    {
        if (!Directory.Exists(target))
        {
            Directory.Move(partial, target);
            return;
        }

        string earlier = Sibling(target, "earlier");
        Directory.Move(target, earlier);
        try
        {
            Directory.Move(partial, target);
        }
        catch
        {
            Directory.Move(earlier, target);
            throw;
        }

        DeleteIfThere(earlier);
    }

    /// <summary>Deletes a folder of ours, and keeps quiet if it cannot: the reason why it is deleted is the one to report.</summary>
    private static void DeleteIfThere(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>The folder itself where the path is a link to one, without a separator at the end.</summary>
    private static string Resolve(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        string target = Directory.Exists(full) ? Directory.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full : full;
        if (Path.GetDirectoryName(target) is null)
            throw new HarnessException(ExitCode.Usage, $"'{path}' is the root of a file system and cannot be a run's folder. Choose another with --out DIR.");
        return target;
    }

    private static string Sibling(string target, string purpose) =>
        Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{purpose}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}");
}
