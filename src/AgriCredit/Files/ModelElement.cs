using System.Text.Json;

namespace AgriCredit;

/// <summary>A value of a model file together with its place, so that whatever is wrong with it is reported there.</summary>
internal readonly struct ModelElement
{
    private const string Remedy = "Get the file again from whoever made it, or write it with this library.";
    private const int LongestShownKey = 64;

    private readonly JsonElement _value;

    // The place is put together only for what is wrong: a large model has hundreds of thousands of values.
    private readonly Place _place;

    internal ModelElement(JsonElement value, string place)
        : this(value, new Place(null, place, 0))
    {
    }

    private ModelElement(JsonElement value, Place place)
    {
        _value = value;
        _place = place;
    }

    internal bool IsNull => _value.ValueKind == JsonValueKind.Null;

    /// <summary>The members of an object that has exactly these keys.</summary>
    internal Dictionary<string, ModelElement> Members(params IReadOnlyCollection<string> keys)
    {
        Require(JsonValueKind.Object, "an object");
        var known = keys.ToHashSet(StringComparer.Ordinal);
        var members = new Dictionary<string, ModelElement>(known.Count, StringComparer.Ordinal);
        string? unknown = null;
        foreach (JsonProperty member in _value.EnumerateObject())
        {
            if (known.TryGetValue(member.Name, out string? key))
            {
                members.Add(key, new ModelElement(member.Value, Child(key)));
            }
            else
            {
                unknown ??= member.Name;
            }
        }

        if (members.Count < known.Count)
        {
            throw new ModelElement(_value, Child(keys.First(key => !members.ContainsKey(key)))).Invalid("this key", "no such key");
        }

        if (unknown is not null)
        {
            throw new ModelElement(_value, Child(unknown)).Invalid("only keys of this format version", "an unknown key");
        }

        return members;
    }

    /// <summary>A member that decides which others there may be; null if there is none or this is no object.</summary>
    internal ModelElement? TryMember(string key) => _value.ValueKind == JsonValueKind.Object && _value.TryGetProperty(key, out JsonElement member)
        ? new ModelElement(member, Child(key))
        : null;

    internal List<ModelElement> Items()
    {
        Require(JsonValueKind.Array, "an array");
        var items = new List<ModelElement>(_value.GetArrayLength());
        foreach (JsonElement item in _value.EnumerateArray())
        {
            items.Add(new ModelElement(item, new Place(_place, null, items.Count)));
        }

        return items;
    }

    internal string Text()
    {
        Require(JsonValueKind.String, "a text");
        return _value.GetString()!;
    }

    internal string? TextOrNull() => IsNull ? null : Text();

    internal List<string> Texts() => [.. Items().Select(item => item.Text())];

    /// <summary>A number; the digest has been taken, so it is finite.</summary>
    internal double Number()
    {
        Require(JsonValueKind.Number, "a number");
        return _value.GetDouble();
    }

    internal double? NumberOrNull() => IsNull ? null : Number();

    /// <summary>Numbers, with NaN for null.</summary>
    internal double[] NumbersOrMissing()
    {
        Require(JsonValueKind.Array, "an array");
        double[] numbers = new double[_value.GetArrayLength()];
        int index = 0;
        foreach (JsonElement item in _value.EnumerateArray())
        {
            numbers[index] = item.ValueKind switch
            {
                JsonValueKind.Null => double.NaN,
                JsonValueKind.Number => item.GetDouble(),
                _ => throw new ModelElement(item, new Place(_place, null, index)).Invalid("a number or null", Describe(item.ValueKind)),
            };
            index++;
        }

        return numbers;
    }

    /// <summary>One of the words that stand for a value of an enum.</summary>
    internal T Word<T>(Func<T, string> toWord)
        where T : struct, Enum
    {
        string word = Text();
        foreach (T value in Enum.GetValues<T>())
        {
            if (toWord(value) == word)
            {
                return value;
            }
        }

        throw Invalid(string.Join(", ", Enum.GetValues<T>().Select(toWord)), "another word");
    }

    internal int Integer() => _value.ValueKind == JsonValueKind.Number && _value.TryGetInt32(out int integer)
        ? integer
        : throw Invalid("a whole number of 32 bits", Describe(_value.ValueKind));

    /// <summary>Makes a part of the model of this value; what the part's own rules refuse is reported here.</summary>
    internal T Make<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch (ArgumentException exception)
        {
            throw Invalid("a value that keeps the model's rules", exception.Message, exception);
        }
    }

    internal ModelFileException Invalid(string expected, string actual, Exception? inner = null) =>
        Refusal(ModelFileFault.InvalidContent, expected, actual, Remedy, inner);

    internal ModelFileException Refusal(ModelFileFault fault, string expected, string actual, string remedy, Exception? inner = null) =>
        new(fault, _place.ToString(), expected, actual, remedy, inner);

    private void Require(JsonValueKind kind, string expected)
    {
        if (_value.ValueKind != kind)
        {
            throw Invalid(expected, Describe(_value.ValueKind));
        }
    }

    private Place Child(string key) => new(_place, key, 0);

    private static string Describe(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };

    /// <summary>A key or a place in an array, within another place.</summary>
    private sealed record Place(Place? Parent, string? Key, int Index)
    {
        public override string ToString() => (Parent, Key) switch
        {
            (null, _) => Key!,
            (_, null) => $"{Parent}[{Index}]",
            _ => $"{Parent}.{(Key.Length <= LongestShownKey ? Key : $"{Key[..LongestShownKey]}...")}",
        };
    }
}
