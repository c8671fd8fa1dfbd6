using System.Globalization;
using System.Text.Json;

namespace AgriCredit;

/// <summary>Reads the JSON of a model file: version first, then content and golden vectors, and beside them the digest.</summary>
internal static class ModelReader
{
    private static readonly string[] FirstKeys =
    [
        ModelKeys.FormatVersion, ModelKeys.IdColumn, ModelKeys.Features, ModelKeys.Intercept, ModelKeys.Coefficients, ModelKeys.StandardErrors,
        ModelKeys.Scorecard, ModelKeys.Provenance, ModelKeys.GoldenVectors, ModelKeys.Sha256,
    ];

    private static readonly string[] Keys = [.. FirstKeys, ModelKeys.Reasons];
    private static readonly string[] FirstVectorKeys = [ModelKeys.Inputs, ModelKeys.Logit, ModelKeys.Probability, ModelKeys.Points];
    private static readonly string[] VectorKeys = [.. FirstVectorKeys, ModelKeys.Reasons];

    private const string VectorRemedy = "Every figure scored here could differ from the author's: get the file again, or use the version of this library that wrote it.";

    /// <summary>Reads a model.</summary>
    /// <param name="root">The parsed content.</param>
    /// <param name="content">The content, of which the digest is taken.</param>
    internal static CreditModel Read(JsonElement root, ReadOnlyMemory<byte> content)
    {
        var file = new ModelElement(root, "$");
        bool first = Version(root, file) == 1;
        ModelMembers members = file.Members(first ? FirstKeys : Keys);

        // Takes as long as half of the rest, and needs nothing of it. Whoever comes first takes it: where no other thread is free, this one does in the end.
        var digest = new Lazy<string>(() => CanonicalJson.Digest(content.Span, ModelFile.ReaderOptions, ModelKeys.Sha256));
        _ = Task.Run(() => digest.Value).ContinueWith(
            static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            return Content(file, members, first);
        }
        finally
        {
            // Whatever else is wrong with a file that was changed follows from that.
            CheckDigest(digest.Value, members[ModelKeys.Sha256]);
        }
    }

    private static CreditModel Content(ModelElement file, ModelMembers members, bool first)
    {
        List<ModelFeature> features = [.. members[ModelKeys.Features].Items().Select(item => FeatureReader.Read(item, first))];
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
        ReasonRules? reasons = first ? null : Reasons(members[ModelKeys.Reasons]);

        // The vectors are scored by the very model that is returned.
        return file.Make(() => new CreditModel(
            features, intercept, coefficients, scaling, provenance, errors, idColumn, reasons, model => CheckedVectors(members[ModelKeys.GoldenVectors], model, first)));
    }

    private static int Version(JsonElement root, ModelElement file)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty(ModelKeys.FormatVersion, out JsonElement version))
        {
            throw file.Invalid($"an object with the key {ModelKeys.FormatVersion}", "something else");
        }

        var element = new ModelElement(version, $"$.{ModelKeys.FormatVersion}");
        return element.Integer() is int actual and >= 1 and <= ModelFile.FormatVersion
            ? actual
            : throw element.Refusal(
                ModelFileFault.UnknownVersion,
                FormattableString.Invariant($"1 to {ModelFile.FormatVersion}"),
                element.Integer().ToString(CultureInfo.InvariantCulture),
                "Load the file with the version of this library that wrote it, or a later one.");
    }

    private static void CheckDigest(string digest, ModelElement stated)
    {
        if (stated.Text() != digest)
        {
            throw stated.Refusal(
                ModelFileFault.DigestMismatch,
                $"the SHA-256 of the content, {digest}",
                "another text",
                "The file was changed after it was written; get it again from whoever made it.");
        }
    }

    private static double[] ByName(ModelElement element, string[] names)
    {
        ModelMembers members = element.Members(names);
        return [.. names.Select(name => members[name].Number())];
    }

    private static ScorecardScaling Scaling(ModelElement element)
    {
        ModelMembers members = element.Members(ModelKeys.BasePoints, ModelKeys.BaseOdds, ModelKeys.PointsToDoubleOdds);
        return element.Make(() => new ScorecardScaling(
            members[ModelKeys.BasePoints].Number(), members[ModelKeys.BaseOdds].Number(), members[ModelKeys.PointsToDoubleOdds].Number()));
    }

    private static ReasonRules Reasons(ModelElement element)
    {
        ModelMembers members = element.Members(ModelKeys.Policy, ModelKeys.CutOffPoints, ModelKeys.Maximum);
        ReasonPolicy policy = members[ModelKeys.Policy].Word<ReasonPolicy>(ModelKeys.Word);
        double? cutOff = members[ModelKeys.CutOffPoints].NumberOrNull();
        int maximum = members[ModelKeys.Maximum].Integer();
        return element.Make(() => new ReasonRules(policy, cutOff, maximum));
    }

    private static ModelProvenance Provenance(ModelElement element)
    {
        ModelMembers members = element.Members(
            ModelKeys.Scenario, ModelKeys.SessionId, ModelKeys.Parties, ModelKeys.Rounds, ModelKeys.Optimizer, ModelKeys.AggregationMode,
            ModelKeys.FractionalBits, ModelKeys.Waivers, ModelKeys.Privacy);
        ModelMembers privacy = members[ModelKeys.Privacy].Members(ModelKeys.Mechanism, ModelKeys.Version);
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

    private static List<GoldenVector> CheckedVectors(ModelElement element, CreditModel model, bool first)
    {
        var scorer = new CreditScorer(model);
        List<GoldenVector> vectors = [.. element.Items().Select(item => CheckedVector(item, scorer, first))];
        return vectors.Count > 0 ? vectors : throw element.Invalid("at least one golden vector", "none");
    }

    private static GoldenVector CheckedVector(ModelElement element, CreditScorer scorer, bool first)
    {
        ModelMembers members = element.Members(first ? FirstVectorKeys : VectorKeys);
        double[] inputs = members[ModelKeys.Inputs].NumbersOrMissing();
        if (inputs.Length != scorer.Inputs.Count)
        {
            throw members[ModelKeys.Inputs].Invalid($"{scorer.Inputs.Count} values, one for each input", $"{inputs.Length}");
        }

        GoldenVector vector = members[ModelKeys.Inputs].Make(() => GoldenVector.Of(scorer, inputs));
        CheckBits(members[ModelKeys.Logit], vector.Score.Logit);
        CheckBits(members[ModelKeys.Probability], vector.Score.ProbabilityOfDefault.Value);
        CheckBits(members[ModelKeys.Points], vector.Score.Points.Value);
        if (!first)
        {
            CheckReasons(members[ModelKeys.Reasons], vector.ReasonCodes);
        }

        return vector;
    }

    private static void CheckReasons(ModelElement element, IReadOnlyList<string> computed)
    {
        List<string> stated = element.Texts();
        if (!stated.SequenceEqual(computed, StringComparer.Ordinal))
        {
            throw element.Refusal(ModelFileFault.GoldenVectorMismatch, $"[{string.Join("; ", computed)}], as found here", "other reason codes", VectorRemedy);
        }
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
                VectorRemedy);
        }
    }
}
