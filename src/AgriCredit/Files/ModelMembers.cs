using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace AgriCredit;

/// <summary>The members of an object of a model file, by their keys. Nothing is hashed where the keys are few, and a model has hundreds of objects with few.</summary>
internal sealed class ModelMembers
{
    private const int Few = 16;

    private readonly string[] _keys;
    private readonly JsonElement[] _values;
    private readonly ModelElement.Place _where;
    private readonly Dictionary<string, int>? _places;
    private int _next;

    /// <summary>No members yet.</summary>
    /// <param name="keys">The keys, each once.</param>
    /// <param name="place">Where the object is.</param>
    internal ModelMembers(string[] keys, ModelElement.Place place)
    {
        _keys = keys;
        _values = new JsonElement[keys.Length];
        _where = place;
        if (keys.Length > Few)
        {
            _places = new Dictionary<string, int>(keys.Length, StringComparer.Ordinal);
            for (int i = 0; i < keys.Length; i++)
            {
                _places.Add(keys[i], i);
            }
        }
    }

    /// <summary>A member.</summary>
    /// <param name="key">One of the keys.</param>
    internal ModelElement this[string key] => new(_values[Place(key)], _where, key, 0);

    /// <summary>Whether a key has no member yet.</summary>
    internal bool IsAbsent(string key) => _values[Place(key)].ValueKind == JsonValueKind.Undefined;

    /// <summary>The place of a member's key; negative if it is none of them.</summary>
    internal int Find(JsonProperty member)
    {
        if (_places is not null)
        {
            return _places.GetValueOrDefault(member.Name, -1);
        }

        ReadOnlySpan<byte> name = JsonMarshal.GetRawUtf8PropertyName(member);
        bool isPlain = Ascii.IsValid(name) && !name.Contains((byte)'\\');

        // Files keep an order of keys, so the next is often the one after the last.
        for (int i = 0; i < _keys.Length; i++)
        {
            int place = (_next + i) % _keys.Length;
            if (isPlain ? Ascii.Equals(name, _keys[place]) : member.NameEquals(_keys[place]))
            {
                _next = place + 1;
                return place;
            }
        }

        return -1;
    }

    /// <summary>Keeps a member; false if there is one at its place.</summary>
    internal bool TryPut(int place, JsonElement value)
    {
        bool isFree = _values[place].ValueKind == JsonValueKind.Undefined;
        _values[place] = isFree ? value : _values[place];
        return isFree;
    }

    private int Place(string key) => _places is null ? Array.IndexOf(_keys, key) : _places[key];
}
