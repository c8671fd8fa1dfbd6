using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgriCredit.Harness.Hosting;

/// <summary>Writes and reads what members print and keep; the code for it is generated at build time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(MemberOutcome))]
[JsonSerializable(typeof(MemberEvent))]
[JsonSerializable(typeof(SessionRecord))]
[JsonSerializable(typeof(JointPartFile))]
internal sealed partial class HostingJson : JsonSerializerContext
{
    /// <summary>Indented, for people and files.</summary>
    public static HostingJson ForPeople => Indented.Context;

    /// <summary>A class of its own: initialised when it is used, after <see cref="Default"/>.</summary>
    private static class Indented
    {
        public static readonly HostingJson Context =
            new(new JsonSerializerOptions(Default.Options) { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
