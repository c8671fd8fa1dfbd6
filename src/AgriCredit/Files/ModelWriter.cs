using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AgriCredit;

/// <summary>Writes a model as the JSON of a model file. Every number is the shortest text that reads back to the same double.</summary>
internal static class ModelWriter
{
    // Names in any script stay readable; the file is never put into a web page as it is.
    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static byte[] Write(CreditModel model) => Write(model, Digest(model));

    internal static string Digest(CreditModel model) => CanonicalJson.Digest(Write(model, digest: null), ModelFile.ReaderOptions, ModelKeys.Sha256);

    private static byte[] Write(CreditModel model, string? digest)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writer.WriteNumber(ModelKeys.FormatVersion, ModelFile.FormatVersion);
            writer.WriteString(ModelKeys.IdColumn, model.IdColumn);
            FeatureWriter.Write(writer, model.Features);
            writer.WriteNumber(ModelKeys.Intercept, model.Intercept);
            WriteCoefficients(writer, model);
            WriteScaling(writer, model.Scaling);
            WriteReasons(writer, model.Reasons);
            WriteProvenance(writer, model.Provenance);
            WriteGoldenVectors(writer, model.GoldenVectors);
            if (digest is not null)
            {
                writer.WriteString(ModelKeys.Sha256, digest);
            }

            writer.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteCoefficients(Utf8JsonWriter writer, CreditModel model)
    {
        writer.WriteStartObject(ModelKeys.Coefficients);
        for (int i = 0; i < model.Features.Count; i++)
        {
            writer.WriteNumber(model.Features[i].Name, model.Coefficients[i]);
        }

        writer.WriteEndObject();
        if (model.StandardErrors is not { } errors)
        {
            writer.WriteNull(ModelKeys.StandardErrors);
            return;
        }

        writer.WriteStartObject(ModelKeys.StandardErrors);
        writer.WriteNumber(CreditModel.InterceptName, errors[0]);
        for (int i = 0; i < model.Features.Count; i++)
        {
            writer.WriteNumber(model.Features[i].Name, errors[i + 1]);
        }

        writer.WriteEndObject();
    }

    private static void WriteScaling(Utf8JsonWriter writer, ScorecardScaling scaling)
    {
        writer.WriteStartObject(ModelKeys.Scorecard);
        writer.WriteNumber(ModelKeys.BasePoints, scaling.BasePoints);
        writer.WriteNumber(ModelKeys.BaseOdds, scaling.BaseOdds);
        writer.WriteNumber(ModelKeys.PointsToDoubleOdds, scaling.PointsToDoubleOdds);
        writer.WriteEndObject();
    }

    private static void WriteReasons(Utf8JsonWriter writer, ReasonRules reasons)
    {
        writer.WriteStartObject(ModelKeys.Reasons);
        writer.WriteString(ModelKeys.Policy, ModelKeys.Word(reasons.Policy));
        FeatureWriter.WriteNumberOrNull(writer, ModelKeys.CutOffPoints, reasons.CutOffPoints);
        writer.WriteNumber(ModelKeys.Maximum, reasons.Maximum);
        writer.WriteEndObject();
    }

    private static void WriteProvenance(Utf8JsonWriter writer, ModelProvenance provenance)
    {
        writer.WriteStartObject(ModelKeys.Provenance);
        writer.WriteString(ModelKeys.Scenario, provenance.Scenario);
        writer.WriteString(ModelKeys.SessionId, provenance.SessionId);
        FeatureWriter.WriteTexts(writer, ModelKeys.Parties, provenance.Parties);
        writer.WriteNumber(ModelKeys.Rounds, provenance.Rounds);
        writer.WriteString(ModelKeys.Optimizer, provenance.Optimizer);
        writer.WriteString(ModelKeys.AggregationMode, provenance.AggregationMode);
        FeatureWriter.WriteNumberOrNull(writer, ModelKeys.FractionalBits, provenance.FractionalBits);
        FeatureWriter.WriteTexts(writer, ModelKeys.Waivers, provenance.Waivers);
        writer.WriteStartObject(ModelKeys.Privacy);
        writer.WriteString(ModelKeys.Mechanism, provenance.PrivacyMechanism);
        writer.WriteNumber(ModelKeys.Version, provenance.PrivacyVersion);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteGoldenVectors(Utf8JsonWriter writer, IReadOnlyList<GoldenVector> vectors)
    {
        writer.WriteStartArray(ModelKeys.GoldenVectors);
        foreach (GoldenVector vector in vectors)
        {
            writer.WriteStartObject();

            // On one line: a model of 50 inputs has thousands of these numbers.
            writer.WritePropertyName(ModelKeys.Inputs);
            writer.WriteRawValue($"[{string.Join(", ", vector.Inputs.Select(value => double.IsNaN(value) ? "null" : CanonicalJson.Number(value)))}]");
            writer.WriteNumber(ModelKeys.Logit, vector.Score.Logit);
            writer.WriteNumber(ModelKeys.Probability, vector.Score.ProbabilityOfDefault.Value);
            writer.WriteNumber(ModelKeys.Points, vector.Score.Points.Value);
            FeatureWriter.WriteTexts(writer, ModelKeys.Reasons, vector.ReasonCodes);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
