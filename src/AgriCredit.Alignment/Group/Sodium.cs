using System.Runtime.InteropServices;

namespace AgriCredit.Alignment;

/// <summary>The functions of libsodium in use, as they are.</summary>
/// <remarks>Source: https://doc.libsodium.org/advanced/point-arithmetic/ristretto; RFC 9496.</remarks>
internal static unsafe partial class Sodium
{
    private const string Library = "libsodium";
    private const DllImportSearchPath Search = DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory;

    /// <summary>0 or 1 when the library is ready, -1 when it cannot be.</summary>
    [LibraryImport(Library, EntryPoint = "sodium_init")]
    [DefaultDllImportSearchPaths(Search)]
    public static partial int Initialise();

    /// <summary>1 for a canonical encoding, the identity's included.</summary>
    [LibraryImport(Library, EntryPoint = "crypto_core_ristretto255_is_valid_point")]
    [DefaultDllImportSearchPaths(Search)]
    public static partial int IsValidPoint(byte* point);

    /// <summary>The one-way map of 64 uniform bytes.</summary>
    [LibraryImport(Library, EntryPoint = "crypto_core_ristretto255_from_hash")]
    [DefaultDllImportSearchPaths(Search)]
    public static partial int FromHash(byte* point, byte* uniform);

    /// <summary>A uniform element.</summary>
    [LibraryImport(Library, EntryPoint = "crypto_core_ristretto255_random")]
    [DefaultDllImportSearchPaths(Search)]
    public static partial void RandomPoint(byte* point);

    /// <summary>A uniform scalar, never 0.</summary>
    [LibraryImport(Library, EntryPoint = "crypto_core_ristretto255_scalar_random")]
    [DefaultDllImportSearchPaths(Search)]
    public static partial void RandomScalar(byte* scalar);

    /// <summary>-1 when the point is not a canonical encoding, or when the product is the identity.</summary>
    [LibraryImport(Library, EntryPoint = "crypto_scalarmult_ristretto255")]
    [DefaultDllImportSearchPaths(Search)]
    public static partial int Multiply(byte* product, byte* scalar, byte* point);
}
