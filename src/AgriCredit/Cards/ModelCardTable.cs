namespace AgriCredit;

/// <summary>A table of a model card; its cells are text as it is, for whoever sets it to encode.</summary>
public sealed class ModelCardTable
{
    internal ModelCardTable(string caption, IReadOnlyList<ModelCardColumn> columns, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        Caption = caption;
        Columns = columns;
        Rows = rows;
    }

    /// <summary>What the rows are, in a sentence or two.</summary>
    public string Caption { get; }

    /// <summary>The columns; the first names the row.</summary>
    public IReadOnlyList<ModelCardColumn> Columns { get; }

    /// <summary>The rows, each with a cell a column; a cell that says nothing is empty.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Rows { get; }
}
