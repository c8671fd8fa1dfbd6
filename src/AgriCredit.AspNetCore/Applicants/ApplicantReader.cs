using System.Text.Json;

namespace AgriCredit.AspNetCore;

/// <summary>Reads any applicant, sound or not: by names in any order, with escapes, units, yes and no; and says all that is wrong.</summary>
internal static class ApplicantReader
{
    // Two levels are used, by an applicant and a value with its unit; some more are read, so that what nests a little deeper is called the wrong type, not bad syntax.
    private const int MaximumDepth = 8;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = MaximumDepth };

    /// <summary>Reads an applicant.</summary>
    /// <param name="json">The text of one value.</param>
    /// <param name="layout">What it may bring.</param>
    /// <param name="order">Receives the names in their order; null if not wanted.</param>
    /// <param name="faults">All that is wrong; empty if there is an applicant.</param>
    /// <returns>The applicant; null if something is wrong.</returns>
    internal static Applicant? Read(ReadOnlySpan<byte> json, InputLayout layout, List<string>? order, out IReadOnlyList<Fault> faults)
    {
        var reader = new Utf8JsonReader(json, Options);
        try
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                faults = [new Fault(null, FaultReason.Of(ApplicantFaultReason.WrongType), "An applicant is an object of values by input name.")];
                return null;
            }

            return ReadMembers(ref reader, layout, order, out faults);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Their messages quote the text. InvalidOperationException: text that is not Unicode.
            faults = [new Fault(null, FaultReason.Syntax, $"Not JSON in UTF-8 of at most {MaximumDepth} levels, at byte {reader.BytesConsumed}.")];
            return null;
        }
    }

    private static Applicant? ReadMembers(ref Utf8JsonReader reader, InputLayout layout, List<string>? order, out IReadOnlyList<Fault> faults)
    {
        ApplicantBuilder builder = layout.Scorer.NewApplicant();
        var own = new List<Fault>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string input = reader.GetString()!;
            reader.Read();
            order?.Add(input);
            if (input == layout.Id)
            {
                reader.Skip();
                continue;
            }

            if (!TrySet(ref reader, builder, input))
            {
                builder.SetMissing(input);
                own.Add(Fault.Of(new ApplicantFault(
                    input, ApplicantFaultReason.WrongType, $"'{input}' is a number, a text, true, false, null, or an object of a number \"value\" and a text \"unit\".")));
            }
        }

        // Whatever follows the applicant is a fault of syntax.
        while (reader.Read())
        {
        }

        bool built = builder.TryBuild(out Applicant? applicant, out IReadOnlyList<ApplicantFault> others);
        var known = own.Select(fault => fault.Input).ToHashSet();
        faults = [.. own, .. others.Select(Fault.Of).Where(fault => !known.Contains(fault.Input))];
        return built && own.Count == 0 ? applicant : null;
    }

    private static bool TrySet(ref Utf8JsonReader reader, ApplicantBuilder builder, string input)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                builder.Set(input, Number(ref reader));
                return true;
            case JsonTokenType.String:
                builder.Set(input, reader.GetString());
                return true;
            case JsonTokenType.True or JsonTokenType.False:
                builder.Set(input, reader.GetBoolean());
                return true;
            case JsonTokenType.Null:
                builder.SetMissing(input);
                return true;
            case JsonTokenType.StartObject:
                return TrySetWithUnit(ref reader, builder, input);
            default:
                reader.Skip();
                return false;
        }
    }

    private static bool TrySetWithUnit(ref Utf8JsonReader reader, ApplicantBuilder builder, string input)
    {
        double? value = null;
        string? unit = null;
        bool sound = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isValue = reader.ValueTextEquals("value"u8);
            bool isUnit = reader.ValueTextEquals("unit"u8);
            reader.Read();
            if (isValue && value is null && reader.TokenType == JsonTokenType.Number)
            {
                value = Number(ref reader);
            }
            else if (isUnit && unit is null && reader.TokenType == JsonTokenType.String)
            {
                unit = reader.GetString();
            }
            else
            {
                sound = false;
                reader.Skip();
            }
        }

        if (!sound || value is null)
        {
            return false;
        }

        builder.Set(input, value.Value, unit);
        return true;
    }

    // A number whose exponent does not fit into any integer is as infinite as one beyond every double.
    private static double Number(ref Utf8JsonReader reader) => reader.TryGetDouble(out double value) ? value : double.PositiveInfinity;
}
