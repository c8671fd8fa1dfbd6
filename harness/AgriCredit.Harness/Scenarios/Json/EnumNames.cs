using System.Reflection;
using System.Text.Json.Serialization;

namespace AgriCredit.Harness.Scenarios;

/// <summary>The names that the values of an enum have in the scenario file.</summary>
internal static class EnumNames
{
    public static IReadOnlyDictionary<string, object> Of(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static)
            .ToDictionary(field => field.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? field.Name, field => field.GetValue(null)!);

    /// <summary>The name of one value.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => Of(typeof(T)).First(name => name.Value.Equals(value)).Key;
}
