namespace AgriCredit;

/// <summary>A column of a table of a model card.</summary>
public sealed class ModelCardColumn
{
    internal ModelCardColumn(string header, bool isNumber = false)
    {
        Header = header;
        IsNumber = isNumber;
    }

    /// <summary>Its name.</summary>
    public string Header { get; }

    /// <summary>Whether its cells are numbers, to be set from the right.</summary>
    public bool IsNumber { get; }
}
