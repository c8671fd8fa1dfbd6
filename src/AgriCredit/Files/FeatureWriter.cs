using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AgriCredit;

/// <summary>Writes the features of a model file, each with its transform.</summary>
internal static class FeatureWriter
{
    private static readonly JsonWriterOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static void Write(Utf8JsonWriter writer, IReadOnlyList<ModelFeature> features)
    {
        writer.WriteStartArray(ModelKeys.Features);
        foreach (ModelFeature feature in features)
        {
            writer.WriteStartObject();
            writer.WriteString(ModelKeys.Name, feature.Name);
            writer.WriteString(ModelKeys.Source, feature.Source);
            writer.WriteString(ModelKeys.Unit, feature.Unit);
            WriteRange(writer, feature.Range);
            writer.WriteString(ModelKeys.OutOfRange, ModelKeys.Word(feature.OutOfRange));
            writer.WriteString(ModelKeys.Missing, ModelKeys.Word(feature.Missing));
            WriteNumberOrNull(writer, ModelKeys.ValueWhenMissing, feature.ValueWhenMissing);
            writer.WriteString(ModelKeys.Direction, ModelKeys.Word(feature.Direction));
            writer.WriteString(ModelKeys.Group, feature.IsIndicator ? null : feature.Group);
            WriteReason(writer, feature.Reason);
            WriteTransform(writer, ModelKeys.Transform, feature.Transform);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    internal static void WriteTexts(Utf8JsonWriter writer, string key, IReadOnlyList<string> texts)
    {
        writer.WriteStartArray(key);
        foreach (string text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    internal static void WriteNumberOrNull(Utf8JsonWriter writer, string key, double? value)
    {
        if (value is { } number && double.IsFinite(number))
        {
            writer.WriteNumber(key, number);
        }
        else
        {
            writer.WriteNull(key);
        }
    }

    private static void WriteRange(Utf8JsonWriter writer, FeatureRange? range)
    {
        if (range is null)
        {
            writer.WriteNull(ModelKeys.Range);
            return;
        }

        writer.WriteStartObject(ModelKeys.Range);
        writer.WriteNumber(ModelKeys.Low, range.Low);
        writer.WriteNumber(ModelKeys.High, range.High);
        WriteNumberOrNull(writer, ModelKeys.Step, range.Step);
        writer.WriteEndObject();
    }

    private static void WriteReason(Utf8JsonWriter writer, ReasonText? reason)
    {
        if (reason is null)
        {
            writer.WriteNull(ModelKeys.Reason);
            return;
        }

        writer.WriteStartObject(ModelKeys.Reason);
        writer.WriteString(ModelKeys.Code, reason.Code);
        writer.WriteString(ReasonText.EnglishLocale, reason.English);
        writer.WriteString(ReasonText.ChineseLocale, reason.Chinese);
        writer.WriteEndObject();
    }

    private static void WriteTransform(Utf8JsonWriter writer, string key, FeatureTransform transform)
    {
        writer.WriteStartObject(key);
        switch (transform)
        {
            case StandardiseTransform standardise:
                WriteStandardisation(writer, ModelKeys.Standardise, standardise.Mean, standardise.StandardDeviation);
                break;
            case MissingIndicatorTransform indicator:
                WriteStandardisation(writer, ModelKeys.MissingIndicator, indicator.Mean, indicator.StandardDeviation);
                break;
            case LogTransform log:
                writer.WriteString(ModelKeys.Kind, ModelKeys.Log);
                writer.WriteNumber(ModelKeys.Offset, log.Offset);
                WriteTransform(writer, ModelKeys.Then, log.Then);
                break;
            case ClipTransform clip:
                writer.WriteString(ModelKeys.Kind, ModelKeys.Clip);
                writer.WriteNumber(ModelKeys.Low, clip.Low);
                writer.WriteNumber(ModelKeys.High, clip.High);
                WriteTransform(writer, ModelKeys.Then, clip.Then);
                break;
            case WoeTransform woe:
                writer.WriteString(ModelKeys.Kind, ModelKeys.WoeBins);
                WriteNumberOrNull(writer, ModelKeys.InformationValue, woe.InformationValue);
                WriteBins(writer, woe.Bins);
                break;
            default:
                writer.WriteString(ModelKeys.Kind, ModelKeys.Identity);
                break;
        }

        writer.WriteEndObject();
    }

    private static void WriteStandardisation(Utf8JsonWriter writer, string kind, double mean, double deviation)
    {
        writer.WriteString(ModelKeys.Kind, kind);
        writer.WriteNumber(ModelKeys.Mean, mean);
        writer.WriteNumber(ModelKeys.StandardDeviation, deviation);
    }

    // On one line each, since a scorecard has hundreds; white space is not in the digest, so the depth is for readers alone.
    private static void WriteBins(Utf8JsonWriter writer, IReadOnlyList<WoeBin> bins)
    {
        var lines = new ArrayBufferWriter<byte>();
        lines.Write("["u8);
        for (int i = 0; i < bins.Count; i++)
        {
            lines.Write(i > 0 ? ","u8 : []);
            lines.Write("\n          "u8);
            using var line = new Utf8JsonWriter(lines, OneLine);
            WriteBin(line, bins[i]);
        }

        lines.Write("\n        ]"u8);
        writer.WritePropertyName(ModelKeys.Bins);
        writer.WriteRawValue(lines.WrittenSpan);
    }

    private static void WriteBin(Utf8JsonWriter writer, WoeBin bin)
    {
        writer.WriteStartObject();
        switch (bin.Kind)
        {
            case WoeBinKind.Interval:
                writer.WriteString(ModelKeys.Kind, ModelKeys.Interval);
                WriteNumberOrNull(writer, ModelKeys.Low, bin.Low);
                WriteNumberOrNull(writer, ModelKeys.High, bin.High);
                break;
            case WoeBinKind.Categories:
                writer.WriteString(ModelKeys.Kind, ModelKeys.Categories);
                WriteTexts(writer, ModelKeys.Categories, bin.Categories);
                break;
            case WoeBinKind.Special:
                writer.WriteString(ModelKeys.Kind, ModelKeys.Special);
                writer.WriteStartArray(ModelKeys.Codes);
                foreach (double code in bin.Codes)
                {
                    writer.WriteNumberValue(code);
                }

                writer.WriteEndArray();
                break;
            default:
                writer.WriteString(ModelKeys.Kind, bin.Kind == WoeBinKind.Other ? ModelKeys.Other : ModelKeys.Missing);
                break;
        }

        writer.WriteNumber(ModelKeys.Woe, bin.Woe);
        WriteNumberOrNull(writer, ModelKeys.Share, bin.Share);
        WriteReason(writer, bin.Reason);
        writer.WriteEndObject();
    }
}
