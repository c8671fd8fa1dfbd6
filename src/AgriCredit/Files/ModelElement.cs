using System.Text.Json;

namespace AgriCredit;

/// <summary>A value of a model file together with its place, so that whatever is wrong with it is reported there.</summary>
internal readonly struct ModelElement
{
    private const string Remedy = "Get the file again from whoever made it, or write it with this library.";
    private const int LongestShownKey = 64;

    private readonly JsonElement _value;

    // The place is put together only for what is wrong: a large model has hundreds of thousands of values.
    private readonly Place? _parent;
    private readonly string? _key;
    private readonly int _index;

    internal ModelElement(JsonElement value, string place)
        : this(value, null, place, 0)
    {
    }

    internal ModelElement(JsonElement value, Place? parent, string? key, int index)
    {
        _value = value;
        _parent = parent;
        _key = key;
        _index = index;
    }

    internal bool IsNull => _value.ValueKind == JsonValueKind.Null;

    /// <summary>The members of an object that has exactly these keys.</summary>
    internal ModelMembers Members(params string[] keys)
    {
        Require(JsonValueKind.Object, "an object");
        Place here = Here();
        var members = new ModelMembers(keys, here);
        int found = 0;
        string? unknown = null;
        foreach (JsonProperty member in _value.EnumerateObject())
        {
            if (members.Find(member) is >= 0 and int index)
            {
                found += members.TryPut(index, member.Value) ? 1 : 0;
            }
            else
            {
                unknown ??= member.Name;
            }
        }

        if (found < keys.Length)
        {
            throw new ModelElement(_value, here, keys.First(key => members.IsAbsent(key)), 0).Invalid("this key", "no such key");
        }

        if (unknown is not null)
        {
            throw new ModelElement(_value, here, unknown, 0).Invalid("only keys of this format version", "an unknown key");
        }

        return members;
    }

    /// <summary>A member that decides which others there may be; null if there is none or this is no object.</summary>
    internal ModelElement? TryMember(string key) => _value.ValueKind == JsonValueKind.Object && _value.TryGetProperty(key, out JsonElement member)
        ? new ModelElement(member, Here(), key, 0)
        : null;

    internal List<ModelElement> Items()
    {
        Require(JsonValueKind.Array, "an array");
        var items = new List<ModelElement>(_value.GetArrayLength());
        Place here = Here();
        foreach (JsonElement item in _value.EnumerateArray())
        {
            items.Add(new ModelElement(item, here, null, items.Count));
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

    /// <summary>A number; that all are finite is seen when the digest is taken.</summary>
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
                _ => throw new ModelElement(item, Here(), null, index).Invalid("a number or null", Describe(item.ValueKind)),
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
        new(fault, Here().ToString(), expected, actual, remedy, inner);

    private void Require(JsonValueKind kind, string expected)
    {
        if (_value.ValueKind != kind)
        {
            throw Invalid(expected, Describe(_value.ValueKind));
        }
    }

    private Place Here() => new(_parent, _key, _index);

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
    internal sealed record Place(Place? Parent, string? Key, int Index)
    {
        public override string ToString() => (Parent, Key) switch
        {
            (null, _) => Key!,
            (_, null) => $"{Parent}[{Index}]",
            _ => $"{Parent}.{(Key.Length <= LongestShownKey ? Key : $"{Key[..LongestShownKey]}...")}",
        };
    }
}
