using System.Text.Json;

namespace AgriCredit.AspNetCore;

/// <summary>Writes, beside a reason, the smallest change of its input alone that reaches the cut-off. The default writes nothing.</summary>
internal readonly ref struct ChangeWriter
{
    private readonly ServedModel? _model;
    private readonly ReadOnlySpan<double> _values;

    /// <summary>Makes a writer.</summary>
    /// <param name="model">A model with a cut-off.</param>
    /// <param name="values">The applicant's, in the model's order.</param>
    internal ChangeWriter(ServedModel model, ReadOnlySpan<double> values)
    {
        _model = model;
        _values = values;
    }

    /// <summary>Writes <c>"change"</c> into a reason's object: null where none does, and nothing for an applicant who has the points already.</summary>
    internal void Write(Utf8JsonWriter writer, ReasonCode reason)
    {
        if (_model is null)
        {
            return;
        }

        WhatIf change = _model.Scorer.WhatIf(_values, reason, _model.CutOffPoints);
        switch (change.Outcome)
        {
            case WhatIfOutcome.NoChangeSuffices:
                writer.WriteNull("change"u8);
                break;
            case WhatIfOutcome.Reaches:
                int place = _model.Layout.PlaceOf(reason.Input);
                writer.WriteStartObject("change"u8);
                writer.WriteString("input"u8, reason.Input);
                WriteValue(writer, "from", _values[place], _model.Layout.Names[place].Categories);
                WriteValue(writer, "to", change.Value, _model.Layout.Names[place].Categories);
                writer.WriteEndObject();
                break;
        }
    }

    // As an applicant brings it; null for a missing value, and for a category that the model does not list, of which only that is known.
    private static void WriteValue(Utf8JsonWriter writer, string name, double value, WoeTransform? categories)
    {
        if (!double.IsFinite(value))
        {
            writer.WriteNull(name);
        }
        else if (categories is null)
        {
            writer.WriteNumber(name, value);
        }
        else
        {
            writer.WriteString(name, value < categories.Categories.Count ? categories.Categories[(int)value] : null);
        }
    }
}
