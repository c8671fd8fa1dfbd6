using AgriCredit.Harness.CommandLine;

namespace AgriCredit.Harness.Provisioning;

/// <summary>Reads files that only their owner may read: keys and passwords.</summary>
internal static class PrivateFile
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>The text of the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">Names it in messages, such as "The key".</param>
    /// <exception cref="HarnessException">It is not there, cannot be read, or others may read it; exit code 2.</exception>
    public static string Read(string path, string what)
    {
        if (!File.Exists(path))
        {
            throw new HarnessException(ExitCode.Usage, $"{what} '{path}' is not there.");
        }

        try
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != UnixFileMode.None)
            {
                throw new HarnessException(
                    ExitCode.Usage,
                    $"{what} '{path}' has mode {Mode(path)}, so that others than its owner can get at it. 'chmod 600' it, and make a new one if somebody may have read it.");
            }

            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HarnessException(ExitCode.Usage, $"{what} '{path}' cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>The first line of a password file.</summary>
    /// <param name="path">The file; null for no password.</param>
    public static string? ReadPassword(string? path)
    {
        if (path is null)
        {
            return null;
        }

        string password = Read(path, "The password file").Split('\n')[0].TrimEnd('\r');
        return password.Length > 0 ? password : throw new HarnessException(ExitCode.Usage, $"The password file '{path}' has an empty first line.");
    }

    /// <summary>The mode of a file as chmod takes it, such as 0600.</summary>
    public static string Mode(string path) => OperatingSystem.IsWindows() ? "" : "0" + Convert.ToString((int)File.GetUnixFileMode(path), toBase: 8);
}
