using System.Buffers;
using System.Text.Json;

namespace AgriCredit.AspNetCore;

/// <summary>The model card for programs: what an applicant brings, in which units and ranges, what the points mean, and where the model comes from.</summary>
internal static class ModelDescription
{
    internal static byte[] Write(ServedModel served, CreditScoringOptions options)
    {
        CreditModel model = served.Scorer.Model;
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Answer.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteString("digest"u8, served.Digest);
            WriteProvenance(writer, model.Provenance);
            writer.WriteStartObject("scorecard"u8);
            writer.WriteNumber("basePoints"u8, model.Scaling.BasePoints);
            writer.WriteNumber("baseOdds"u8, model.Scaling.BaseOdds);
            writer.WriteNumber("pointsToDoubleOdds"u8, model.Scaling.PointsToDoubleOdds);
            writer.WriteEndObject();
            WriteNumber(writer, "cutOffPoints", served.CutOffPoints);
            writer.WriteBoolean("givesReasons"u8, served.Scorer.CanExplain);
            writer.WriteString("defaultLocale"u8, options.DefaultLocale);
            writer.WriteStartArray("inputs"u8);
            foreach ((int place, ModelFeature feature) in model.InputFeatures.Index())
            {
                WriteInput(writer, model.Inputs[place], feature);
            }

            writer.WriteEndArray();
            writer.WriteNumber("intercept"u8, model.Intercept);
            writer.WriteStartObject("coefficients"u8);
            foreach ((int place, ModelFeature feature) in model.Features.Index())
            {
                writer.WriteNumber(feature.Name, model.Coefficients[place]);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteProvenance(Utf8JsonWriter writer, ModelProvenance provenance)
    {
        writer.WriteStartObject("provenance"u8);
        writer.WriteString("scenario"u8, provenance.Scenario);
        writer.WriteString("sessionId"u8, provenance.SessionId);
        writer.WriteStartArray("parties"u8);
        foreach (string party in provenance.Parties)
        {
            writer.WriteStringValue(party);
        }

        writer.WriteEndArray();
        writer.WriteNumber("rounds"u8, provenance.Rounds);
        writer.WriteString("optimizer"u8, provenance.Optimizer);
        writer.WriteString("aggregationMode"u8, provenance.AggregationMode);
        writer.WriteString("privacyMechanism"u8, provenance.PrivacyMechanism);
        writer.WriteEndObject();
    }

    private static void WriteInput(Utf8JsonWriter writer, string name, ModelFeature feature)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, name);
        WoeTransform? categories = feature.Transform is WoeTransform { HasCategories: true } woe ? woe : null;
        writer.WriteString("kind"u8, categories is null ? "number"u8 : "category"u8);
        writer.WriteString("unit"u8, feature.Unit);
        if (feature.Range is { } range)
        {
            writer.WriteStartObject("range"u8);
            writer.WriteNumber("low"u8, range.Low);
            writer.WriteNumber("high"u8, range.High);
            WriteNumber(writer, "step", range.Step);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteNull("range"u8);
        }

        writer.WriteBoolean("refusesOutOfRange"u8, feature.OutOfRange == OutOfRangePolicy.Reject);
        writer.WriteBoolean("required"u8, feature.Missing == MissingPolicy.Reject);
        if (categories is not null)
        {
            writer.WriteStartArray("categories"u8);
            foreach (string text in categories.Categories)
            {
                writer.WriteStringValue(text);
            }

            writer.WriteEndArray();
            writer.WriteBoolean("takesOthers"u8, categories.OtherBin >= 0);
        }

        writer.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, double? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
