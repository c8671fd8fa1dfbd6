namespace AgriCredit.Packaging.Tests.Support;

/// <summary>A fact that compiles ahead of time; skipped, saying what is missing, where there is no C compiler.</summary>
public sealed class NativeFactAttribute : FactAttribute
{
    /// <summary>The C compiler that compilation ahead of time links with.</summary>
    internal const string Compiler = "clang";

    public NativeFactAttribute() => Skip = OperatingSystem.IsLinux() && OnPath(Compiler)
        ? null
        : "Compiling ahead of time needs Linux with clang and zlib (Debian: apt-get install clang zlib1g-dev).";

    private static bool OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
