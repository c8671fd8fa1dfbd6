namespace AgriCredit;

/// <summary>What every number and name in a model must be.</summary>
/// <remarks>Numbers lose the sign of zero: a file's canonical content cannot hold it, and no score depends on it.</remarks>
internal static class Require
{
    /// <summary>The longest name or text in a model, in UTF-16 code units.</summary>
    internal const int LongestText = 256;

    internal static double Finite(double value, string name) => double.IsFinite(value)
        ? value + 0.0
        : throw new ArgumentOutOfRangeException(name, $"{name} is not finite.");

    internal static double Positive(double value, string name) => value > 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, $"{name} is not positive and finite.");

    internal static double[] Finite(IReadOnlyList<double> values, string name)
    {
        double[] copy = new double[values.Count];
        for (int i = 0; i < copy.Length; i++)
        {
            copy[i] = double.IsFinite(values[i]) ? values[i] + 0.0 : throw new ArgumentException($"{name}[{i}] is not finite.", name);
        }

        return copy;
    }

    internal static string Text(string value, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(value, name);
        if (value.Length > LongestText)
        {
            throw new ArgumentException($"{name} has {value.Length} characters; at most {LongestText} are allowed.", name);
        }

        for (int i = 0; i < value.Length; i++)
        {
            // A lone surrogate has no UTF-8 form: written to a file it would come back as another name.
            bool pair = char.IsHighSurrogate(value[i]) && i + 1 < value.Length && char.IsLowSurrogate(value[i + 1]);
            if (char.IsControl(value[i]) || (char.IsSurrogate(value[i]) && !pair))
            {
                throw new ArgumentException($"{name} has a control character or half a surrogate pair at position {i}.", name);
            }

            i += pair ? 1 : 0;
        }

        return value;
    }

    internal static IReadOnlyList<string> Texts(IReadOnlyList<string> values, string name)
    {
        ArgumentNullException.ThrowIfNull(values, name);
        return Array.AsReadOnly([.. values.Select(value => Text(value, name))]);
    }

    internal static T Defined<T>(T value, string name)
        where T : struct, Enum => Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(name, $"No such {typeof(T).Name}.");

    internal static double? Share(double? value, string name) => value is null or (>= 0 and <= 1)
        ? value + 0.0
        : throw new ArgumentOutOfRangeException(name, $"{name} lies in [0, 1].");
}
