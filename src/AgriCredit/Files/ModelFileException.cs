namespace AgriCredit;

/// <summary>A model file was refused. The properties say why and where; the message adds what to do.</summary>
public sealed class ModelFileException : Exception
{
    internal ModelFileException(ModelFileFault fault, string position, string expected, string actual, string remedy, Exception? inner = null)
        : this(fault, path: null, position, expected, actual, remedy, inner)
    {
    }

    private ModelFileException(ModelFileFault fault, string? path, string position, string expected, string actual, string remedy, Exception? inner)
        : base($"Model file{(path is null ? "" : $" '{path}'")}, {position}: expected {expected}; found {actual}. {remedy}", inner)
    {
        Fault = fault;
        FilePath = path;
        Position = position;
        Expected = expected;
        Actual = actual;
        Remedy = remedy;
    }

    /// <summary>Why the file was refused.</summary>
    public ModelFileFault Fault { get; }

    /// <summary>The file; null if the content did not come from a file.</summary>
    public string? FilePath { get; }

    /// <summary>Where in the content: a JSON path such as <c>$.features[3].unit</c>, or line and byte where the content is not JSON.</summary>
    public string Position { get; }

    /// <summary>What should have been there.</summary>
    public string Expected { get; }

    /// <summary>What was there.</summary>
    public string Actual { get; }

    /// <summary>What to do about it.</summary>
    public string Remedy { get; }

    internal ModelFileException At(string path) => new(Fault, path, Position, Expected, Actual, Remedy, this);
}
