namespace AgriCredit.Export;

/// <summary>The nodes of one term.</summary>
internal static class OnnxTerm
{
    /// <summary>The smallest number whose logarithm the scorer takes.</summary>
    public const double SmallestLogarithm = 2.2250738585072014e-308;

    /// <summary>Appends what a column adds to the logit; the result's name.</summary>
    public static string Append(OnnxGraph graph, ExportedTerm term, int column)
    {
        string value = graph.Column(column);
        string refused = graph.Number(double.NaN);
        string result = term.Bins is null ? Weighted(graph, term, value, refused) : Binned(graph, term, value, refused);
        if (term.Range is { } range)
        {
            string outside = graph.Node("Or", graph.Node("Less", value, graph.Number(range.Low)), graph.Node("Greater", value, graph.Number(range.High)));
            result = graph.Node("Where", outside, refused, result);
        }

        foreach (WoeBin bin in term.SpecialBins)
        {
            result = Where(graph, bin.Codes, value, graph.Number(term.Contribution(bin)), result);
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
        return graph.Node("Where", graph.Node("Less", shifted, graph.Number(SmallestLogarithm)), refused, weighted);
    }

    private static string Binned(OnnxGraph graph, ExportedTerm term, string value, string refused)
    {
        string result = refused;
        foreach (WoeBin bin in term.Intervals)
        {
            string contribution = graph.Number(term.Contribution(bin));
            result = double.IsNegativeInfinity(bin.Low) ? contribution : graph.Node("Where", graph.Node("GreaterOrEqual", value, graph.Number(bin.Low)), contribution, result);
        }

        foreach (WoeBin bin in term.CategoryBins)
        {
            IEnumerable<double> codes = Enumerable.Range(0, term.Bins!.Categories.Count).Where(code => bin.Categories.Contains(term.Bins.Categories[code])).Select(code => (double)code);
            result = Where(graph, codes, value, graph.Number(term.Contribution(bin)), result);
        }

        return term.Other is { } other ? Where(graph, [term.Bins!.Categories.Count], value, graph.Number(term.Contribution(other)), result) : result;
    }

    private static string Where(OnnxGraph graph, IEnumerable<double> numbers, string value, string then, string otherwise) =>
        numbers.Aggregate(otherwise, (result, number) => graph.Node("Where", graph.Node("Equal", value, graph.Number(number)), then, result));
}
