namespace AgriCredit.Export;

/// <summary>The nodes of one term.</summary>
internal static class OnnxTerm
{
    /// <summary>Appends what a column adds to the logit; the result's name.</summary>
    public static string Append(OnnxGraph graph, ExportedTerm term, int column)
    {
        string value = graph.Column(column);
        string refused = graph.Number(double.NaN);
        string result = term.HasBins ? Binned(graph, term, value, refused) : Weighted(graph, term, value, refused);
        if (term.Range is { } range)
        {
            string outside = graph.Node("Or", graph.Node("Less", value, graph.Number(range.Low)), graph.Node("Greater", value, graph.Number(range.High)));
            result = graph.Node("Where", outside, refused, result);
        }

        foreach ((WoeBin bin, double contribution) in term.Bins(WoeBinKind.Special))
        {
            result = Where(graph, bin.Codes, value, graph.Number(contribution), result);
        }

        result = graph.Node("Where", graph.Node("IsInf", value), refused, result);
        return graph.Node("Where", graph.Node("IsNaN", value), graph.Number(term.WhenMissing ?? double.NaN), result);
    }

    private static string Weighted(OnnxGraph graph, ExportedTerm term, string value, string refused)
    {
        string changed = term.Clip is { } clip ? graph.Node("Clip", value, graph.Number(clip.Low), graph.Number(clip.High)) : value;
        if (term.Log is not { } log)
        {
            return graph.Node("Mul", changed, graph.Number(term.Weight));
        }

        string shifted = graph.Node("Add", changed, graph.Number(log.Offset));
        string weighted = graph.Node("Mul", graph.Node("Log", shifted), graph.Number(term.Weight));
        return graph.Node("Where", graph.Node("Less", shifted, graph.Number(LogTransform.SmallestArgument)), refused, weighted);
    }

    private static string Binned(OnnxGraph graph, ExportedTerm term, string value, string refused)
    {
        string result = refused;
        foreach ((WoeBin bin, double contribution) in term.Bins(WoeBinKind.Interval))
        {
            string number = graph.Number(contribution);
            result = double.IsNegativeInfinity(bin.Low) ? number : graph.Node("Where", graph.Node("GreaterOrEqual", value, graph.Number(bin.Low)), number, result);
        }

        // Categories are numbered through, bin after bin; the number after the last is any other.
        int code = 0;
        foreach ((WoeBin bin, double contribution) in term.Bins(WoeBinKind.Categories))
        {
            result = Where(graph, Enumerable.Range(code, bin.Categories.Count).Select(number => (double)number), value, graph.Number(contribution), result);
            code += bin.Categories.Count;
        }

        foreach ((_, double contribution) in term.Bins(WoeBinKind.Other))
        {
            result = Where(graph, [code], value, graph.Number(contribution), result);
        }

        return result;
    }

    private static string Where(OnnxGraph graph, IEnumerable<double> numbers, string value, string then, string otherwise) =>
        numbers.Aggregate(otherwise, (result, number) => graph.Node("Where", graph.Node("Equal", value, graph.Number(number)), then, result));
}
