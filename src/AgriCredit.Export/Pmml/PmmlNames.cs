namespace AgriCredit.Export;

/// <summary>The names of a document's fields: none twice, and none of an input.</summary>
internal sealed class PmmlNames
{
    private readonly HashSet<string> _taken;

    public PmmlNames(CreditModel model, int reasons)
    {
        _taken = new HashSet<string>(model.Inputs, StringComparer.Ordinal);
        ProbabilityOfDefault = New("pd");
        Logit = New("logit");
        Points = New("points");
        Reasons = [.. Enumerable.Range(1, reasons).Select(rank => New($"reason_{rank}"))];
        Ranks = [.. Enumerable.Range(1, reasons).Select(rank => New($"rank_{rank}"))];
        Target = New(PointsTable.Fits(model) ? "score" : "default");
    }

    public string ProbabilityOfDefault { get; }

    public string Logit { get; }

    public string Points { get; }

    /// <summary>The outputs that name reasons, the most costly first.</summary>
    public IReadOnlyList<string> Reasons { get; }

    /// <summary>What ranks there, whether or not it cost points.</summary>
    public IReadOnlyList<string> Ranks { get; }

    /// <summary>What the model predicts.</summary>
    public string Target { get; }

    /// <summary>A name that no field has yet: the one wanted, with as many underscores as it takes.</summary>
    public string New(string wanted)
    {
        while (!_taken.Add(wanted))
        {
            wanted += "_";
        }

        return wanted;
    }
}
