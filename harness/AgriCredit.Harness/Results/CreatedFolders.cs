namespace AgriCredit.Harness.Results;

/// <summary>The folders that had to be made for a path, so that a failure can take them away again.</summary>
internal sealed class CreatedFolders
{
    private readonly List<string> _deepestFirst;

    private CreatedFolders(List<string> deepestFirst) => _deepestFirst = deepestFirst;

    /// <summary>Makes a folder and those above it that are missing.</summary>
    /// <exception cref="IOException">A folder cannot be made, for instance since a file has its name; those made before it are removed.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise, for want of rights.</exception>
    public static CreatedFolders Create(string path)
    {
        var missing = new List<string>();
        for (string? folder = Path.GetFullPath(path); folder is not null && !Directory.Exists(folder); folder = Path.GetDirectoryName(folder))
            missing.Add(folder);
        var created = new CreatedFolders(missing);
        try
        {
            Directory.CreateDirectory(path);
        }
        catch
        {
            created.Remove();
            throw;
        }

        return created;
    }

    /// <summary>Removes them as far as they are empty: what somebody else has put there meanwhile stays.</summary>
    public void Remove()
    {
        foreach (string folder in _deepestFirst)
        {
            try
            {
                Directory.Delete(folder);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
            }
        }
    }
}
