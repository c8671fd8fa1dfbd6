using System.Globalization;
using System.Text.Json;

namespace AgriCredit;

/// <summary>Reads the JSON of a model file: version first, then digest, content, golden vectors.</summary>
internal static class ModelReader
{
    internal static CreditModel Read(JsonElement root)
    {
        var file = new ModelElement(root, "$");
        CheckVersion(root, file);
        Dictionary<string, ModelElement> members = file.Members(
            ModelKeys.FormatVersion, ModelKeys.IdColumn, ModelKeys.Features, ModelKeys.Intercept, ModelKeys.Coefficients, ModelKeys.StandardErrors,
            ModelKeys.Scorecard, ModelKeys.Provenance, ModelKeys.GoldenVectors, ModelKeys.Sha256);
        CheckDigest(root, members[ModelKeys.Sha256]);

        List<ModelFeature> features = [.. members[ModelKeys.Features].Items().Select(Feature)];
        string[] names = [.. features.Select(feature => feature.Name)];
        members[ModelKeys.Features].Make(() =>
        {
            FeatureRules.Check(features);
            return features;
        });
        double intercept = members[ModelKeys.Intercept].Number();
        double[] coefficients = ByName(members[ModelKeys.Coefficients], names);
        double[]? errors = members[ModelKeys.StandardErrors].IsNull ? null : ByName(members[ModelKeys.StandardErrors], [CreditModel.InterceptName, .. names]);
        ScorecardScaling scaling = Scaling(members[ModelKeys.Scorecard]);
        ModelProvenance provenance = Provenance(members[ModelKeys.Provenance]);
        string? idColumn = members[ModelKeys.IdColumn].TextOrNull();

        CreditModel Make(IReadOnlyList<GoldenVector> vectors) => file.Make(() =>
            new CreditModel(features, intercept, coefficients, scaling, provenance, errors, idColumn, vectors));

        return Make(CheckedVectors(members[ModelKeys.GoldenVectors], Make([])));
    }

    private static void CheckVersion(JsonElement root, ModelElement file)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty(ModelKeys.FormatVersion, out JsonElement version))
        {
            throw file.Invalid($"an object with the key {ModelKeys.FormatVersion}", "something else");
        }

        var element = new ModelElement(version, $"$.{ModelKeys.FormatVersion}");
        if (element.Integer() is int actual && actual != ModelFile.FormatVersion)
        {
            throw element.Refusal(
                ModelFileFault.UnknownVersion,
                ModelFile.FormatVersion.ToString(CultureInfo.InvariantCulture),
                actual.ToString(CultureInfo.InvariantCulture),
                "Load the file with the version of this library that wrote it, or a later one.");
        }
    }

    private static void CheckDigest(JsonElement root, ModelElement stated)
    {
        string digest = CanonicalJson.Digest(root, ModelKeys.Sha256);
        if (stated.Text() != digest)
        {
            throw stated.Refusal(
                ModelFileFault.DigestMismatch,
                $"the SHA-256 of the content, {digest}",
                "another text",
                "The file was changed after it was written; get it again from whoever made it.");
        }
    }

    private static ModelFeature Feature(ModelElement element)
    {
        Dictionary<string, ModelElement> members = element.Members(
            ModelKeys.Name, ModelKeys.Source, ModelKeys.Unit, ModelKeys.Range, ModelKeys.Missing, ModelKeys.ValueWhenMissing, ModelKeys.Transform);
        string name = members[ModelKeys.Name].Text();
        FeatureTransform transform = Transform(members[ModelKeys.Transform]);
        string source = members[ModelKeys.Source].Text();
        MissingPolicy missing = Policy(members[ModelKeys.Missing]);
        double? substitute = members[ModelKeys.ValueWhenMissing].NumberOrNull();
        string? unit = members[ModelKeys.Unit].TextOrNull();
        FeatureRange? range = members[ModelKeys.Range].IsNull ? null : FeatureRange(members[ModelKeys.Range]);
        return element.Make(() => new ModelFeature(name, transform, source, missing, substitute, unit, range));
    }

    private static FeatureRange FeatureRange(ModelElement element)
    {
        Dictionary<string, ModelElement> members = element.Members(ModelKeys.Low, ModelKeys.High);
        (double low, double high) = (members[ModelKeys.Low].Number(), members[ModelKeys.High].Number());
        return element.Make(() => new FeatureRange(low, high));
    }

    private static MissingPolicy Policy(ModelElement element)
    {
        string word = element.Text();
        foreach (MissingPolicy policy in Enum.GetValues<MissingPolicy>())
        {
            if (ModelKeys.Word(policy) == word)
            {
                return policy;
            }
        }

        throw element.Invalid(string.Join(", ", Enum.GetValues<MissingPolicy>().Select(ModelKeys.Word)), "another word");
    }

    private static FeatureTransform Transform(ModelElement element)
    {
        // An identity has its kind alone; the others say two numbers more.
        if (element.TryMember(ModelKeys.Kind)?.Text() == ModelKeys.Identity)
        {
            element.Members(ModelKeys.Kind);
            return IdentityTransform.Instance;
        }

        Dictionary<string, ModelElement> members = element.Members(ModelKeys.Kind, ModelKeys.Mean, ModelKeys.StandardDeviation);
        (double mean, double deviation) = (members[ModelKeys.Mean].Number(), members[ModelKeys.StandardDeviation].Number());
        return members[ModelKeys.Kind].Text() switch
        {
            ModelKeys.Standardise => element.Make(() => new StandardiseTransform(mean, deviation)),
            ModelKeys.MissingIndicator => element.Make(() => new MissingIndicatorTransform(mean, deviation)),
            _ => throw members[ModelKeys.Kind].Invalid($"{ModelKeys.Identity}, {ModelKeys.Standardise} or {ModelKeys.MissingIndicator}", "another word"),
        };
    }

    private static double[] ByName(ModelElement element, string[] names)
    {
        Dictionary<string, ModelElement> members = element.Members(names);
        return [.. names.Select(name => members[name].Number())];
    }

    private static ScorecardScaling Scaling(ModelElement element)
    {
        Dictionary<string, ModelElement> members = element.Members(ModelKeys.BasePoints, ModelKeys.BaseOdds, ModelKeys.PointsToDoubleOdds);
        return element.Make(() => new ScorecardScaling(
            members[ModelKeys.BasePoints].Number(), members[ModelKeys.BaseOdds].Number(), members[ModelKeys.PointsToDoubleOdds].Number()));
    }

    private static ModelProvenance Provenance(ModelElement element)
    {
        Dictionary<string, ModelElement> members = element.Members(
            ModelKeys.Scenario, ModelKeys.SessionId, ModelKeys.Parties, ModelKeys.Rounds, ModelKeys.Optimizer, ModelKeys.AggregationMode,
            ModelKeys.FractionalBits, ModelKeys.Waivers, ModelKeys.Privacy);
        Dictionary<string, ModelElement> privacy = members[ModelKeys.Privacy].Members(ModelKeys.Mechanism, ModelKeys.Version);
        return element.Make(() => new ModelProvenance
        {
            Scenario = members[ModelKeys.Scenario].Text(),
            SessionId = members[ModelKeys.SessionId].TextOrNull(),
            Parties = members[ModelKeys.Parties].Texts(),
            Rounds = members[ModelKeys.Rounds].Integer(),
            Optimizer = members[ModelKeys.Optimizer].Text(),
            AggregationMode = members[ModelKeys.AggregationMode].TextOrNull(),
            FractionalBits = members[ModelKeys.FractionalBits].IsNull ? null : members[ModelKeys.FractionalBits].Integer(),
            Waivers = members[ModelKeys.Waivers].Texts(),
            PrivacyMechanism = privacy[ModelKeys.Mechanism].Text(),
            PrivacyVersion = privacy[ModelKeys.Version].Integer(),
        });
    }

    private static List<GoldenVector> CheckedVectors(ModelElement element, CreditModel model)
    {
        List<GoldenVector> vectors = [.. element.Items().Select(item => CheckedVector(item, model))];
        return vectors.Count > 0 ? vectors : throw element.Invalid("at least one golden vector", "none");
    }

    private static GoldenVector CheckedVector(ModelElement element, CreditModel model)
    {
        Dictionary<string, ModelElement> members = element.Members(ModelKeys.Inputs, ModelKeys.Logit, ModelKeys.Probability, ModelKeys.Points);
        double[] inputs = members[ModelKeys.Inputs].NumbersOrMissing();
        if (inputs.Length != model.Inputs.Count)
        {
            throw members[ModelKeys.Inputs].Invalid($"{model.Inputs.Count} values, one for each input", $"{inputs.Length}");
        }

        CreditScore score = members[ModelKeys.Inputs].Make(() => model.Predictor.Score(inputs, model.Scaling));
        CheckBits(members[ModelKeys.Logit], score.Logit);
        CheckBits(members[ModelKeys.Probability], score.ProbabilityOfDefault.Value);
        CheckBits(members[ModelKeys.Points], score.Points.Value);
        return new GoldenVector(inputs, score);
    }

    private static void CheckBits(ModelElement element, double computed)
    {
        double stated = element.Number();
        if (BitConverter.DoubleToInt64Bits(stated) != BitConverter.DoubleToInt64Bits(computed))
        {
            throw element.Refusal(
                ModelFileFault.GoldenVectorMismatch,
                $"{computed:R}, as computed here",
                $"{stated:R}",
                "Every figure scored here could differ from the author's: get the file again, or use the version of this library that wrote it.");
        }
    }
}
