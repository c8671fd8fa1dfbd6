using System.Globalization;
using System.Text;

namespace AgriCredit;

/// <summary>Describes a model for people: purpose, data, parties, coefficients and points, metrics, limits, privacy.</summary>
/// <remarks>The same model and facts give the same card. Its text is as it is: names of the model are encoded by whoever sets the card, as <see cref="ToMarkdown"/> does.
/// Source: M. Mitchell and others, Model Cards for Model Reporting (2019).</remarks>
public sealed class ModelCard
{
    private const string NotStated = "Not stated.";

    private ModelCard(string title, IReadOnlyList<ModelCardSection> sections)
    {
        Title = title;
        Sections = sections;
    }

    /// <summary>What the card is of.</summary>
    public string Title { get; }

    /// <summary>The sections in the order they are read.</summary>
    public IReadOnlyList<ModelCardSection> Sections { get; }

    /// <summary>Makes the card.</summary>
    /// <param name="model">The model.</param>
    /// <param name="facts">What its author adds; null for nothing.</param>
    public static ModelCard Create(CreditModel model, ModelCardFacts? facts = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        facts ??= new ModelCardFacts();
        List<ModelCardSection> sections =
        [
            new("Purpose", facts.Purpose ?? NotStated),
            new("Data", facts.Data ?? NotStated),
            Parties(model.Provenance),
            Score(model.Scaling),
            Coefficients(model),
        ];
        if (PointsTable.Fits(model))
        {
            sections.Add(Points(PointsTable.Create(model)));
        }

        sections.AddRange([Reasons(model), Metrics(facts), Limits(model, facts), Privacy(model.Provenance, facts)]);
        return new ModelCard($"Model card: {model.Provenance.Scenario}", sections);
    }

    /// <summary>The card as Markdown, with line feeds. Names and texts of the model are escaped.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {Escape(Title)}\n");
        foreach (ModelCardSection section in Sections)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {Escape(section.Heading)}\n");
            if (section.Text is { } paragraph)
            {
                text.Append(CultureInfo.InvariantCulture, $"\n{Escape(paragraph)}\n");
            }

            if (section.Items.Count > 0)
            {
                text.Append('\n').AppendJoin("", section.Items.Select(item => $"- {Escape(item)}\n"));
            }

            if (section.Table is { } table)
            {
                text.Append(CultureInfo.InvariantCulture, $"\n{Escape(table.Caption)}\n\n");
                Row(text, table.Columns.Select(column => column.Header));
                text.Append('|').AppendJoin('|', table.Columns.Select(column => column.IsNumber ? "---:" : "---")).Append("|\n");
                foreach (IReadOnlyList<string> row in table.Rows)
                {
                    Row(text, row);
                }
            }
        }

        return text.ToString();
    }

    private static void Row(StringBuilder text, IEnumerable<string> cells) => text.AppendJoin("", cells.Select(cell => $"| {Escape(cell)} ")).Append("|\n");

    private static ModelCardSection Parties(ModelProvenance provenance)
    {
        string parties = provenance.Parties.Count == 0 ? "fitted in one place" : string.Join(", ", provenance.Parties);
        string session = provenance.SessionId is { } id ? $", session {id}" : "";
        string mode = provenance.AggregationMode is { } aggregation ? $", aggregation {aggregation}" : "";
        return new("Parties", $"{parties}{session}. Optimizer {provenance.Optimizer}, {provenance.Rounds.ToString(CultureInfo.InvariantCulture)} rounds{mode}.");
    }

    private static ModelCardSection Score(ScorecardScaling scaling) => new(
        "Score",
        $"A logistic model of the probability of default (PD). {Number(scaling.BasePoints)} points mean odds of {Number(scaling.BaseOdds)} good to 1 bad, and every "
        + $"{Number(scaling.PointsToDoubleOdds)} points more double the odds: more points, less risk.");

    private static ModelCardSection Coefficients(CreditModel model)
    {
        List<IReadOnlyList<string>> rows = [[CreditModel.InterceptName, "", "", "", Number(model.Intercept), Error(model, 0)]];
        for (int i = 0; i < model.Features.Count; i++)
        {
            ModelFeature feature = model.Features[i];
            rows.Add([feature.Name, feature.Unit ?? "", Describe(feature.Transform), Describe(feature), Number(model.Coefficients[i]), Error(model, i + 1)]);
        }

        ModelCardColumn[] columns = [new("feature"), new("unit"), new("transform"), new("missing"), new("coefficient", isNumber: true), new("standard error", isNumber: true)];
        return new("Coefficients", table: new("Of the logit of PD, on the scale of the transformed features: a positive one raises risk.", columns, rows));
    }

    private static ModelCardSection Points(PointsTable table)
    {
        ModelCardColumn[] columns = [new("feature"), new("bin"), new("share of training rows", isNumber: true), new("WOE", isNumber: true), new("points", isNumber: true)];
        IReadOnlyList<string>[] rows =
        [
            .. table.Rows.Select(row => (string[])[row.Feature.Name, row.Bin!.Label, row.Bin.Share is { } share ? Number(share) : "", Number(row.Bin.Woe), Number(row.Points)]),
        ];
        return new("Points", table: new($"Base points {Number(table.BasePoints)}; add one line for each feature and round the sum: within one point of the exact score.", columns, rows));
    }

    private static ModelCardSection Reasons(CreditModel model)
    {
        string against = model.Reasons.Policy switch
        {
            ReasonPolicy.PopulationMean => "the mean of the training rows",
            ReasonPolicy.BestAttainable => "the most points attainable",
            _ => $"an applicant at the cut-off of {Number(model.Reasons.CutOffPoints!.Value)} points",
        };
        return new("Reasons", model.Ranking.Fault is { } fault
            ? $"The model gives no reasons. {fault}"
            : $"At most {model.Reasons.Maximum.ToString(CultureInfo.InvariantCulture)} groups of features that cost an applicant points against {against}, the most costly first.");
    }

    private static ModelCardSection Metrics(ModelCardFacts facts)
    {
        if (facts.Metrics.Count == 0)
        {
            return new("Metrics", NotStated);
        }

        return new("Metrics", table: new(
            "As its author measured them.",
            [new("metric"), new("value", isNumber: true)],
            [.. facts.Metrics.Select(metric => (string[])[metric.Key, Number(metric.Value)])]));
    }

    private static ModelCardSection Limits(CreditModel model, ModelCardFacts facts)
    {
        List<string> limits = [.. facts.Limits];
        string[] unbounded = [.. model.InputFeatures.Where(feature => feature.Range is null && feature.Transform is not WoeTransform).Select(feature => feature.Name)];
        string[] scored = [.. model.InputFeatures.Where(feature => feature is { Range: not null, OutOfRange: OutOfRangePolicy.Accept }).Select(feature => feature.Name)];
        if (unbounded.Length > 0)
        {
            limits.Add($"No range of training is on record for {string.Join(", ", unbounded)}.");
        }

        if (scored.Length > 0)
        {
            limits.Add($"Values beyond the range of training are scored all the same for {string.Join(", ", scored)}.");
        }

        limits.Add("The model is additive: it knows no effect of one feature that depends on another.");
        return new("Limits", items: limits);
    }

    private static ModelCardSection Privacy(ModelProvenance provenance, ModelCardFacts facts)
    {
        string mechanism = provenance.PrivacyMechanism == ModelProvenance.NoPrivacyMechanism
            ? "No noise was added: whoever has the model has exact coefficients of the parties' joint rows."
            : $"Mechanism {provenance.PrivacyMechanism}, version {provenance.PrivacyVersion.ToString(CultureInfo.InvariantCulture)}.";
        string waivers = provenance.Waivers.Count == 0 ? "No minimum was waived." : $"Minimums waived by every party: {string.Join(", ", provenance.Waivers)}.";
        ModelCardTable? learnt = facts.Learnt.Count == 0 ? null : new(
            "What each role came to know beyond the model.",
            [new("who"), new("what")],
            [.. facts.Learnt.Select(item => (string[])[item.Key, item.Value])]);
        return new("Privacy", $"{mechanism} {waivers}", table: learnt);
    }

    private static string Describe(FeatureTransform transform) => transform switch
    {
        StandardiseTransform standardise => $"(x {(standardise.Mean < 0 ? '+' : '-')} {Number(Math.Abs(standardise.Mean))}) / {Number(standardise.StandardDeviation)}",
        MissingIndicatorTransform => "1 where missing, standardised",
        LogTransform log => $"ln(x + {Number(log.Offset)}){Then(log.Then)}",
        ClipTransform clip => $"x within [{Number(clip.Low)}, {Number(clip.High)}]{Then(clip.Then)}",
        WoeTransform woe => $"WOE of {woe.Bins.Count.ToString(CultureInfo.InvariantCulture)} bins{(woe.InformationValue is { } value ? $", IV {Number(value)}" : "")}",
        _ => "x",
    };

    private static string Then(FeatureTransform then) => then is IdentityTransform ? "" : $", then {Describe(then)}";

    private static string Describe(ModelFeature feature) => feature switch
    {
        { IsIndicator: true } => "",
        { Missing: MissingPolicy.Reject } => "refused",
        { Missing: MissingPolicy.Bin } => "own bin",
        { Missing: MissingPolicy.Mean } => $"as {Number(feature.ValueWhenMissing!.Value)}",
        _ => $"as {Number(feature.ValueWhenMissing!.Value)}, with indicator",
    };

    private static string Error(CreditModel model, int index) => model.StandardErrors is { } errors ? Number(errors[index]) : "";

    private static string Number(double value) => value.ToString("G6", CultureInfo.InvariantCulture);

    // Names come from files of others: none may become markup or end a cell.
    private static string Escape(string value)
    {
        var text = new StringBuilder(value.Length);
        foreach (char c in value)
        {
            _ = c switch
            {
                '\\' or '`' or '*' or '_' or '{' or '}' or '[' or ']' or '<' or '>' or '#' or '|' or '~' or '!' => text.Append('\\').Append(c),
                '\r' or '\n' => text.Append(' '),
                '&' => text.Append("&amp;"),
                _ => text.Append(c),
            };
        }

        return text.ToString();
    }
}
