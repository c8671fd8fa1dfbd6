using Xunit;

namespace AgriCredit.Testing;

/// <summary>A fact that needs the real loans; skipped, saying so, where they are missing.</summary>
public sealed class DataFactAttribute : FactAttribute
{
    /// <summary>Skips the fact when <see cref="TestData.Folder"/> does not exist.</summary>
    public DataFactAttribute() => Skip = MissingData.Reason;
}

/// <summary>A theory that needs the real loans; skipped, saying so, where they are missing.</summary>
public sealed class DataTheoryAttribute : TheoryAttribute
{
    /// <summary>Skips the theory when <see cref="TestData.Folder"/> does not exist.</summary>
    public DataTheoryAttribute() => Skip = MissingData.Reason;
}

file static class MissingData
{
    public static string? Reason { get; } = Directory.Exists(TestData.Folder)
        ? null
        : $"The real loans are not at '{TestData.Folder}'; set {TestData.Variable} to the folder that holds them.";
}
