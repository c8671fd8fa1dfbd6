namespace AgriCredit;

/// <summary>Reads the features of a model file, each with its transform.</summary>
internal static class FeatureReader
{
    private const string Kinds = $"{ModelKeys.Identity}, {ModelKeys.Standardise}, {ModelKeys.MissingIndicator}, {ModelKeys.Log}, {ModelKeys.Clip} or {ModelKeys.WoeBins}";
    private const string FirstKinds = $"{ModelKeys.Identity}, {ModelKeys.Standardise} or {ModelKeys.MissingIndicator}";

    private static readonly string[] FirstKeys =
        [ModelKeys.Name, ModelKeys.Source, ModelKeys.Unit, ModelKeys.Range, ModelKeys.Missing, ModelKeys.ValueWhenMissing, ModelKeys.Transform];

    private static readonly string[] FirstRangeKeys = [ModelKeys.Low, ModelKeys.High];
    private static readonly string[] RangeKeys = [.. FirstRangeKeys, ModelKeys.Step];
    private static readonly string[] BinKeys = [ModelKeys.Kind, ModelKeys.Woe, ModelKeys.Share, ModelKeys.Reason];
    private static readonly string[] IntervalKeys = [.. BinKeys, ModelKeys.Low, ModelKeys.High];
    private static readonly string[] CategoriesKeys = [.. BinKeys, ModelKeys.Categories];
    private static readonly string[] SpecialKeys = [.. BinKeys, ModelKeys.Codes];
    private static readonly string[] ReasonKeys = [ModelKeys.Code, ReasonText.EnglishLocale, ReasonText.ChineseLocale];

    private static readonly string[] Keys = [.. FirstKeys, ModelKeys.OutOfRange, ModelKeys.Direction, ModelKeys.Group, ModelKeys.Reason];

    /// <summary>Reads one feature.</summary>
    /// <param name="element">Its object.</param>
    /// <param name="first">Whether the file has format version 1.</param>
    internal static ModelFeature Read(ModelElement element, bool first)
    {
        ModelMembers members = element.Members(first ? FirstKeys : Keys);
        string name = members[ModelKeys.Name].Text();
        FeatureTransform transform = Transform(members[ModelKeys.Transform], first);
        string source = members[ModelKeys.Source].Text();
        MissingPolicy missing = members[ModelKeys.Missing].Word<MissingPolicy>(ModelKeys.Word);
        double? substitute = members[ModelKeys.ValueWhenMissing].NumberOrNull();
        string? unit = members[ModelKeys.Unit].TextOrNull();
        FeatureRange? range = members[ModelKeys.Range].IsNull ? null : Range(members[ModelKeys.Range], first);
        if (first)
        {
            return element.Make(() => new ModelFeature(name, transform, source, missing, substitute, unit, transform is MissingIndicatorTransform ? null : range));
        }

        OutOfRangePolicy outOfRange = members[ModelKeys.OutOfRange].Word<OutOfRangePolicy>(ModelKeys.Word);
        MonotoneDirection direction = members[ModelKeys.Direction].Word<MonotoneDirection>(ModelKeys.Word);
        string? group = members[ModelKeys.Group].TextOrNull();
        ReasonText? reason = Reason(members[ModelKeys.Reason]);
        return element.Make(() => new ModelFeature(name, transform, source, missing, substitute, unit, range, outOfRange, direction, group, reason));
    }

    private static FeatureRange Range(ModelElement element, bool first)
    {
        ModelMembers members = element.Members(first ? FirstRangeKeys : RangeKeys);
        (double low, double high) = (members[ModelKeys.Low].Number(), members[ModelKeys.High].Number());
        double? step = first ? null : members[ModelKeys.Step].NumberOrNull();
        return element.Make(() => new FeatureRange(low, high, step));
    }

    private static ReasonText? Reason(ModelElement element)
    {
        if (element.IsNull)
        {
            return null;
        }

        ModelMembers members = element.Members(ReasonKeys);
        (string code, string english, string chinese) = (members[ModelKeys.Code].Text(), members[ReasonText.EnglishLocale].Text(), members[ReasonText.ChineseLocale].Text());
        return element.Make(() => new ReasonText(code, english, chinese));
    }

    // The kind decides which other keys there are.
    private static FeatureTransform Transform(ModelElement element, bool first) => element.TryMember(ModelKeys.Kind)?.Text() switch
    {
        ModelKeys.Identity => Identity(element),
        ModelKeys.Log when !first => Log(element),
        ModelKeys.Clip when !first => Clip(element),
        ModelKeys.WoeBins when !first => Woe(element),
        null or ModelKeys.Standardise or ModelKeys.MissingIndicator => Standardisation(element),
        _ => throw element.TryMember(ModelKeys.Kind)!.Value.Invalid(first ? FirstKinds : Kinds, "another word"),
    };

    private static IdentityTransform Identity(ModelElement element)
    {
        element.Members(ModelKeys.Kind);
        return IdentityTransform.Instance;
    }

    private static FeatureTransform Standardisation(ModelElement element)
    {
        ModelMembers members = element.Members(ModelKeys.Kind, ModelKeys.Mean, ModelKeys.StandardDeviation);
        bool standardises = members[ModelKeys.Kind].Text() == ModelKeys.Standardise;
        (double mean, double deviation) = (members[ModelKeys.Mean].Number(), members[ModelKeys.StandardDeviation].Number());
        return element.Make<FeatureTransform>(() => standardises ? new StandardiseTransform(mean, deviation) : new MissingIndicatorTransform(mean, deviation));
    }

    private static LogTransform Log(ModelElement element)
    {
        ModelMembers members = element.Members(ModelKeys.Kind, ModelKeys.Offset, ModelKeys.Then);
        double offset = members[ModelKeys.Offset].Number();
        FeatureTransform then = Transform(members[ModelKeys.Then], first: false);
        return element.Make(() => new LogTransform(offset, then));
    }

    private static ClipTransform Clip(ModelElement element)
    {
        ModelMembers members = element.Members(ModelKeys.Kind, ModelKeys.Low, ModelKeys.High, ModelKeys.Then);
        (double low, double high) = (members[ModelKeys.Low].Number(), members[ModelKeys.High].Number());
        FeatureTransform then = Transform(members[ModelKeys.Then], first: false);
        return element.Make(() => new ClipTransform(low, high, then));
    }

    private static WoeTransform Woe(ModelElement element)
    {
        ModelMembers members = element.Members(ModelKeys.Kind, ModelKeys.InformationValue, ModelKeys.Bins);
        double? informationValue = members[ModelKeys.InformationValue].NumberOrNull();
        List<WoeBin> bins = [.. members[ModelKeys.Bins].Items().Select(Bin)];
        return element.Make(() => new WoeTransform(bins, informationValue));
    }

    private static WoeBin Bin(ModelElement element)
    {
        string kind = element.TryMember(ModelKeys.Kind)?.Text() ?? "";
        ModelMembers members = element.Members(kind switch
        {
            ModelKeys.Interval => IntervalKeys,
            ModelKeys.Categories => CategoriesKeys,
            ModelKeys.Special => SpecialKeys,
            _ => BinKeys,
        });
        double woe = members[ModelKeys.Woe].Number();
        double? share = members[ModelKeys.Share].NumberOrNull();
        ReasonText? reason = Reason(members[ModelKeys.Reason]);
        switch (kind)
        {
            case ModelKeys.Interval:
                double low = members[ModelKeys.Low].NumberOrNull() ?? double.NegativeInfinity;
                double high = members[ModelKeys.High].NumberOrNull() ?? double.PositiveInfinity;
                return element.Make(() => WoeBin.Interval(low, high, woe, share, reason));
            case ModelKeys.Categories:
                List<string> categories = members[ModelKeys.Categories].Texts();
                return element.Make(() => WoeBin.OfCategories(categories, woe, share, reason));
            case ModelKeys.Special:
                List<double> codes = [.. members[ModelKeys.Codes].Items().Select(item => item.Number())];
                return element.Make(() => WoeBin.Special(codes, woe, share, reason));
            case ModelKeys.Other:
                return element.Make(() => WoeBin.Other(woe, share, reason));
            case ModelKeys.Missing:
                return element.Make(() => WoeBin.Missing(woe, share, reason));
            default:
                throw members[ModelKeys.Kind].Invalid(
                    $"{ModelKeys.Interval}, {ModelKeys.Categories}, {ModelKeys.Special}, {ModelKeys.Other} or {ModelKeys.Missing}", "another word");
        }
    }
}
