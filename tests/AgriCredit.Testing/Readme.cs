namespace AgriCredit.Testing;

/// <summary>A README of the checkout, and the programs in it.</summary>
public sealed class Readme
{
    private const string Fence = "```";

    private Readme(string text)
    {
        Text = text;
        CSharp = [.. Blocks(text, "csharp")];
        Printed = Blocks(text, "text").SingleOrDefault();
    }

    /// <summary>All of it.</summary>
    public string Text { get; }

    /// <summary>Its blocks of C#, in order.</summary>
    public IReadOnlyList<string> CSharp { get; }

    /// <summary>What it says its program prints; null if it does not say.</summary>
    public string? Printed { get; }

    /// <summary>All its C# as one program: in a package's README, a block goes on where the one before it ended.</summary>
    public string Program => string.Join('\n', CSharp);

    /// <summary>Reads the README of a folder; none for the checkout's own.</summary>
    public static Readme Of(params string[] folder) => new(File.ReadAllText(Path.Combine([TestData.Checkout, .. folder, "README.md"])));

    private static IEnumerable<string> Blocks(string text, string language)
    {
        List<string>? block = null;
        foreach (string line in text.Split('\n'))
        {
            if (block is null)
            {
                block = line == Fence + language ? [] : null;
            }
            else if (line == Fence)
            {
                yield return string.Concat(block.Select(own => own + '\n'));
                block = null;
            }
            else
            {
                block.Add(line);
            }
        }
    }
}
