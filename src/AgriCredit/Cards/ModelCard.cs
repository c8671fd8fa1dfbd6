using System.Globalization;
using System.Text;

namespace AgriCredit;

/// <summary>Describes a model for people, as Markdown: purpose, data, parties, coefficients and points, metrics, limits, privacy.</summary>
/// <remarks>The same model and facts give the same text. Source: M. Mitchell and others, Model Cards for Model Reporting (2019).</remarks>
public static class ModelCard
{
    private const string NotStated = "Not stated.";

    /// <summary>Writes the card.</summary>
    /// <param name="model">The model.</param>
    /// <param name="facts">What its author adds; null for nothing.</param>
    /// <returns>Markdown with line feeds. Names and texts of the model are escaped.</returns>
    public static string Write(CreditModel model, ModelCardFacts? facts = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        facts ??= new ModelCardFacts();
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# Model card: {Escape(model.Provenance.Scenario)}\n\n");
        Section(text, "Purpose", facts.Purpose is null ? NotStated : Escape(facts.Purpose));
        Section(text, "Data", facts.Data is null ? NotStated : Escape(facts.Data));
        Parties(text, model.Provenance);
        Score(text, model);
        Coefficients(text, model);
        if (PointsTable.Fits(model))
        {
            Points(text, PointsTable.Create(model));
        }

        Reasons(text, model);
        Metrics(text, facts);
        Limits(text, model, facts);
        Privacy(text, model.Provenance);
        return text.ToString();
    }

    private static void Section(StringBuilder text, string heading, string body) => text.Append(CultureInfo.InvariantCulture, $"## {heading}\n\n{body}\n\n");

    private static void Parties(StringBuilder text, ModelProvenance provenance)
    {
        string parties = provenance.Parties.Count == 0 ? "fitted in one place" : string.Join(", ", provenance.Parties.Select(Escape));
        string session = provenance.SessionId is { } id ? $", session {id}" : "";
        string mode = provenance.AggregationMode is { } aggregation ? $", aggregation {Escape(aggregation)}" : "";
        Section(text, "Parties", $"{parties}{session}. Optimizer {Escape(provenance.Optimizer)}, {provenance.Rounds.ToString(CultureInfo.InvariantCulture)} rounds{mode}.");
    }

    private static void Score(StringBuilder text, CreditModel model) => Section(
        text,
        "Score",
        $"A logistic model of the probability of default (PD). {Number(model.Scaling.BasePoints)} points mean odds of {Number(model.Scaling.BaseOdds)} good to 1 bad, and every "
        + $"{Number(model.Scaling.PointsToDoubleOdds)} points more double the odds: more points, less risk.");

    private static void Coefficients(StringBuilder text, CreditModel model)
    {
        text.Append("## Coefficients\n\nOf the logit of PD, on the scale of the transformed features: a positive one raises risk.\n\n");
        text.Append("| feature | unit | transform | missing | coefficient | standard error |\n|---|---|---|---|---:|---:|\n");
        Row(text, CreditModel.InterceptName, "", "", "", Number(model.Intercept), Error(model, 0));
        for (int i = 0; i < model.Features.Count; i++)
        {
            ModelFeature feature = model.Features[i];
            Row(text, Escape(feature.Name), Escape(feature.Unit ?? ""), Describe(feature.Transform), Describe(feature), Number(model.Coefficients[i]), Error(model, i + 1));
        }

        text.Append('\n');
    }

    private static void Points(StringBuilder text, PointsTable table)
    {
        text.Append(CultureInfo.InvariantCulture, $"## Points\n\nBase points {Number(table.BasePoints)}; add one line for each feature and round the sum: within one point of the exact score.\n\n");
        text.Append("| feature | bin | share of training rows | WOE | points |\n|---|---|---:|---:|---:|\n");
        foreach (PointsRow row in table.Rows)
        {
            Row(text, Escape(row.Feature.Name), Escape(row.Bin!.Label), row.Bin.Share is { } share ? Number(share) : "", Number(row.Bin.Woe), Number(row.Points));
        }

        text.Append('\n');
    }

    private static void Reasons(StringBuilder text, CreditModel model)
    {
        string against = model.Reasons.Policy switch
        {
            ReasonPolicy.PopulationMean => "the mean of the training rows",
            ReasonPolicy.BestAttainable => "the most points attainable",
            _ => $"an applicant at the cut-off of {Number(model.Reasons.CutOffPoints!.Value)} points",
        };
        string body = model.Ranking.Fault is { } fault
            ? $"The model gives no reasons. {Escape(fault)}"
            : $"At most {model.Reasons.Maximum.ToString(CultureInfo.InvariantCulture)} groups of features that cost an applicant points against {against}, the most costly first.";
        Section(text, "Reasons", body);
    }

    private static void Metrics(StringBuilder text, ModelCardFacts facts)
    {
        if (facts.Metrics.Count == 0)
        {
            Section(text, "Metrics", NotStated);
            return;
        }

        text.Append("## Metrics\n\n| metric | value |\n|---|---:|\n");
        foreach ((string name, double value) in facts.Metrics)
        {
            Row(text, Escape(name), Number(value));
        }

        text.Append('\n');
    }

    private static void Limits(StringBuilder text, CreditModel model, ModelCardFacts facts)
    {
        List<string> limits = [.. facts.Limits.Select(Escape)];
        string[] unbounded = [.. model.InputFeatures.Where(feature => feature.Range is null && feature.Transform is not WoeTransform).Select(feature => Escape(feature.Name))];
        string[] scored = [.. model.InputFeatures.Where(feature => feature is { Range: not null, OutOfRange: OutOfRangePolicy.Accept }).Select(feature => Escape(feature.Name))];
        if (unbounded.Length > 0)
        {
            limits.Add($"No range of training is on record for {string.Join(", ", unbounded)}.");
        }

        if (scored.Length > 0)
        {
            limits.Add($"Values beyond the range of training are scored all the same for {string.Join(", ", scored)}.");
        }

        limits.Add("The model is additive: it knows no effect of one feature that depends on another.");
        Section(text, "Limits", string.Join('\n', limits.Select(limit => $"- {limit}")));
    }

    private static void Privacy(StringBuilder text, ModelProvenance provenance)
    {
        string mechanism = provenance.PrivacyMechanism == ModelProvenance.NoPrivacyMechanism
            ? "No noise was added: whoever has the model has exact coefficients of the parties' joint rows."
            : $"Mechanism {Escape(provenance.PrivacyMechanism)}, version {provenance.PrivacyVersion.ToString(CultureInfo.InvariantCulture)}.";
        string waivers = provenance.Waivers.Count == 0 ? "No minimum was waived." : $"Minimums waived by every party: {string.Join(", ", provenance.Waivers.Select(Escape))}.";
        text.Append(CultureInfo.InvariantCulture, $"## Privacy\n\n{mechanism} {waivers}\n");
    }

    private static string Describe(FeatureTransform transform) => transform switch
    {
        StandardiseTransform standardise => $"(x - {Number(standardise.Mean)}) / {Number(standardise.StandardDeviation)}",
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

    private static void Row(StringBuilder text, params ReadOnlySpan<string> cells)
    {
        foreach (string cell in cells)
        {
            text.Append("| ").Append(cell).Append(' ');
        }

        text.Append("|\n");
    }

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
