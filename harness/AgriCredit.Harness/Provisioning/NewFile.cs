namespace AgriCredit.Harness.Provisioning;

/// <summary>A file to be made. Not a record: its content may be a key, and is never printed.</summary>
internal sealed class NewFile
{
    private NewFile(string path, string content, bool isPrivate)
    {
        Path = path;
        Content = content;
        IsPrivate = isPrivate;
    }

    public string Path { get; }

    public string Content { get; }

    /// <summary>True when nobody but the owner may read it.</summary>
    public bool IsPrivate { get; }

    public static NewFile Public(string path, string content) => new(path, content, isPrivate: false);

    public static NewFile Private(string path, string content) => new(path, content, isPrivate: true);

    public override string ToString() => Path;
}
