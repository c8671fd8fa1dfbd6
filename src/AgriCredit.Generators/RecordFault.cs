using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace AgriCredit.Generators;

/// <summary>A compile error about a record of applicants; holds no symbol, so that it can be compared and kept.</summary>
internal sealed class RecordFault : IEquatable<RecordFault>
{
    private readonly DiagnosticDescriptor _rule;
    private readonly string[] _arguments;
    private readonly string _path;
    private readonly TextSpan _span;
    private readonly LinePositionSpan _lines;

    internal RecordFault(DiagnosticDescriptor rule, ISymbol place, params string[] arguments)
    {
        _rule = rule;
        _arguments = arguments;
        Location location = place.Locations.FirstOrDefault(candidate => candidate.IsInSource) ?? Location.None;
        _path = location.SourceTree?.FilePath ?? "";
        _span = location.SourceSpan;
        _lines = location.GetLineSpan().Span;
    }

    public bool Equals(RecordFault? other) =>
        other is not null && _rule.Id == other._rule.Id && _path == other._path && _span == other._span && _lines == other._lines && _arguments.SequenceEqual(other._arguments);

    public override bool Equals(object? obj) => Equals(obj as RecordFault);

    public override int GetHashCode() => _span.GetHashCode() ^ StringComparer.Ordinal.GetHashCode(_rule.Id);

    internal Diagnostic ToDiagnostic() => Diagnostic.Create(_rule, Location.Create(_path, _span, _lines), [.. _arguments]);
}
