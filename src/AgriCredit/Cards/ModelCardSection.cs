namespace AgriCredit;

/// <summary>A section of a model card: text, sentences one below the other, a table, in this order; each may be missing.</summary>
public sealed class ModelCardSection
{
    internal ModelCardSection(string heading, string? text = null, IReadOnlyList<string>? items = null, ModelCardTable? table = null)
    {
        Heading = heading;
        Text = text;
        Items = items ?? [];
        Table = table;
    }

    /// <summary>The heading; unique in the card.</summary>
    public string Heading { get; }

    /// <summary>A paragraph; null for none.</summary>
    public string? Text { get; }

    /// <summary>The items of a list.</summary>
    public IReadOnlyList<string> Items { get; }

    /// <summary>The table; null for none.</summary>
    public ModelCardTable? Table { get; }
}
