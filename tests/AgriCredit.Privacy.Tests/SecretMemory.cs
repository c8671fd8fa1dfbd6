using System.Reflection;

namespace AgriCredit.Privacy.Tests;

/// <summary>Looks at the memory behind secrets, to see that it is zeroed.</summary>
internal static class SecretMemory
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.NonPublic;

    public static byte[] Of(SecretBytes secret) =>
        (byte[])typeof(SecretBytes).GetField("_bytes", Instance)!.GetValue(secret)!;

    /// <summary>The memory of every secret that <paramref name="owner"/> holds in a field.</summary>
    public static byte[][] Of(object owner) =>
        [.. owner.GetType().GetFields(Instance).Select(field => field.GetValue(owner)).OfType<SecretBytes>().Select(Of)];
}
