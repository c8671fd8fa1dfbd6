namespace AgriCredit;

/// <summary>Finds the property that brings each input, and refuses a type that does not fit the model, with all faults together.</summary>
internal static class RecordBinding
{
    /// <summary>By input, the place of its property.</summary>
    internal static int[] Bind(CreditModel model, IReadOnlyList<ApplicantField> fields, string type)
    {
        List<string> faults = [];
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < fields.Count; i++)
        {
            if (!places.TryAdd(fields[i].Input, i))
            {
                faults.Add($"'{fields[i].Input}' is both {fields[places[fields[i].Input]].Property} and {fields[i].Property}");
            }
        }

        int[] bound = new int[model.Inputs.Count];
        for (int input = 0; input < bound.Length; input++)
        {
            if (places.Remove(model.Inputs[input], out int place))
            {
                bound[input] = place;
                faults.AddRange(Faults(model.InputFeatures[input], fields[place]));
            }
            else
            {
                faults.Add($"no property is the input '{model.Inputs[input]}'");
            }
        }

        faults.AddRange(places.Select(left => $"{fields[left.Value].Property} ('{left.Key}') is no input of the model; mark it [NotAnInput] if it is not to be one"));
        return faults.Count == 0 ? bound : throw new ArgumentException($"{type} does not fit the model: {string.Join("; ", faults)}.", nameof(type));
    }

    private static IEnumerable<string> Faults(ModelFeature feature, ApplicantField field)
    {
        ApplicantFieldKind expected = feature.Transform is WoeTransform { HasCategories: true } ? ApplicantFieldKind.Category : ApplicantFieldKind.Number;
        if (field.Kind != expected)
        {
            yield return $"{field.Property} is a {field.Kind}, and the input '{field.Input}' a {expected}";
        }

        if (field.Unit is { } unit && unit != feature.Unit)
        {
            yield return $"{field.Property} is in '{unit}', and the input '{field.Input}' in {(feature.Unit is null ? "no unit" : $"'{feature.Unit}'")}";
        }
    }
}
